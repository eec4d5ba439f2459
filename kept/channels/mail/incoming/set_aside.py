"""Somebody of the team answered from their own mail program, and it was set aside: they are told,
or they would believe that the customer has it."""

from __future__ import annotations

from dataclasses import replace

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kept.channels.mail.incoming import brake
from kept.channels.mail.incoming.outcome import Outcome, State
from kept.channels.mail.spool import Spooled
from kept.core.mail import Address, Incoming, Outgoing, compose
from kept.front.addresses import address
from kept.people.models import Staff
from kept.record.models import OutgoingMail
from kept.tickets.outgoing import message_id


def told(mail: Spooled, incoming: Incoming, outcome: Outcome, staff: Staff) -> Outcome:
    """Owe `staff` a word about their mail where it was set aside, in the caller's transaction.
    Never to a program, and to nobody more often than the brake allows."""
    aside = outcome.state == State.REFUSED and outcome.code == "colleague"
    if not aside or not incoming.may_answer or not brake.free(staff.email, mail.received_at):
        return outcome
    name = message_id()
    OutgoingMail.objects.create(
        key=f"aside:{mail.id}",
        purpose="letter",
        recipient=staff.email,
        message_id=name,
        created_at=mail.received_at,
        next_at=mail.received_at,
        raw=compose(_letter(mail, incoming, outcome, staff, name)),
    )
    return replace(outcome, acknowledged=True)


def _letter(
    mail: Spooled, incoming: Incoming, outcome: Outcome, staff: Staff, name: str
) -> Outgoing:
    path = address("ticket", outcome.ticket) if outcome.ticket else address("mail-unread")
    desk = settings.DESK
    with translation.override(staff.language):
        facts = {"subject": " ".join(incoming.subject.split())[:200], "url": desk.url + path}
        said = _(
            "Your mail “%(subject)s” reached nobody: it was set aside. Either nothing in it proves "
            "that you wrote it, or something came in meanwhile that you could not have seen.\n\n"
            "Answer in the workspace:\n%(url)s"
        )
        return Outgoing(
            sender=Address(desk.name, desk.address),
            to=(Address(staff.name, staff.email),),
            subject=_("Not sent: %(subject)s") % facts,
            text=said % facts + f"\n\n{desk.name}\n",
            message_id=name,
            date=mail.received_at,
            in_reply_to=incoming.message_id or None,
            automatic=True,
            language=staff.language,
        )
