"""A mail at which the connection breaks keeps no other waiting.

A server that fails over one mail may take the whole connection with it, and a broken connection
does not say over which mail. So what was asked for when it broke is asked for one by one by the
next, and a mail over which MOST connections broke, the last for it alone, is set aside: written
down, tried again later, and told to the leads (see `state`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

#: Connections that may break over a mail before it is set aside. More than one: any line may break.
MOST = 3

#: A mail for as long as the server gives it no new number: UIDVALIDITY and UID.
Mail = tuple[int, int]


@dataclass(slots=True)
class Breaks:
    """How connections to one mailbox broke, kept from one to the next. By all of them, `moved`
    mails were dealt with, `taken` of them into the spool: where `moved` grew, one was worth it."""

    over: Counter[Mail] = field(default_factory=Counter)
    moved: int = 0
    taken: int = 0

    def broke(self, validity: int, uids: Sequence[int]) -> bool:
        """A connection broke while it was asked for these mails; whether to set them aside."""
        self.over.update((validity, uid) for uid in uids)
        return len(uids) == 1 and self.over[validity, uids[0]] >= MOST

    def through(self, validity: int, uids: Sequence[int]) -> None:
        """These mails came, or are gone."""
        for uid in uids:
            self.over.pop((validity, uid), None)

    def apart(self, validity: int, uids: Sequence[int]) -> Iterator[list[int]]:
        """The same mails in the same order: those over which a connection broke each by itself,
        the others together."""
        together: list[int] = []
        for uid in uids:
            if (validity, uid) not in self.over:
                together.append(uid)
                continue
            if together:
                yield together
            yield [uid]
            together = []
        if together:
            yield together
