"""The steps that prove a mailbox: a mail that comes back, and what the domain publishes."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_address
from typing import Final
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kept.channels.mail.senders.dns import forgetful
from kept.mailbox_settings.reading import look_for
from kept.mailbox_settings.shown import whose
from kept.mailbox_settings.steps import ready, worked
from kept.mailbox_settings.views.page import SeeOther, found, keep, step
from kept.mailboxes import keys, trips
from kept.mailboxes import records as published
from kept.mailboxes.models import Mailbox, RoundTrip
from kept.mailboxes.secrets import NOTHING, SealBrokenError, Secrets
from kept.mailboxes.troubles import Trouble, TroubleError
from kept.people.door import for_leads
from kept.people.models import Staff

#: Most mails are back within seconds; after so long somebody should look where it is.
SOON: Final = timedelta(minutes=2)
#: The page looks by itself for so long.
LOOKING: Final = timedelta(minutes=30)
_ANSWER_WITHIN = 8.0


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def test(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """Send a mail from the mailbox to itself, and wait for it."""
    mailbox = found(number)
    trouble: Trouble | None = None
    if request.method == "POST":
        try:
            trips.send(mailbox, at=timezone.now(), language=staff.language)
            return SeeOther("mailbox-test", number)
        except TroubleError as error:
            trouble = error.trouble
    trip = mailbox.trips.first()
    if trip and trouble is None:
        trouble = _looked(trip)
    context = {"trip": trip, "trouble": trouble, "ready": ready(mailbox), **_waiting(trip)}
    context["whose"] = whose(mailbox)
    return step(request, mailbox, "test", context, status=422 if request.method == "POST" else 200)


def _looked(trip: RoundTrip) -> Trouble | None:
    """Look once for a mail that is under way; note on the mailbox that it came back."""
    now, mailbox = timezone.now(), trip.mailbox
    if trip.arrived_at is None and mailbox.fetch and now - trip.sent_at < trips.LONGEST:
        try:
            look_for(trip, at=now)
        except TroubleError as error:
            return error.trouble
        trip.refresh_from_db()
    if trip.arrived_at and "test" not in mailbox.tried:
        worked(mailbox, "test", trip.arrived_at)
        mailbox.save()
    return None


def _waiting(trip: RoundTrip | None) -> dict[str, object]:
    """How long a mail is under way, or was."""
    if trip is None:
        return {}
    took = (trip.arrived_at or timezone.now()) - trip.sent_at
    under_way = trip.arrived_at is None
    return {
        "seconds": max(1, round(took.total_seconds())),
        "late": under_way and took >= SOON,
        "looks_again": under_way and took < LOOKING,
        "in_spam": bool(trip.folder) and trip.folder != trip.mailbox.imap_folder,
    }


@require_safe
@for_leads
def records(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """What the domain has to publish, and what it does. Signing begins when the key is seen."""
    mailbox = found(number)
    ask = forgetful().within(_ANSWER_WITHIN)
    advice = published.advise(mailbox, sending_host(mailbox), _secrets(mailbox).dkim_key, ask)
    states = {one.kind: one.state for one in advice}
    domain = mailbox.address.rpartition("@")[2]
    signs = states["DKIM"] == "right" and mailbox.dkim_domain != domain
    if signs:
        mailbox.dkim_domain = domain
    if signs or all(state in ("right", "nothing_to_do") for state in states.values()):
        worked(mailbox, "records", timezone.now())
        mailbox.save()
    context = {"records": advice, "ready": ready(mailbox), "domain": domain}
    return step(request, mailbox, "records", context)


@require_POST
@for_leads
def key(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """Make a key to sign with. The one before signs no more: nobody could say which is meant."""
    mailbox = found(number)
    made = keys.new_key()
    mailbox.seal(replace(_secrets(mailbox), dkim_key=made))
    mailbox.dkim_selector, mailbox.dkim_domain = keys.selector(made, timezone.now()), ""
    keep(mailbox, "mailbox_changed", staff)
    messages.success(request, _("The key is made. Publish its record, then look again."))
    return SeeOther("mailbox-records", number)


def sending_host(mailbox: Mailbox) -> str:
    """The machine that sends for a mailbox, as the world knows it; '' where none does."""
    host = mailbox.smtp_host or (settings.DESK.smtp.host if settings.DESK.smtp else "")
    if host and _is_here(host):
        host = urlsplit(settings.DESK.url).hostname or ""
        return "" if _is_here(host) else host
    return host


def _is_here(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host in ("localhost", "localhost.localdomain", "")


def _secrets(mailbox: Mailbox) -> Secrets:
    try:
        return mailbox.open_secrets()
    except SealBrokenError:
        return NOTHING
