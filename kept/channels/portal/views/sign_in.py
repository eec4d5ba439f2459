"""Sign in by a link, and out."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from kept.channels.portal import limits
from kept.channels.portal.forms import SignInForm
from kept.channels.portal.mailed import mail_link, masked
from kept.channels.portal.reader import Reader, page, read_by
from kept.people import customers, sign_in
from kept.people.models import Customer


@require_http_methods(["GET", "HEAD", "POST"])
def ask_link(request: HttpRequest) -> HttpResponse:
    """Ask for a sign-in link. Says the same whether or not the address is known."""
    reader = read_by(request)
    target = _target(request.POST.get("next") or request.GET.get("next", ""))
    if request.method != "POST":
        form = SignInForm()
        return _ask_page(request, reader, form, target)
    form = SignInForm(request.POST)
    if not form.is_valid():
        return _ask_page(request, reader, form, target, status=422)
    key = form.cleaned_data["email"].key
    if not limits.allowed("sign-in", request, key):
        form.add_error(None, _("Many links were asked for within an hour. Try again later."))
        return _ask_page(request, reader, form, target, status=429)
    customer = customers.find(key)
    if customer:
        _mail(customer, sign_in.mailbox(customer, key), target, reader)
    said = _("If we know this address, a link is on its way. It can be used for 30 minutes.")
    return page(request, reader, "portal/sign_in.html", {"said": said})


@require_http_methods(["GET", "HEAD", "POST"])
def open_link(request: HttpRequest, token: str) -> HttpResponse:
    """Sign in by a link.

    Opening it shows one button, and only pressing that signs in. Mail programs and virus scanners
    open links before people do; and whoever is sent somebody else's link sees whose it is before
    writing into the wrong account. A browser that is signed in already goes straight on.
    """
    reader = read_by(request)
    try:
        opened = sign_in.opened(token, at=reader.now)
    except sign_in.NotOursError:
        return page(request, reader, "portal/link.html", {"broken": True}, status=404)
    if reader.customer == opened.customer:
        return redirect(opened.path)
    if opened.over:
        return _over(request, reader, opened)
    if request.method == "POST":
        sign_in.sign_in(request, opened.customer)
        return redirect(opened.path)
    context = {"who": masked(opened.customer.email)}
    return page(request, reader, "portal/link.html", context)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign this browser out."""
    sign_in.sign_out(request)
    return redirect("ask")


def _over(request: HttpRequest, reader: Reader, opened: sign_in.Opened) -> HttpResponse:
    """A link whose time has passed can be replaced, by a mail to the same customer."""
    who = masked(opened.customer.email)
    if request.method != "POST":
        return page(request, reader, "portal/link.html", {"over": True, "who": who}, status=410)
    email = opened.customer.email
    if not limits.allowed("sign-in", request, email.lower()):
        said = _("Many links were asked for within an hour. Try again later.")
        return page(request, reader, "portal/sign_in.html", {"said": said}, status=429)
    _mail(opened.customer, email, opened.path, reader)
    said = _("A new link is on its way to %(who)s. It can be used for 30 minutes.") % {"who": who}
    return page(request, reader, "portal/sign_in.html", {"said": said})


def _mail(customer: Customer, recipient: str, target: str, reader: Reader) -> None:
    link = sign_in.link(customer, target, requested=True, at=reader.now)
    mail_link("sign_in", link, customer, reader, to=recipient)


def _target(path: str) -> str:
    return path if sign_in.own_path(path) else reverse("requests")


def _ask_page(
    request: HttpRequest, reader: Reader, form: SignInForm, target: str, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "next": target}
    return page(request, reader, "portal/sign_in.html", context, status=status)
