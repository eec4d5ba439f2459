"""How fast copies may go: so many a minute, and so many a minute to one domain."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from kept.announcements.models import Announcement

#: Seconds of sending that may be made up for at once: nothing goes out in one burst a minute.
BURST = 5.0


@dataclass(slots=True)
class Pace:
    """Both limits, as buckets that fill with time. `now` is in seconds, of one clock; where
    that goes back, nothing fills.

    A new pace begins with one copy each, so that who starts again gains nothing by it.
    """

    a_minute: int
    to_one_domain: int
    _whole: _Bucket = field(init=False)
    _domains: dict[str, _Bucket] = field(default_factory=dict, init=False)

    def __post_init__(self) -> None:
        self._whole = _Bucket(self.a_minute)

    def room(self, now: float) -> int:
        """How many copies may go now."""
        return int(self._whole.filled(now))

    def full(self, now: float) -> list[str]:
        """The domains to which nothing may go now. One that has been quiet is forgotten."""
        full = []
        for domain, bucket in list(self._domains.items()):
            left = bucket.filled(now)
            if left < 1:
                full.append(domain)
            elif left >= bucket.most:
                del self._domains[domain]
        return full

    def chosen(self, domains: Iterable[str], now: float) -> list[int]:
        """Of copies to these domains, the places of those that may go now, in order."""
        room, taken = self.room(now), Counter[str]()
        places: list[int] = []
        for place, domain in enumerate(domains):
            if len(places) == room:
                break
            if taken[domain] < int(self._bucket(domain).filled(now)):
                taken[domain] += 1
                places.append(place)
        return places

    def count(self, domains: Iterable[str], now: float) -> None:
        """These were sent."""
        for domain in domains:
            self._whole.take(now)
            self._bucket(domain).take(now)

    def _bucket(self, domain: str) -> _Bucket:
        return self._domains.setdefault(domain, _Bucket(self.to_one_domain))


class Paces:
    """The pace of each announcement that is being sent, for one sender."""

    def __init__(self) -> None:
        self._known: dict[int, Pace] = {}

    def of(self, announcement: Announcement) -> Pace:
        """As it goes on; a new one where the lead chose another."""
        pace = self._known.get(announcement.pk)
        wanted = (announcement.a_minute, announcement.a_minute_to_one_domain)
        if pace is None or (pace.a_minute, pace.to_one_domain) != wanted:
            pace = self._known[announcement.pk] = Pace(*wanted)
        return pace


@dataclass(slots=True)
class _Bucket:
    a_minute: int
    _left: float = 1.0
    _at: float | None = None

    @property
    def most(self) -> float:
        return max(1.0, self.a_minute / 60 * BURST)

    def filled(self, now: float) -> float:
        if self._at is not None and now > self._at:
            self._left = min(self.most, self._left + (now - self._at) * self.a_minute / 60)
        self._at = now
        return self._left

    def take(self, now: float) -> None:
        self.filled(now)
        self._left -= 1
