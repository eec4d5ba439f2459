"""My requests: where is it now?"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec, TypeVar
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kept.channels.portal import answering, blocked, limits
from kept.channels.portal.following import listed, story
from kept.channels.portal.forms import ReplyForm, new_nonce
from kept.channels.portal.intake import Files, with_files
from kept.channels.portal.reader import Reader, page, read_by
from kept.companies import belonging
from kept.people.models import Customer
from kept.tickets import access, actions, elsewhere, files
from kept.tickets.models import Ticket

P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)
PER_PAGE = 50


def for_customers(
    view: Callable[Concatenate[HttpRequest, Reader, Customer, P], R],
) -> Callable[Concatenate[HttpRequest, P], R | HttpResponse]:
    """Only for a signed-in customer; others are asked to sign in. What is theirs, `access` says."""

    @wraps(view)
    def guarded(request: HttpRequest, /, *args: P.args, **kwargs: P.kwargs) -> R | HttpResponse:
        reader = read_by(request)
        if reader.customer is None:
            return _sign_in_first(request, reader)
        return view(request, reader, reader.customer, *args, **kwargs)

    return guarded


def _sign_in_first(request: HttpRequest, reader: Reader) -> HttpResponse:
    if request.method != "POST":
        return redirect(f"{reverse('sign-in-by-link')}?{urlencode({'next': request.path})}")
    context = {"text": request.POST.get("text", "")}  # what was written is shown, not lost
    return page(request, reader, "portal/signed_out.html", context, status=403)


@require_safe
@for_customers
def requests(request: HttpRequest, reader: Reader, customer: Customer) -> HttpResponse:
    """All requests of the customer, the newest first."""
    before = request.GET.get("before", "")
    mine = access.tickets(customer).order_by("-pk")
    mine = mine.exclude(merged_into__in=access.tickets(customer).values("pk"))
    if before.isdecimal() and len(before) < 19:
        mine = mine.filter(pk__lt=int(before))
    found = list(mine[: PER_PAGE + 1])
    shown = found[:PER_PAGE]
    more = shown[-1].number if len(found) > PER_PAGE else None
    companies = belonging.of(customer)
    context = {"requests": listed(shown, reader), "more": more, "companies": companies}
    return page(request, reader, "portal/requests.html", context)


@require_safe
@for_customers
def one(request: HttpRequest, reader: Reader, customer: Customer, number: int) -> HttpResponse:
    """One request: its promise, its steps, its letters."""
    ticket = access.ticket(customer, number)
    if ticket.merged_into_id is not None:
        goes_on = access.tickets(customer).filter(pk=elsewhere.goes_on_as(number)).first()
        if goes_on is not None:
            return redirect("request", number=goes_on.number)
    return _page(request, reader, customer, ticket, ReplyForm(initial={"nonce": new_nonce()}))


@require_POST
@with_files
def reply(request: HttpRequest, files: Files, number: int) -> HttpResponse:
    """Write again. A settled request is open again by that."""
    return _reply(request, files, number)


@for_customers
def _reply(
    request: HttpRequest, reader: Reader, customer: Customer, files: Files, number: int
) -> HttpResponse:
    ticket = access.ticket(customer, number)
    form = ReplyForm(request.POST)
    if not form.is_valid() or files.refused:
        return _page(request, reader, customer, ticket, form, files, status=422)
    if sentence := blocked.refusal(customer.email):
        form.add_error(None, sentence)
        return _page(request, reader, customer, ticket, form, files, status=403)
    if not limits.allowed("reply", request, str(customer.pk)):
        form.add_error(None, _("Many messages came from you within an hour. Nothing is lost: "
                               "leave this page open and send again later."))  # fmt: skip
        return _page(request, reader, customer, ticket, form, files, status=429)
    said = form.cleaned_data
    where = answering.answer(ticket, customer, said["text"], files.taken, said["nonce"], reader)
    now = access.ticket(customer, where)
    last = access.messages(customer, now).values_list("place", flat=True).last()
    return redirect(f"{reverse('request', args=[where])}#message-{last}")


@require_POST
@for_customers
def close(request: HttpRequest, reader: Reader, customer: Customer, number: int) -> HttpResponse:
    """It is settled, says who asked."""
    ticket = access.own(customer, number)
    actions.close(ticket.number, by=customer, at=reader.now)
    return redirect("request", number=number)


@require_safe
@for_customers
def file(
    request: HttpRequest, reader: Reader, customer: Customer, number: int, file: int
) -> HttpResponseBase:
    """A file of a message that the customer may read."""
    found = access.attachment(customer, file)
    if found.message.ticket_id != number:
        raise access.NotYoursError(f"file {file} is not of request {number}")
    return files.respond(found, inline="save" not in request.GET)


def _page(
    request: HttpRequest,
    reader: Reader,
    customer: Customer,
    ticket: Ticket,
    form: ReplyForm,
    files: Files | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    others = list(access.tickets(customer).exclude(pk=ticket.pk).order_by("-pk")[:5])
    context = {
        "ticket": ticket,
        "story": story(ticket, customer, reader),
        "others": listed(others, reader),
        "form": form,
        "files": files,
    }
    return page(request, reader, "portal/request.html", context, status=status)
