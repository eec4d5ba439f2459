"""Where the mails stand now that another mail names: those of ours, and those that came.

A message that was moved leads to where it went, a ticket that was merged to the one it goes on as.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from kept.core.mail import Hint
from kept.record.models import OutgoingMail
from kept.tickets import elsewhere
from kept.tickets.models import Message, Ticket


@dataclass(frozen=True, slots=True)
class Found:
    """A mail of ours: `was` is the ticket that it came to or left from, `now` where it stands."""

    message_id: str
    was: int
    now: int


class Trail:
    """The ids that a mail names, nearest first. Asks the database once, and only if asked."""

    def __init__(self, hint: Hint, stored: tuple[str, ...]) -> None:
        self.named = frozenset(stored[: len(hint.message_ids)])
        self.ids = tuple(dict.fromkeys(filter(None, stored)))

    @cached_property
    def found(self) -> list[Found]:
        """One id may stand in several tickets, for anybody can write any id."""
        if not self.ids:
            return []
        known = [*_ours(self.ids), *_theirs(self.ids)]
        return [one for id_ in self.ids for one in known if one.message_id == id_]

    def within(self, ticket: int) -> int | None:
        """Where the nearest of the mails that were in `ticket` stands now."""
        return next((one.now for one in self.found if one.was == ticket), None)

    @property
    def tickets(self) -> list[int]:
        return list(dict.fromkeys(one.now for one in self.found))

    def only_itself(self, ticket: int) -> bool:
        """Whether nothing but the mail's own id leads to `ticket`."""
        return all(one.message_id not in self.named for one in self.found if one.now == ticket)

    def where_named(self, key: str) -> Iterator[int]:
        """The tickets in which a mail of this trail was also written to the address `key`."""
        numbers = self.tickets if self.named else ()
        if not numbers:
            return
        said = Message.objects.filter(ticket__in=numbers, message_id__in=self.ids).exclude(cc=[])
        for ticket, copied in said.values_list("ticket_id", "cc"):
            if any(address.lower() == key for _name, address in copied):
                yield ticket


def _theirs(ids: tuple[str, ...]) -> Iterator[Found]:
    said = Message.objects.filter(message_id__in=ids)
    for id_, ticket, place, moved in said.values_list(
        "message_id", "ticket_id", "place", "moved_to"
    ):
        yield Found(id_, ticket, ticket if moved is None else elsewhere.now_at(ticket, place)[0])


def _ours(ids: tuple[str, ...]) -> Iterator[Found]:
    sent = OutgoingMail.objects.filter(message_id__in=ids, ticket__isnull=False)
    told = sent.values_list("message_id", "ticket", "message")
    rows = [(id_, ticket or 0, place or 0) for id_, ticket, place in told]
    moved = elsewhere.moved_of({ticket for _, ticket, _ in rows}) if rows else {}
    for id_, ticket, place in rows:
        went = place in moved.get(ticket, ())
        yield Found(id_, ticket, elsewhere.now_at(ticket, place)[0] if went else ticket)


def goes_on_as(ticket: Ticket) -> int:
    """The number of the ticket that this one is merged into; its own if into none."""
    return ticket.number if ticket.merged_into_id is None else elsewhere.goes_on_as(ticket.number)
