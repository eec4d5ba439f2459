"""The mail that tells somebody of the team that a promise is due soon."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.conf import settings
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.channels.mail.reader import Reader
from kept.core.calendar import find_tz, tz
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
    """What the mail says; `subject` is its own, in the active language."""

    subject: str
    says: str
    who: str
    why: str
    url: str


def reader_of(row: OutgoingMail) -> Staff:
    """Whom the mail is for. ValueError where nobody of the team has the address any more."""
    staff = Staff.objects.filter(email=row.recipient, is_active=True).first()
    if staff is None:
        raise ValueError("Nobody of the team has this address any more.")
    return staff


def warning(row: OutgoingMail, staff: Staff) -> Due:
    """The facts of the mail, in the active language, on the reader's clock."""
    assert row.ticket is not None, "a warning is about a ticket"
    ticket = Ticket.objects.select_related("assignee").get(pk=row.ticket)
    promise = Promise.objects.get(ticket=row.ticket, number=row.facts["promise"])
    zone = find_tz(staff.zone) or tz(settings.DESK.zone)
    facts = {
        "promise": name_of(promise.kind),
        "by": Reader(staff.language, zone, True, "").by(promise.due_at),
        "number": ticket.number,
        "subject": " ".join(ticket.subject.split())[:200],
        "clause": clause_name(promise.clause),
    }
    who = {"who": ticket.assignee.name} if ticket.assignee else None
    return Due(
        subject=_("%(promise)s due %(by)s: %(subject)s [#%(number)d]") % facts,
        says=_("%(promise)s for “%(subject)s” is due %(by)s (%(clause)s).") % facts,
        who=_("%(who)s answers.") % who if who else _("Nobody has taken it yet."),
        why=str(_WHY[str(row.facts["tells"])]),
        url=settings.DESK.url + address("ticket", ticket.number),
    )
