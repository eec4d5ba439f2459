"""How fast mail goes to each domain, and which take none at the moment.

Guarantee: what one domain does delays no mail to another. `now` is a monotonic clock's, in
seconds; `at` the instant for which a mail waits.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

#: Seconds of sending that may be made up for at once.
BURST: Final = 5.0
FIRST_REST, LONGEST_REST = timedelta(seconds=30), timedelta(minutes=15)


def domain_of(address: str) -> str:
    """The part of an address that says which domain takes its mail."""
    return address.rpartition("@")[2].strip("<> ").lower()


@dataclass(slots=True)
class Domains:
    """What is known of the domains that were sent mail lately; each may get so many a minute."""

    a_minute: int
    _left: dict[str, tuple[float, float]] = field(default_factory=dict)
    _strikes: dict[str, int] = field(default_factory=dict)

    def may_go(self, domain: str, now: float) -> bool:
        return self._filled(domain, now) >= 1

    def went(self, domain: str, now: float) -> None:
        """One more mail was handed over."""
        self._left[domain] = (self._filled(domain, now) - 1, now)

    def full(self, now: float) -> list[str]:
        """The domains to which nothing may go now. One that has been quiet is forgotten."""
        full = []
        for domain in list(self._left):
            left = self._filled(domain, now)
            if left >= self._most:
                del self._left[domain]
            elif left < 1:
                full.append(domain)
        return full

    def rest(self, domain: str) -> timedelta:
        """How long a domain is left alone that has just said that it takes no mail: twice as
        long each time it says so again."""
        strikes = self._strikes.get(domain, 0)
        self._strikes[domain] = strikes + 1
        doubled: timedelta = FIRST_REST * 2 ** min(strikes, 10)
        return min(doubled, LONGEST_REST)

    def took(self, domain: str) -> None:
        """It takes mail again."""
        self._strikes.pop(domain, None)

    @property
    def _most(self) -> float:
        return max(1.0, self.a_minute / 60 * BURST)

    def _filled(self, domain: str, now: float) -> float:
        left, since = self._left.get(domain, (self._most, now))
        return min(self._most, left + max(0.0, now - since) * self.a_minute / 60)
