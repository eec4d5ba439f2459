"""Whether the promises of a policy make sense: each can be kept, each aim is stricter."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from kept.core.calendar import Calendar
from kept.core.calendar.owed import Elapsed, Owed
from kept.core.policy.hours import DAY
from kept.core.policy.model import PromiseRule, Warn
from kept.core.policy.node import Node
from kept.core.policy.rules import Rules, calendar_name

_MICROSECOND = timedelta(microseconds=1)


def check_promises(rules: Rules) -> None:
    """Notes each promise that can never be kept, or that contradicts itself."""
    for rule in rules.promises:
        node = rules.nodes[f"promise.{rule.name}"]
        calendar = rules.calendars.get(rule.calendar)
        entries = node.entries()
        if calendar is None or entries is None:
            continue
        _check_keepable(rule, calendar, entries["owed"])
        if not rule.internal and calendar_name(rule.calendar) in rules.internal:
            entries["calendar"].note(
                "%(rule)s is told to customers, but %(calendar)s is the team's own: take internal "
                "out of one, or write it into both.",
                rule=node.name,
                calendar=calendar_name(rule.calendar),
            )
        if rule.aim is not None:
            _check_aim(rule.aim, rule.owed, calendar, entries["aim"], rules.updated.year)
        if isinstance(rule.owed, Elapsed) and rule.warns:
            _check_warns(rule.warns[0], rule.owed, entries)


def _check_warns(earliest: Warn, owed: Elapsed, entries: Mapping[str, Node]) -> None:
    if earliest.before >= owed.duration:
        entries["warn"].note(
            "The warning would come before the promise starts: “%(warn)s” is not shorter than "
            "“%(owed)s”.",
            warn=f"{_spoken(earliest.before)} before",
            owed=entries["owed"].raw,
        )


def _check_keepable(rule: PromiseRule, calendar: Calendar, owed: Node) -> None:
    """A time on the clock that is over before the desk opens again, whichever night it is."""
    if not isinstance(rule.owed, Elapsed):
        return
    night = shortest_night(calendar)
    if rule.owed.duration >= night:
        return
    owed.note(
        "%(name)s can never be kept for a request that comes in at closing time: it is due "
        "“%(owed)s” later, and the desk stays closed for at least %(night)s. Write "
        "“%(open)s” or a longer time.",
        name=f"promise.{rule.name}",
        owed=owed.raw,
        night=_spoken(night),
        open=str(owed.raw).replace(" ", " business ", 1),
    )


def shortest_night(calendar: Calendar) -> timedelta:
    """The shortest closed time from one business day to the next, by the weekly hours."""
    days = [(number, day) for number, day in enumerate(calendar.week) if day]
    nights: list[int] = []
    for (number, day), (following, next_day) in zip(days, [*days[1:], days[0]], strict=True):
        apart = (following - number) % 7 or 7
        closes, opens = day[-1].offsets[1], next_day[0].offsets[0]
        nights.append(apart * DAY * 60_000_000 + opens - closes)
    return min(nights, default=0) * _MICROSECOND


def _spoken(night: timedelta) -> str:
    hours, minutes = divmod(int(night.total_seconds()) // 60, 60)
    return f"{hours} h {minutes:02}" if minutes else f"{hours} hours"


def _check_aim(aim: Owed, owed: Owed, calendar: Calendar, node: Node, year: int) -> None:
    """An aim that is never before the due moment is no aim: tried through two weeks."""
    first = datetime(min(max(year, 1902), 2480), 3, 1, tzinfo=UTC)
    starts = [first + timedelta(hours=5 * step) for step in range(68)]
    if not any(aim.due(start, calendar) < owed.due(start, calendar) for start in starts):
        node.note(
            "The aim “%(aim)s” is never before what is owed: make it stricter, or remove it.",
            aim=node.raw,
        )
