"""The mail that tells somebody of the team that a promise is due soon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.channels.mail.writing.reader import Reader
from kept.core.calendar import find_tz, tz
from kept.core.mail.letter import Link, Value
from kept.deadlines.models import Promise
from kept.front.addresses import address
from kept.front.promises import clause_name, name_of
from kept.people.models import Staff
from kept.record.models import OutgoingMail
from kept.tickets.models import Ticket

_WHY: Final[dict[str, Lazy]] = {
    "assignee": gettext_lazy("You read this because the request is yours, or nobody's."),
    "team": gettext_lazy("You read this because the policy has the whole team warned."),
    "lead": gettext_lazy("You read this because the policy has the leads warned."),
}


@dataclass(frozen=True, slots=True)
class Due:
    """What is due soon, on which ticket, and whom the policy has told."""

    ticket: Ticket
    promise: Promise
    tells: str


@dataclass(frozen=True, slots=True)
class Told:
    """What the mail says, in the active language. `why`: why its reader gets it."""

    says: str
    why: str
    values: dict[str, Value]


def reader_of(row: OutgoingMail) -> Staff:
    """Whom the mail is for. ValueError where nobody of the team has the address any more."""
    staff = Staff.objects.filter(email=row.recipient, is_active=True).first()
    if staff is None:
        raise ValueError("Nobody of the team has this address any more.")
    return staff


def due_of(row: OutgoingMail) -> Due:
    """What the mail is about."""
    assert row.ticket is not None, "a warning is about a ticket"
    ticket = Ticket.objects.select_related("assignee").get(pk=row.ticket)
    promise = Promise.objects.get(ticket=row.ticket, number=row.facts["promise"])
    return Due(ticket, promise, str(row.facts["tells"]))


def warning(due: Due, staff: Staff) -> Told:
    """The facts of the mail, in the active language, on the reader's clock."""
    ticket, promise = due.ticket, due.promise
    zone = find_tz(staff.zone) or tz(settings.DESK.zone)
    name, by = name_of(promise.kind), Reader(staff.language, zone, True, "").by(promise.due_at)
    subject = " ".join(ticket.subject.split())[:200]
    facts = {"promise": name, "by": by, "subject": subject, "clause": clause_name(promise.clause)}
    says = _("%(promise)s for “%(subject)s” is due %(by)s (%(clause)s).") % facts
    who = {"who": ticket.assignee.name} if ticket.assignee else None
    values: dict[str, Value] = {
        "what": name,
        "by": by,
        "subject": subject,
        "number": str(ticket.number),
        "promise": says,
        "assignee": _("%(who)s answers.") % who if who else _("Nobody has taken it yet."),
        "link": Link(settings.DESK.url + address("ticket", ticket.number)),
    }
    answered = _("If you answer this mail, the customer gets your answer.")
    return Told(says, f"{_WHY[due.tells]} {answered}", values)
