"""What Kept holds of a scenario, beside what the other help desk expects, and why they differ.

Where Kept's meaning is fixed otherwise (PROMISES.md), the reason says which rule differs. Reasons
depend on what a scenario contains, never on which one it is.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from bench.scenarios import KINDS, Lived, instant, live, policy_of
from bench.sla import Row
from kept.core import events as e
from kept.core.calendar import OpenTime
from kept.core.ticket import Promise

_MINUTE = timedelta(minutes=1)


class Held:
    """What Kept holds of a scenario, by the names of the fields that were expected."""

    def __init__(self, row: Row) -> None:
        self.row, self.policy = row, policy_of(row)
        self.lived = {kind: live(row, kind, self.policy) for kind in KINDS}

    def value(self, name: str) -> Any:
        """One field; KeyError for one that Kept has no word for."""
        ask, kind = _FIELDS[name]
        return ask(self.lived[kind], kind) if kind else ask(self, kind)


def _due(lived: Lived, kind: str) -> datetime | None:
    promise = lived.last(kind)
    return promise.due_at if promise else None


def _due_at_first(lived: Lived, kind: str) -> datetime | None:
    return lived.started[kind].due_at if kind in lived.started else None


def _spent(lived: Lived, kind: str) -> timedelta | None:
    """The open time that what was owed took, without its pauses."""
    met = [p for p in lived.ticket.promises if p.kind == kind and p.met_at]
    if not met or met[-1].met_at is None:
        return None
    spent = lived.calendar.between(met[-1].started_at, met[-1].met_at)
    return spent - _held(lived, met[-1])


def _held(lived: Lived, promise: Promise) -> timedelta:
    between = (lived.calendar.between(since, until) for since, until in promise.held)
    return sum(between, timedelta())


def _minutes(lived: Lived, kind: str) -> int | None:
    spent = _spent(lived, kind)
    return None if spent is None else spent // _MINUTE


def _minutes_left(lived: Lived, kind: str) -> int | None:
    spent = _minutes(lived, kind)
    owed = lived.policy.promise(kind).owed if spent is not None else None
    return (
        owed.duration // _MINUTE - spent
        if isinstance(owed, OpenTime) and spent is not None
        else None
    )


def _seconds(lived: Lived, kind: str) -> float | None:
    spent = _spent(lived, kind)
    return None if spent is None else spent.total_seconds()


def _hold(lived: Lived, kind: str) -> float | None:
    promise = lived.last(kind)
    return _held(lived, promise).total_seconds() if promise else None


def _status(lived: Lived, kind: str) -> str:
    promises = lived.ticket.promises
    if any(p.state == "broken" for p in promises):
        return "Failed"
    if any(p.state == "paused" for p in promises):
        return "Paused"
    owed = {p.kind for p in promises if p.owed}
    if "first_reply" in owed:
        return "First Response Due"
    return "Resolution Due" if "resolution" in owed else "Fulfilled"


def _escalation(held: Held, kind: str) -> datetime | None:
    """The moment that matters next, of all that is owed and runs."""
    owed = [
        p
        for kind, lived in held.lived.items()
        for p in lived.ticket.promises
        if p.kind == kind and p.owed and p.state != "paused"
    ]
    return min((p.due_at for p in owed), default=None)


_FIELDS: dict[str, tuple[Callable[..., Any], str]] = {
    "escalation_at": (_escalation, ""),
    "first_response_escalation_at": (_due, "first_reply"),
    "first_response_in_min": (_minutes, "first_reply"),
    "first_response_diff_in_min": (_minutes_left, "first_reply"),
    "update_escalation_at": (_due, "update"),
    "update_in_min": (_minutes, "update"),
    "update_diff_in_min": (_minutes_left, "update"),
    "close_escalation_at": (_due, "resolution"),
    "close_in_min": (_minutes, "resolution"),
    "close_diff_in_min": (_minutes_left, "resolution"),
    "first_response_due": (_due, "first_reply"),
    "resolution_due": (_due, "resolution"),
    "resolution_due_initial": (_due_at_first, "resolution"),
    "resolution_due_after_resume": (_due, "resolution"),
    "first_response_time_s": (_seconds, "first_reply"),
    "resolution_time_s": (_seconds, "resolution"),
    "hold_time_s": (_hold, "resolution"),
    "status": (_status, "resolution"),
}


def wanted(value: Any) -> Any:
    """A value as Kept would hold it."""
    return instant(value) if isinstance(value, str) and value[:4].isdigit() else value


@dataclass(frozen=True, slots=True)
class Value:
    """One value that a scenario expects, what Kept holds, and the reason where they differ."""

    source: str
    name: str
    wanted: Any
    held: Any
    reason: str = ""

    @property
    def as_expected(self) -> bool:
        return bool(self.wanted == self.held)


def judge(row: Row) -> list[Value]:
    """Every value of a scenario; a difference without a reason has an empty one."""
    held = Held(row)
    found = []
    for name, value in row["expected"].items():
        want = wanted(value)
        if name not in _FIELDS:
            found.append(Value(row["source"], name, want, None, "Kept holds no such value."))
            continue
        has = held.value(name)
        reason = "" if want == has else _reason(held, name, want, has)
        found.append(Value(row["source"], name, want, has, reason))
    return found


# Why Kept differs: PROMISES.md, by number

NO_REPLY = (
    "update (contract of the language): it counts from the team's replies and is none before the "
    "first, which is the first reply's promise; there it runs from the request on"
)
CUSTOMER_WROTE = (
    "update and 11: what the customer writes starts a next reply, and the update goes on counting "
    "from the team's; there it starts anew"
)
MEASURED = (
    "update: how long one took is from a reply to the next one; there it is from the request to "
    "the last contact"
)
NOTHING_ASKED = (
    "13: a pause begins when the team asks the customer for something, with a reply; here the "
    "request was set to wait, or settled, and nobody had replied. A first reply never pauses"
)
STILL_OWED = "10: settling in silence keeps no first reply; it is owed until a person answers"
SETTLED = "12: what is settled owes no update any more; there the moment stays"
SHOWN = "what is owed next is always shown; there an update is due and none is shown"


def _reason(held: Held, name: str, want: Any, has: Any) -> str:
    family = name.partition("_")[0]
    if family == "escalation":
        return _of_escalation(held, want, has)
    if family == "update" and name.endswith("_in_min"):
        return MEASURED
    if family == "update":
        return _of_update(held, want, has)
    return NOTHING_ASKED if _stood_unasked(held) else ""


def _of_update(held: Held, want: Any, has: Any) -> str:
    lived = held.lived["update"]
    replies = [at for at, fact in lived.facts if isinstance(fact, e.ReplySent)]
    if not replies:
        return NO_REPLY
    written = [at for at, fact in lived.facts if isinstance(fact, e.MessageReceived)]
    if max(written) > replies[0]:
        return CUSTOMER_WROTE
    return NOTHING_ASKED if _stood_unasked(held) else ""


def _of_escalation(held: Held, want: Any, has: Any) -> str:
    """The next moment follows from those of the clocks, where one of them differs."""
    expected = held.row["expected"]
    for clock in ("first_response", "update", "close"):
        name = f"{clock}_escalation_at"
        if want is not None and name in expected and wanted(expected[name]) == want:
            own = held.value(name)
            if own != want:
                return _reason(held, name, want, own)
    settled = any(lived.ticket.settled for lived in held.lived.values())
    if has is not None and has == held.value("first_response_escalation_at") and settled:
        return STILL_OWED
    if want is not None and has is None and settled:
        return SETTLED
    return SHOWN if want is None and has == held.value("update_escalation_at") else ""


def _stood_unasked(held: Held) -> bool:
    """Whether the ticket was set to wait, or settled, while no reply had been given."""
    for lived in held.lived.values():
        replied = False
        for _, fact in lived.facts:
            replied = replied or isinstance(fact, e.ReplySent)
            if isinstance(fact, (e.MarkedWaiting, e.Solved)) and not replied:
                return True
    return False


# The table


def table(judged: list[list[Value]]) -> Iterator[str]:
    """How many values come out, and every other one with its reason."""
    values = [value for one in judged for value in one]
    by_source = Counter(value.source.partition(":")[0] for value in values)
    heads = f"{'values':>8}{'as expected':>13}{'otherwise':>11}{'unexplained':>13}"
    yield f"{'scenarios of':<34}{heads}"
    for source, count in sorted(by_source.items()):
        yield _line(source, count, [v for v in values if v.source.startswith(source)])
    reasons = dict.fromkeys(v.reason for v in values if not v.as_expected)
    for reason in sorted(reasons, key=bool):
        yield f"\n{'Otherwise, by ' + reason if reason else 'UNEXPLAINED'}"
        for value in values:
            if not value.as_expected and value.reason == reason:
                had = f"{_said(value.held)}, not {_said(value.wanted)}"
                yield f"  {value.source}: {value.name} {had}"


def _line(source: str, count: int, values: list[Value]) -> str:
    right = sum(value.as_expected for value in values)
    bare = len(unexplained([values]))
    return f"{source:<34}{count:>8}{right:>13}{count - right - bare:>11}{bare:>13}"


def _said(value: Any) -> str:
    return f"{value:%Y-%m-%d %H:%M}" if isinstance(value, datetime) else str(value)


def unexplained(judged: list[list[Value]]) -> list[Value]:
    """The values that Kept holds otherwise, and no rule says why."""
    return [v for one in judged for v in one if not (v.as_expected or v.reason)]
