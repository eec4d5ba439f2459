"""What an import would make of mails: the same judgement, and nothing is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from kept.channels.mail.importing.finding import Found
from kept.channels.mail.importing.run import HERE, Step, Tally, as_spooled, read, with_known
from kept.channels.mail.incoming import history, place
from kept.channels.mail.incoming.drafting import LONGEST_ADDRESS
from kept.channels.mail.incoming.history import (
    ANSWER,
    FURTHER,
    REQUEST,
    Held,
    Meaning,
    Person,
    Record,
)
from kept.channels.mail.incoming.ingest import understood
from kept.core.mail import Incoming, Refused
from kept.mailboxes.directory import Directory, directory

_Copy = tuple[str, Person | None, str, tuple[str, ...]]


class Rehearsal(Record):
    """What the desk knows, and what it would know by now. Its new tickets have numbers below 0."""

    def __init__(self) -> None:
        self._held: dict[str, list[Held]] = {}
        self._seen: set[_Copy] = set()
        self._opened = 0

    def has(self, incoming: Incoming, person: Person | None) -> bool:
        return _copy(incoming, person) in self._seen or super().has(incoming, person)

    def held(self, message_ids: Iterable[str]) -> Iterator[Held]:
        ids = list(message_ids)
        for one in ids:
            yield from self._held.get(place.stored_id(one), ())
        yield from super().held(ids)

    def note(self, incoming: Incoming, found: Meaning) -> None:
        """Know from now on what would have become of a mail."""
        if found.code not in (REQUEST, FURTHER, ANSWER):
            return
        ticket = found.ticket
        if ticket is None:
            self._opened += 1
            ticket = -self._opened
        if incoming.message_id:
            message_id = place.stored_id(incoming.message_id)
            held = Held(message_id, ticket, found.person)
            self._held.setdefault(message_id, []).append(held)
            self._seen.add(_copy(incoming, None if found.code == ANSWER else found.person))


def _copy(incoming: Incoming, person: Person | None) -> _Copy:
    files = tuple(sorted(one.sha256 for one in incoming.attachments))
    return place.stored_id(incoming.message_id), person, incoming.text, files


def rehearse(found: Sequence[Found], tally: Tally, step: Step = lambda: None) -> None:
    """Count what `run.carry_out` would make of every mail."""
    house, record = directory(), Rehearsal()
    for one, known in with_known(found):
        if known:
            tally.count(one, HERE)
        elif (raw := read(one, tally)) is not None:
            tally.count(one, _judged(one, raw, house, record))
        step()


def _judged(one: Found, raw: bytes, house: Directory, record: Rehearsal) -> str:
    mail = as_spooled(one, raw)
    incoming = understood(mail, house)
    if isinstance(incoming, Refused):
        return incoming.code
    if len(incoming.sender.key) > LONGEST_ADDRESS:
        return "sender_too_long"
    found = history.meaning(incoming, house, record)
    record.note(incoming, found)
    return found.code
