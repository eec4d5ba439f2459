"""A person of the team says that a doubted message is nothing of this request."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kept.core import decide
from kept.core.decide import Decision, Refused
from kept.core.events import Actor
from kept.core.promises import Edition
from kept.core.ticket import Ticket as State
from kept.people.models import Staff
from kept.record import files
from kept.tickets.actions.open import open_ticket
from kept.tickets.draft import Draft, File
from kept.tickets.models import Message
from kept.tickets.write import Done, change


def discard(
    ticket: int, message: int, *, by: Staff, at: datetime, opened: int | None = None
) -> Done | Refused:
    """Keep the doubted `message` out: it stays a stranger's. `opened`: the request it became."""

    def decided(state: State, edition: Edition) -> Decision:
        decision = decide.discard(state, message, ticket=opened)
        if not isinstance(decision, Refused):
            Message.objects.filter(ticket=ticket, place=message).update(doubted=False)
        return decision

    return change(ticket, decided, at=at, by=Actor("staff", by.pk))


def open_apart(ticket: int, message: int, *, by: Staff, at: datetime) -> Done | Refused:
    """Make the doubted `message` a request of its own, from when it was received; nobody is told.

    The message stays where it is too, as a stranger's. Answers with the new ticket.
    """
    said = Message.objects.filter(ticket=ticket, place=message, doubted=True)
    found = said.select_related("ticket", "customer").prefetch_related("attachments").first()
    if found is None or found.customer is None:
        return Refused("not_doubted", "This message does not wait for anybody's word.")
    with transaction.atomic(savepoint=False):
        draft, was = _draft(found), found.ticket
        team = was.team or ""
        done = open_ticket(draft, at=found.at, acknowledge=False, mailbox=was.mailbox, team=team)
        if isinstance(done, Refused):
            return done
        left = discard(ticket, message, by=by, at=at, opened=done.ticket)
        if isinstance(left, Refused):
            transaction.set_rollback(True)
            return left
    return done


def _draft(message: Message) -> Draft:
    return Draft(
        kind="customer",
        channel="mail",  # nothing else is doubted
        text=message.text,
        said=message.said,
        html=message.html,
        subject=message.ticket.subject,
        language=message.language,
        customer=message.customer,
        authentication=message.authentication,
        message_id=message.message_id,
        received=message.received,
        recipient=message.answer_to,
        files=tuple(
            File(one.name, one.type, files.path(one.sha256).read_bytes(), one.inline, one.cid)
            for one in message.attachments.all()
        ),
    )
