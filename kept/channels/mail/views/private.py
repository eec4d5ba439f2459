"""Which mail somebody of the team may see: none of a ticket that they do not, nor mail to an
address whose requests are the private work of a team that they are not of."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from django.db.models import QuerySet
from django.http import Http404

from kept.channels.mail.models import ReceivedMail
from kept.mailboxes.directory import directory
from kept.people.models import Staff
from kept.record.models import OutgoingMail
from kept.tickets import access, elsewhere

Mails = QuerySet[OutgoingMail]


def sent(staff: Staff, mails: Mails) -> Mails:
    """Those of the desk's own mails that this person may see."""
    hidden = access.hidden_from(staff)
    return mails if hidden is None else mails.exclude(ticket__in=hidden)


def received(staff: Staff, mails: Iterable[ReceivedMail]) -> list[ReceivedMail]:
    """Those of the mails that came in that this person may see."""
    return [one for one in mails if _seen(staff, one)]


def unless_hidden(staff: Staff, number: str, to: Collection[str] = ()) -> None:
    """Raises Http404 for a mail that this person does not see. `to`: whom it was for, where nobody
    has looked at it yet."""
    if not staff.hidden_teams:
        return
    row = ReceivedMail.objects.filter(pk=number).first() or ReceivedMail(rcpt_to=list(to))
    if not _seen(staff, row):
        raise Http404(f"no mail {number}")


def _seen(staff: Staff, mail: ReceivedMail) -> bool:
    if not staff.hidden_teams:
        return True
    if mail.ticket is None:
        return access.sees(staff, directory().team(mail.rcpt_to))
    where, _place = elsewhere.now_at(mail.ticket, mail.place or 0)
    return access.tickets(staff).filter(pk=where).exists()
