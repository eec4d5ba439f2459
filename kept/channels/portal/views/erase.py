"""Erase my data: what goes, what stays and why, and a link that does it."""

from __future__ import annotations

from django.conf import settings
from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kept.channels.portal import limits
from kept.channels.portal.mailed import mail_link, masked
from kept.channels.portal.reader import Reader, page, read_by
from kept.channels.portal.views.requests import for_customers
from kept.core.events import Actor
from kept.erasing import forgetting
from kept.people import sign_in
from kept.people.models import Customer
from kept.tickets import access

_SALT = "kept.channels.portal.erase"


@require_http_methods(["GET", "HEAD", "POST"])
@for_customers
def ask_link(request: HttpRequest, reader: Reader, customer: Customer) -> HttpResponse:
    """What it means, in full; the link goes to the customer's mailbox, for a browser that was left
    open is anybody's."""
    context = _told(customer)
    if request.method != "POST":
        return page(request, reader, "portal/erase.html", context)
    if not limits.allowed("erase", request, str(customer.pk)):
        context["wrong"] = _("Many links were asked for within an hour. Try again later.")
        return page(request, reader, "portal/erase.html", context, status=429)
    token = signing.dumps(customer.pk, salt=_SALT)
    link = settings.DESK.url + reverse("erase", args=[token])
    mail_link("erase", link, customer, reader)
    return page(request, reader, "portal/erase.html", context | {"sent": True})


@require_http_methods(["GET", "HEAD", "POST"])
def erase(request: HttpRequest, token: str) -> HttpResponse:
    """Opening the link shows once more what it means; pressing its button does it."""
    reader = read_by(request)
    customer = _asked(token)
    if customer is None:
        return page(request, reader, "portal/erase_now.html", {"over": True}, status=404)
    if request.method != "POST":
        return page(request, reader, "portal/erase_now.html", _told(customer))
    forgetting.begin(customer, by=Actor("customer", customer.pk), at=reader.now)
    sign_in.sign_out(request)
    return page(request, read_by(request), "portal/erase_now.html", {"done": True})


def _asked(token: str) -> Customer | None:
    """Who may erase themselves by this link; None where its time is over, or they are gone."""
    try:
        number = signing.loads(token, salt=_SALT, max_age=sign_in.REQUESTED)
    except signing.BadSignature:
        return None
    return sign_in.known().filter(pk=number).first()


def _told(customer: Customer) -> dict[str, object]:
    own = access.tickets(customer).filter(customer=customer)
    return {
        "who": masked(customer.email),
        "requests": own.count(),
        "running": own.exclude(status__in=("solved", "closed")).count(),
        "minutes": int(sign_in.REQUESTED.total_seconds() // 60),
    }
