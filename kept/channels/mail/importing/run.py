"""Carry out an import: each mail is handed in like any other, and carried out before the next.

Guarantee: exactly once, across `kill -9` at any instant and however often an import is repeated.
The id of a mail comes from its content, and the row of its verdict is written in the transaction
that carries it out; what was handed in and not carried out, a worker or the next import does.
"""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from kept.channels.mail import spool
from kept.channels.mail.importing import stored
from kept.channels.mail.importing.finding import Bad, Found
from kept.channels.mail.importing.stored import NoMailError
from kept.channels.mail.incoming import process
from kept.channels.mail.incoming.outcome import of_row
from kept.channels.mail.models import ReceivedMail
from kept.channels.mail.spool import Spooled

#: The code of a mail that was here before: by an earlier import, or by this one under a new name.
HERE = "here"
#: Who hands an imported mail over.
_PEER = "import"
_BATCH = 500
#: Seconds: between two looks at a mail that a worker has in hand, and how long that may take.
_LOOK, _PATIENCE = 0.02, 300.0

Step = Callable[[], None]


@dataclass
class Tally:
    """How many mails of each shelf became what, by their codes (`history`, `reasons`); and what
    could not be read."""

    codes: dict[Path, Counter[str]] = field(default_factory=dict)
    bad: list[Bad] = field(default_factory=list)

    def count(self, one: Found, code: str) -> None:
        self.codes.setdefault(one.shelf, Counter())[code] += 1

    @property
    def all(self) -> Counter[str]:
        return sum(self.codes.values(), Counter())


def carry_out(found: Sequence[Found], tally: Tally, step: Step = lambda: None) -> None:
    """Make every mail what it means; `step` is told of each.

    Raises process.NotNowError or OSError where the desk cannot take mail in at the moment: the
    next import goes on from there.
    """
    spool.prepare()
    for one, known in with_known(found):
        if known:
            tally.count(one, HERE)
        elif (raw := read(one, tally)) is not None:
            tally.count(one, _taken(one, raw))
        step()


def with_known(found: Sequence[Found]) -> Iterator[tuple[Found, bool]]:
    """Each mail, and whether it was carried out before."""
    for start in range(0, len(found), _BATCH):
        batch = found[start : start + _BATCH]
        rows = ReceivedMail.objects.filter(pk__in=[one.id for one in batch])
        known = set(rows.values_list("pk", flat=True))
        yield from ((one, one.id in known) for one in batch)


def read(one: Found, tally: Tally) -> bytes | None:
    """The mail, if it still stands there; else the tally says why not."""
    try:
        return stored.read(one.path, one.span)
    except NoMailError as error:
        tally.bad.append(Bad(one.path, str(error)))
    except OSError as error:
        tally.bad.append(Bad(one.path, f"cannot be read any more: {error.strerror or error}"))
    return None


def as_spooled(one: Found, raw: bytes) -> Spooled:
    """An imported mail has no envelope, and came when it says."""
    return Spooled(one.id, one.at, None, (), _PEER, raw, imported=True)


def _taken(one: Found, raw: bytes) -> str:
    spool.hand_in(as_spooled(one, raw))
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if row := ReceivedMail.objects.filter(pk=one.id).first():
            return of_row(row).code
        _try(one.id)
    raise process.NotNowError(f"mail {one.id} is in the hands of a worker that does not end")


def _try(number: str) -> None:
    """Carry it out, unless a worker was faster: then the row comes from there."""
    try:
        file = spool.find(number)
    except spool.GoneError:
        return  # it moves in this very moment
    with spool.claim(file) as ours:
        if ours:
            process.process(file)
            return
    time.sleep(_LOOK)
