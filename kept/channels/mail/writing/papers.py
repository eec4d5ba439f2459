"""What letters are written from, read for a whole batch: as many queries for fifty as for one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Subquery

from kept.channels.mail.writing import thread
from kept.channels.mail.writing.thread import Thread
from kept.deadlines import promises
from kept.deadlines.models import Promise
from kept.letters.wordings import Wordings, newest, wordings
from kept.mailboxes.directory import directory
from kept.mailboxes.models import Mailbox
from kept.record.models import OutgoingMail
from kept.tickets.models import Message, Ticket


@dataclass(frozen=True, slots=True)
class Papers:
    """What a letter about a ticket needs to know.

    `message`: the one that the letter answers or is; `promises`: the ticket's, by number;
    `mailbox`: where the letter leaves from; `wordings`: what the desk makes of its letters.
    """

    message: Message
    thread: Thread
    promises: Mapping[int, Promise]
    mailbox: Mailbox
    wordings: Wordings

    @property
    def ticket(self) -> Ticket:
        return self.message.ticket


def gather(rows: Sequence[OutgoingMail]) -> dict[int, Papers]:
    """The papers of those mails that are about a message, by the id of the mail's row."""
    about = {row.pk: (row.ticket, row.message) for row in rows if row.ticket and row.message}
    if not about:
        return {}
    tickets = {ticket for ticket, _ in about.values()}
    found = Message.objects.select_related("ticket__customer", "staff").filter(
        ticket__in=tickets, place__in={place for _, place in about.values()}
    )
    asked = list(found.annotate(revision=Subquery(newest())))
    messages = {(one.ticket_id, one.place): one for one in asked}
    words = wordings((asked[0].revision or "") if asked else None)
    owed = promises.of_tickets(tickets)
    said = thread.said_in(tickets)
    house = directory()
    return {
        row.pk: Papers(
            messages[where],
            thread.up_to(said[where[0]], place=where[1], without=row.message_id),
            {promise.number: promise for promise in owed.get(where[0], ())},
            house.sending(messages[where].ticket.mailbox),
            words,
        )
        for row in rows
        if (where := about.get(row.pk)) in messages
    }
