"""Three months of requests, made from `history.toml`: always the same for the same moment.

Most come in while Europe or America is at work and are answered in time; a few are late, a few
were sent again, two bugs took too long, and on one day the mail provider was down.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import cycle
from random import Random
from typing import Any, Final
from zoneinfo import ZoneInfo

from kept.core.policy import Policy
from kept.demo.cast import Known, regulars, told

DAYS: Final = 90
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)

#: Requests on each weekday, from Monday; and how they spread over the hours of who writes.
_A_DAY: Final = (4.4, 3.8, 3.6, 3.4, 2.9, 0.7, 0.6)
_HOURS: Final = {7: 1, 8: 4, 9: 8, 10: 10, 11: 8, 12: 4, 13: 5, 14: 8, 15: 8, 16: 7, 17: 4,
                 18: 2, 19: 2, 20: 2, 21: 2, 22: 1}  # fmt: skip
#: Requests that the outage keeps waiting.
_CAUGHT: Final = 5
#: One request in so many is late, or has to be sent again.
_LATE, _AGAIN = 47, 61
#: The bugs, counted from the first, that take too long; and longer than any version allows.
_SLOW: Final = (6, 31)
_TOO_LONG: Final = timedelta(hours=72)
#: In how much time a bug is mended, else: within what every version allows.
_MENDED: Final = timedelta(hours=44)


@dataclass(frozen=True, slots=True)
class Outage:
    """A morning on which no answer went out."""

    begin: datetime
    end: datetime

    @classmethod
    def before(cls, now: datetime, policy: Policy) -> Outage:
        """About three weeks ago, in the middle of a week."""
        calendar = policy.calendar
        day = now.astimezone(calendar.tzinfo).date() - timedelta(days=18)
        while day.weekday() not in (1, 2, 3) or not calendar.is_open(_at(day, 12, policy)):
            day -= DAY
        opens = calendar.next_opening(_at(day, 0, policy))
        return cls(opens - 30 * MINUTE, opens + 150 * MINUTE)


class History:
    """The scripts of the settled tickets, each with the moment of its request."""

    def __init__(self, now: datetime, policy: Policy) -> None:
        self.outage = Outage.before(now, policy)
        self._now, self._policy, self._calendar = now, policy, policy.calendar
        self._due = next(one.owed for one in policy.promises if one.name == "first_reply")
        self._chance = Random(20)  # noqa: S311 - for variety, and the same every time
        self._decks: dict[tuple[str, str], Iterator[dict[str, str]]] = {}
        self._bugs = 0

    def scripts(self) -> Iterator[tuple[datetime, dict[str, Any]]]:
        """Those that are over by now, in order."""
        for place, (at, who) in enumerate(sorted(self._requests())):
            script = self._script(place, at, who)
            if script["steps"][-1]["at"] < self._now:
                yield at, script

    def _requests(self) -> Iterator[tuple[datetime, str]]:
        today = self._now.astimezone(UTC).date()
        names = list(regulars())
        for ago in range(DAYS, 0, -1):
            day = today - timedelta(days=ago)
            for _ in range(round(_A_DAY[day.weekday()] + self._chance.uniform(-1.2, 1.2))):
                who = self._chance.choice(names)
                yield self._moment(day, regulars()[who].zone), who
        for who in self._chance.sample(names, _CAUGHT):
            yield self.outage.begin - self._chance.uniform(0.2, 13) * HOUR, who

    def _moment(self, day: date, zone: str) -> datetime:
        [hour] = self._chance.choices(list(_HOURS), list(_HOURS.values()))
        local = datetime.combine(day, time(hour), ZoneInfo(zone))
        return local.astimezone(UTC) + timedelta(seconds=self._chance.randrange(3600))

    def _script(self, place: int, at: datetime, who: str) -> dict[str, Any]:
        customer = regulars()[who]
        kind = self._kind(at)
        card = self._card(kind, customer)
        channel = self._chance.choices(("mail", "form"), (3, 2))[0]
        steps = list(self._steps(place, at, kind, customer, card))
        text = card["text"]
        if channel == "mail":
            text = f"{_HELLO[customer.language]},\n\n{text}\n\n{customer.name}"
        return {"who": who, "channel": channel, "subject": card["subject"], "text": text,
                "steps": steps}  # fmt: skip

    def _kind(self, at: datetime) -> str:
        [kind] = self._chance.choices(("question", "bug", "suggestion"), (66, 24, 10))
        if kind == "bug" and self._calendar.add(at, 3 * HOUR) > at + _MENDED:
            return "question"  # nobody could mend it in time
        return str(kind)

    def _card(self, kind: str, customer: Known) -> dict[str, str]:
        """The next subject of this kind, the same one only after all the others."""
        cards = told("history.toml")[kind][customer.language]
        deck = self._decks.setdefault(
            (kind, customer.language), cycle(self._chance.sample(cards, len(cards)))
        )
        words = {
            "shop": self._chance.choice(told("history.toml")["shops"]),
            "browser": self._chance.choice(told("history.toml")["browsers"]),
        }
        hello = f"{_HELLO[customer.language]} {customer.first_name},\n\n"
        said = {name: text.format(**words) for name, text in next(deck).items()}
        return said | {name: hello + said[name] for name in ("reply", "fixed") if name in said}

    def _steps(
        self, place: int, at: datetime, kind: str, customer: Known, card: dict[str, str]
    ) -> Iterator[dict[str, Any]]:
        [by] = self._chance.choices(("ines", "tom", "piotr"), (48, 42, 10))
        asked, answered = at, self._answered(place, at)
        if place % _AGAIN == 20:
            asked = at + self._chance.uniform(24.2, 26) * HOUR
            answered = self._calendar.add(asked, self._chance.uniform(10, 40) * MINUTE)
            again = told("history.toml")[f"again_{customer.language}"]
            yield {"do": "customer", "at": asked, "text": again.format(subject=card["subject"])}
        seen = max(answered - 3 * MINUTE, asked + (answered - asked) / 2)
        yield {"do": "classify", "at": seen, "by": by, "kind": kind, "cause": card.get("cause", "")}
        reply = {"do": "reply", "at": answered, "by": by, "text": card["reply"]}
        if kind == "bug":
            yield reply
            mended = self._mended(at, answered)
            yield reply | {"at": mended, "text": card["fixed"], "then": "solve"}
        else:
            yield from self._end(reply, customer.language)

    def _answered(self, place: int, at: datetime) -> datetime:
        """When the first answer goes out: mostly soon, and not while the mail is down."""
        due = self._due.due(at, self._calendar)
        waited = min(self._chance.lognormvariate(2.8, 0.9), 170) * MINUTE
        answered = self._calendar.add(at, waited)
        if answered >= due:
            answered = self._calendar.add(at, 0.3 * waited)
        if place % _LATE == 30:
            answered = self._calendar.add(due, self._chance.uniform(12, 200) * MINUTE)
        if self.outage.begin <= answered < self.outage.end:
            answered = self.outage.end + self._chance.uniform(4, 70) * MINUTE
        return answered

    def _mended(self, at: datetime, answered: datetime) -> datetime:
        self._bugs += 1
        took = self._chance.uniform(1.5, 9) * HOUR
        if self._bugs in _SLOW:
            return self._calendar.add(at + _TOO_LONG, took)
        mended = self._calendar.add(answered, took)
        if mended > at + _MENDED:
            mended = self._calendar.add(answered, took / 8)
        return mended

    def _end(self, reply: dict[str, Any], language: str) -> Iterator[dict[str, Any]]:
        """The answer settles it, or the customer says so."""
        chance = self._chance.random()
        if chance < 0.68:
            yield reply | {"then": "solve"}
            return
        yield reply
        said = reply["at"] + self._chance.uniform(20, 400) * MINUTE
        if chance < 0.84:
            thanks = self._chance.choice(told("history.toml")[f"thanks_{language}"])
            yield {"do": "customer", "at": said, "text": thanks}
            solved = self._calendar.add(said, self._chance.uniform(5, 60) * MINUTE)
            yield {"do": "solve", "at": solved, "by": reply["by"]}
        else:
            yield {"do": "close", "at": said}


_HELLO: Final = {"en": "Hello", "fr": "Bonjour"}


def _at(day: date, hour: int, policy: Policy) -> datetime:
    return datetime.combine(day, time(hour), policy.calendar.tzinfo).astimezone(UTC)
