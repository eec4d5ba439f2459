"""`make vectors`: deadlines and tickets that other code bases state as facts, run through Kept.

    python -m bench.vectors     reads sla_vectors under KEPT_CORPORA (default ../shared/data)

Every row marked agreed must come out, to the second, and every value of a ticket's scenario or a
reason why Kept's meaning differs; one that does not makes the exit code 1. Contested rows are
shown with Kept's answer and what they are contested about. Rows across which the zone's offset
changes are counted once more, apart. Nothing here knows a row by its name.
"""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bench import held
from bench.sla import Row, calendar, folder, rows
from kept.core.calendar import BusinessDays, Calendar


@dataclass(frozen=True, slots=True)
class Judged:
    """A row with Kept's answer; `answer` is None for what no clause can owe."""

    row: Row
    answer: object
    expected: object

    @property
    def right(self) -> bool:
        return self.answer == self.expected

    @property
    def status(self) -> str:
        return str(self.row["status"])

    @property
    def group(self) -> tuple[str, str]:
        return str(self.row["source"]).partition(":")[0], str(self.row["op"])


def judge(row: Row) -> Judged:
    """A row beside what Kept's calendar answers."""
    return Judged(row, _answer(row), _expected(row))


# What a row asks, and what it expects


def _answer(row: Row) -> object:
    ask = _ASKED.get(row["op"])
    start = datetime.fromisoformat(row["start"])
    return ask(calendar(row["calendar"], start.year), start, row) if ask else None


def _next_period(desk: Calendar, start: datetime, row: Row) -> datetime:
    running = desk.closes_at(start) if desk.is_open(start) else None
    return desk.next_opening(running or start)


def _elapsed(desk: Calendar, start: datetime, row: Row) -> float:
    return desk.between(start, datetime.fromisoformat(row["end"])).total_seconds()


_ASKED: dict[str, Callable[[Calendar, datetime, Row], object]] = {
    "add": lambda desk, at, row: desk.add(at, timedelta(seconds=row["duration_seconds"])),
    "subtract": lambda desk, at, row: desk.subtract(at, timedelta(seconds=row["duration_seconds"])),
    "elapsed": _elapsed,
    "is_open": lambda desk, at, row: desk.is_open(at),
    "next_open": lambda desk, at, row: desk.next_opening(at),
    "next_close": lambda desk, at, row: desk.closes_at(at),
    "next_period_start": _next_period,
    "prev_open_end": lambda desk, at, row: desk.subtract(at, timedelta()),
    "add_days": lambda desk, at, row: BusinessDays(row["days"]).due(at, desk),
}
"""`subtract_days` is missing: no clause owes anything in the past."""


def _expected(row: Row) -> object:
    if row["op"] == "elapsed":
        return float(row["expected_seconds"])
    if row["op"] == "is_open":
        return row["expected"]
    return datetime.fromisoformat(row["expected"]).astimezone(UTC)


def crosses_change(row: Row) -> bool:
    """Whether the zone's offset differs between the instants that the row names."""
    named = [row.get(key) for key in ("start", "end", "expected")]
    zone = calendar(row["calendar"], datetime.fromisoformat(row["start"]).year).tzinfo
    instants = [datetime.fromisoformat(one) for one in named if isinstance(one, str)]
    return len({at.astimezone(zone).utcoffset() for at in instants}) > 1


# The table


def table(judged: list[Judged]) -> Iterator[str]:
    """One line for each source and operation, then the sums, then what is contested."""
    groups: dict[tuple[str, str], list[Judged]] = defaultdict(list)
    for one in judged:
        groups[one.group].append(one)
    yield f"{'source':<34}{'op':<20}{'rows':>6}{'agreed':>8}{'right':>7}{'contested':>11}" + (
        f"{'unchecked':>11}"
    )
    for (source, op), found in sorted(groups.items()):
        yield _line(source, op, found)
    yield _line("all", "", judged)
    yield _line("across a change of UTC offset", "", [j for j in judged if crosses_change(j.row)])
    yield from _remarks(judged)


def _line(source: str, op: str, found: list[Judged]) -> str:
    of = {status: [j for j in found if j.status == status] for status in _STATUSES}
    right = sum(j.right for j in of["agreed"])
    return (
        f"{source:<34}{op:<20}{len(found):>6}{len(of['agreed']):>8}{right:>7}"
        f"{len(of['contested']):>11}{len(of['unchecked']):>11}"
    )


_STATUSES = ("agreed", "contested", "unchecked")


def _remarks(judged: list[Judged]) -> Iterator[str]:
    titles = {
        "agreed": "WRONG",
        "contested": "contested: libraries differ, and Kept answers",
        "unchecked": "unchecked: nobody else worked them out, and Kept answers otherwise",
    }
    for status, title in titles.items():
        found = [
            j for j in judged if j.status == status and not (j.right and status != "contested")
        ]
        if found:
            yield f"\n{title}"
        yield from map(_remark, found)


def _remark(one: Judged) -> str:
    row = one.row
    answer = "nothing: no clause owes anything in the past" if one.answer is None else one.answer
    note = f"\n        {row['note']}" if row.get("note") else ""
    return f"  {row['id']} {row['op']} from {row['start']}: {answer}, not {one.expected}{note}"


def wrong(judged: Iterable[Judged]) -> list[Judged]:
    """The agreed rows that Kept answers otherwise."""
    return [one for one in judged if one.status == "agreed" and not one.right]


def main() -> int:
    under = folder()
    vectors = rows(under, "vectors.jsonl")
    if not vectors:
        print(f"No vectors under {under}: KEPT_CORPORA names the folder of test data.")
        return 1
    judged = [judge(row) for row in vectors]
    lived = [held.judge(row) for row in rows(under, "scenarios.jsonl")]
    for line in (*table(judged), "", *held.table(lived)):
        print(line)
    return 1 if wrong(judged) or held.unexplained(lived) else 0


if __name__ == "__main__":
    sys.exit(main())
