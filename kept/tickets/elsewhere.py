"""Messages that stand in another ticket than the one that they came to.

The row that came first stays and says where its message is now; a copy of it, with its files,
stands there. So nothing that names a message by its place is ever wrong.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from kept.core.decide_moves import Written
from kept.core.events import Actor
from kept.record import rows
from kept.tickets.models import Attachment, Message, Rating, Ticket

#: So many merges may lead from one ticket to the next.
_FARTHEST: Final = 100
_COPIED: Final = tuple(
    field.attname
    for field in Message._meta.concrete_fields
    if field.name not in ("id", "ticket", "place", "moved_to", "moved_place")
)
_OF_FILE: Final = tuple(
    field.attname
    for field in Attachment._meta.concrete_fields
    if field.name not in ("id", "message")
)


def standing(ticket: int) -> list[Written]:
    """The messages that stand in a ticket now, in order, as moving them needs to know them."""
    said = Message.objects.filter(ticket=ticket, moved_to=None, withdrawn=False).order_by("place")
    return [
        Written(
            place=one.place,
            kind=one.kind,  # type: ignore[arg-type]
            at=one.at,
            by=_author(one),
            channel=one.channel,  # type: ignore[arg-type]
            stranger=one.stranger,
            language=one.language,
        )
        for one in said
    ]


def _author(one: Message) -> Actor:
    if one.customer_id is not None:
        return Actor("customer", one.customer_id)
    return Actor("staff", one.staff_id)


def gone(ticket: int) -> set[int]:
    """The places of a ticket whose messages stand elsewhere."""
    there = Message.objects.filter(ticket=ticket, moved_to__isnull=False)
    return set(there.values_list("place", flat=True))


def move(ticket: int, to: int, places: Mapping[int, int]) -> None:
    """Let the messages of `ticket` stand in `to`: new place by old, in the caller's transaction."""
    said = Message.objects.filter(ticket=ticket, place__in=places).prefetch_related("attachments")
    copies: list[tuple[Message, Sequence[Attachment]]] = []
    for one in said:
        kept = {name: getattr(one, name) for name in _COPIED}
        copy = Message(ticket_id=to, place=places[one.place], **kept)
        copies.append((copy, list(one.attachments.all())))
        Message.objects.filter(pk=one.pk).update(moved_to=to, moved_place=places[one.place])
    rows.insert([copy for copy, _files in copies])
    _take_ratings(said, [copy for copy, _files in copies])
    rows.insert([_file(file, copy) for copy, found in copies for file in found])


def _take_ratings(from_: Iterable[Message], to: Iterable[Message]) -> None:
    """What was said of a message goes with it."""
    for one, other in zip(from_, to, strict=True):
        Rating.objects.filter(message=one).update(message=other)


def _file(file: Attachment, message: Message) -> Attachment:
    return Attachment(message=message, **{name: getattr(file, name) for name in _OF_FILE})


def bring_back(ticket: int, from_: int, places: Iterable[int]) -> None:
    """Undo `move`: the messages stand in `ticket` again, and no more at `places` of `from_`."""
    came = Message.objects.filter(ticket=ticket, moved_to=from_, moved_place__in=list(places))
    for one in came:
        place, there = one.place, one.moved_place
        assert there is not None, "what was moved stands somewhere"
        copies = Message.objects.filter(ticket=from_, place=there)
        _take_ratings(copies, [one])
        copies.update(moved_to=ticket, moved_place=place)
    came.update(moved_to=None, moved_place=None)


def lock(*tickets: int) -> None:
    """Lock tickets in the order of their numbers, so that two acts on the same never wait for each
    other. Raises Ticket.DoesNotExist."""
    found = Ticket.objects.select_for_update().filter(pk__in=tickets).order_by("pk")
    if len(found) < len(set(tickets)):
        raise Ticket.DoesNotExist(f"one of the tickets {tickets} is not there")


def stations(ticket: int, place: int) -> list[tuple[int, int]]:
    """Where a message has stood, from the place that it came to up to where it stands now."""
    stood = [(ticket, place)]
    while len(stood) <= _FARTHEST:
        ticket, place = stood[-1]
        there = Message.objects.filter(ticket=ticket, place=place, moved_to__isnull=False)
        found = there.values_list("moved_to", "moved_place").first()
        if found is None or found[0] is None or found[1] is None:
            break
        stood.append((int(found[0]), int(found[1])))
    return stood


def now_at(ticket: int, place: int) -> tuple[int, int]:
    """Where a message stands now."""
    return stations(ticket, place)[-1]


def goes_on_as(ticket: int) -> int:
    """The ticket that this one is merged into, over any number of merges; itself if into none."""
    for _ in range(_FARTHEST):
        into = Ticket.objects.filter(pk=ticket).values_list("merged_into", flat=True).first()
        if into is None:
            break
        ticket = int(into)
    return ticket


def moved_of(tickets: Iterable[int]) -> dict[int, dict[int, int]]:
    """Of each ticket: where its messages that stand elsewhere are, by place. One query."""
    found: dict[int, dict[int, int]] = defaultdict(dict)
    there = Message.objects.filter(ticket__in=list(tickets), moved_to__isnull=False)
    for ticket, place, to in there.values_list("ticket_id", "place", "moved_to"):
        found[ticket][place] = to or 0
    return found
