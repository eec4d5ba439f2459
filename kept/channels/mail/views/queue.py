"""The mails on their way, as the team sees them: what waits, what was refused and why."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from kept.channels.mail.views.private import sent
from kept.channels.mail.views.reader import PAGE, Reader
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.front.rooms import around
from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.record import audit
from kept.record.models import OutgoingMail
from kept.tickets import actions

State = OutgoingMail.State
MOST_UNDO_SECONDS: Final = 120

FILTERS: Final[Mapping[str, tuple[Lazy, tuple[str, ...]]]] = {
    "waiting": (gettext_lazy("Waiting"), (State.WAITING, State.SENDING)),
    "refused": (gettext_lazy("Refused"), (State.REFUSED,)),
    "sent": (gettext_lazy("Sent"), (State.SENT,)),
    "undone": (gettext_lazy("Taken back"), (State.UNDONE,)),
}
_PURPOSES: Final[Mapping[str, Lazy]] = {
    "request": gettext_lazy("Acknowledgement"),
    "resend": gettext_lazy("Acknowledgement of a resend"),
    "repetition": gettext_lazy("Acknowledgement of a repetition"),
    "reply": gettext_lazy("Reply"),
    "sign_in": gettext_lazy("Sign-in link"),
    "warning": gettext_lazy("Warning"),
    "letter": gettext_lazy("Letter"),
}


@dataclass(frozen=True, slots=True)
class Queued:
    """A mail with what can be done about it."""

    row: OutgoingMail
    what: str
    how: str
    can_retry: bool
    can_cancel: bool


@require_safe
@for_the_team
def queue(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The newest first; `?state=` one of FILTERS, by default what waits."""
    chosen = request.GET.get("state", "waiting")
    if chosen not in FILTERS:
        raise Http404
    read = Reader.of(request)
    rows = sent(staff, OutgoingMail.objects.filter(state__in=FILTERS[chosen][1]))
    rows = rows.defer("raw").order_by("-id")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    tabs = [
        {"name": name, "word": word, "current": name == chosen}
        for name, (word, _states) in FILTERS.items()
    ]
    context = around("mail-queue", lead=staff.is_lead)
    context |= {"title": _("Outgoing mail"), "mails": [_queued(row, read) for row in page]}
    context |= {"page": page, "tabs": tabs, "chosen": chosen, "most": MOST_UNDO_SECONDS}
    context |= {"own": staff.undo_seconds, "the_desk_s": settings.DESK.undo_seconds}
    return render(request, "mail/queue.html", context)


def _queued(row: OutgoingMail, read: Reader) -> Queued:
    tried = row.attempts > 0 and row.state in (State.WAITING, State.REFUSED)
    return Queued(
        row,
        str(_PURPOSES.get(row.purpose, row.purpose)),
        _how(row, read),
        can_retry=tried,
        can_cancel=tried and row.state == State.WAITING,
    )


def _how(row: OutgoingMail, read: Reader) -> str:
    match row.state:
        case State.SENT if row.sent_at:
            return _("sent %(moment)s") % {"moment": read.moment(row.sent_at)}
        case State.WAITING if row.next_at and row.attempts:
            return _("tried again %(moment)s") % {"moment": read.moment(row.next_at)}
        case State.WAITING if row.next_at:
            return _("leaves %(moment)s") % {"moment": read.moment(row.next_at)}
        case _:
            return read.moment(row.created_at)


@require_POST
@for_the_team
def retry(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """Try a mail now that waits for its next try, or was refused."""
    row, now = _row(staff, number), timezone.now()
    if row.purpose == "reply" and row.ticket and row.message:
        done = actions.send_again(row.ticket, row.message, by=staff, at=now)
        return _told(request, row, None if not isinstance(done, Refused) else done)
    changed = _undelivered(number).update(state=State.WAITING, next_at=now)
    return _told(request, row, None if changed else _NOT_WAITING)


@require_POST
@for_the_team
def cancel(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """Try a mail no more. What a reply had kept is owed again."""
    row, now = _row(staff, number), timezone.now()
    if row.purpose == "reply" and row.ticket and row.message:
        done = actions.give_up(row.ticket, row.message, by=staff, at=now)
        return _told(request, row, done if isinstance(done, Refused) else None)
    waits = _undelivered(number).filter(state=State.WAITING)
    changed = waits.update(state=State.REFUSED, next_at=None)
    return _told(request, row, None if changed else _NOT_WAITING)


@require_POST
@for_the_team
def undo_seconds(request: HttpRequest, staff: Staff) -> HttpResponse:
    """`seconds`: how long the reader's replies wait before they leave; empty: as the desk says."""
    given = request.POST.get("seconds", "").strip()
    seconds = int(given) if given.isascii() and given.isdigit() and len(given) < 4 else None
    if given and (seconds is None or seconds > MOST_UNDO_SECONDS):
        wrong = _("Say a number of seconds from 0 to %(most)d, or nothing.")
        messages.error(request, wrong % {"most": MOST_UNDO_SECONDS})
    else:
        with transaction.atomic():
            Staff.objects.filter(pk=staff.pk).update(undo_seconds=seconds)
            audit.note("profile_changed", by=Actor("staff", staff.pk), at=timezone.now())
        messages.success(request, _("Saved."))
    return redirect("mail-queue")


_NOT_WAITING: Final = Refused("not_waiting", "This mail neither waits nor was refused.")


def _row(staff: Staff, number: int) -> OutgoingMail:
    row = sent(staff, OutgoingMail.objects.defer("raw")).filter(pk=number).first()
    if row is None:
        raise Http404
    return row


def _undelivered(number: int) -> QuerySet[OutgoingMail]:
    """The mail, if it was tried, did not get through and is not being tried now."""
    states = (State.WAITING, State.REFUSED)
    return OutgoingMail.objects.filter(pk=number, state__in=states, attempts__gt=0)


def _told(request: HttpRequest, row: OutgoingMail, refused: Refused | None) -> HttpResponse:
    if refused:
        messages.error(request, _(refused.reason) % refused.facts)
    else:
        messages.success(request, _("Done."))
    return redirect(f"{request.path.rpartition('/outgoing/')[0]}/outgoing/?state={_tab(row)}")


def _tab(row: OutgoingMail) -> str:
    return "refused" if row.state == State.REFUSED else "waiting"
