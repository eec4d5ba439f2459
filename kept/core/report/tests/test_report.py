"""The figures: what counts, on which day, and how small numbers are told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core.policy import Policy, read
from kept.core.report import Days, Report, between, facts, report, tallies, tenths

FOLDER = Path(__file__).parents[4] / "policies" / "copyfy"
FILES = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.iterdir()}
POLICY = read(FILES)
HOUR = timedelta(hours=1)
#: A Friday, closed since an hour.
NOW = datetime(2026, 1, 9, 20, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Promise:
    """A promise as the record has it."""

    rule: str = "fix"
    policy: int = 1
    state: str = "kept"
    started_at: datetime = NOW - 60 * HOUR
    due_at: datetime = NOW - 12 * HOUR
    met_at: datetime | None = NOW - 20 * HOUR
    late_open_seconds: float | None = None


KEPT = Promise()
LATE = Promise(state="broken", met_at=NOW - 2 * HOUR, late_open_seconds=28_800.0)
UNDONE = Promise(state="broken", met_at=None)


def figures(
    *promises: Promise, at: datetime = NOW, days: int = 7, policies: dict[int, Policy] | None = None
) -> Report:
    known = policies or {1: POLICY}
    span = Days.last(known[max(known)], days, at)
    return report(tallies(facts(promises), known, span), known, max(known), at=at, days=span)


def fix(*promises: Promise, **how: object):
    return next(rule for rule in figures(*promises, **how).rules if rule.rule == "fix")


def test_every_promise_of_the_policy_is_told_also_when_none_fell_due() -> None:
    told = figures()
    assert [(rule.rule, rule.clause, rule.counted) for rule in told.rules] == [
        ("first_reply", "5", 0),
        ("fix", "6", 0),
    ]
    assert (told.rules[1].half, told.rules[1].longest) == (None, None)
    assert len(told.days) == 7


@pytest.mark.parametrize(
    ("promise", "kept", "broken", "released", "undone"),
    [
        (KEPT, 1, 0, 0, 0),
        (LATE, 0, 1, 0, 0),
        (UNDONE, 0, 1, 0, 1),
        (replace(UNDONE, state="running"), 0, 1, 0, 1),
        (replace(UNDONE, met_at=NOW), 0, 1, 0, 1),
        (replace(UNDONE, state="released"), 0, 0, 1, 0),
        (replace(KEPT, due_at=NOW + HOUR), 0, 0, 0, 0),
        (replace(UNDONE, state="running", due_at=NOW), 0, 0, 0, 0),
        (replace(UNDONE, state="paused"), 0, 0, 0, 0),
        (replace(KEPT, due_at=NOW - timedelta(days=8)), 0, 0, 0, 0),
    ],
    ids=["in time", "late", "still owed", "no watcher has looked", "given up by the customer",
         "released", "kept before it is due", "due now", "on hold", "another week"],
)  # fmt: skip
def test_what_counts(promise: Promise, kept: int, broken: int, released: int, undone: int) -> None:
    found = fix(promise)
    told = (found.kept, found.broken, found.released, found.undone)
    assert told == (kept, broken, released, undone)


def test_a_promise_counts_on_the_desks_own_day() -> None:
    toml = FILES["policy.toml"].replace('zone = "UTC"', 'zone = "Pacific/Auckland"')
    there = {1: read(FILES | {"policy.toml": toml})}
    found = fix(KEPT, policies=there)
    assert [day.day for day in found.days if day.kept] == [date(2026, 1, 9)]
    assert found.days[-1].day == date(2026, 1, 10), "it is Saturday morning there"


def test_the_first_moment_is_the_midnight_before_the_first_day() -> None:
    assert Days.last(POLICY, 7, NOW).begin == datetime(2026, 1, 3, tzinfo=UTC)
    on_it = replace(KEPT, due_at=datetime(2026, 1, 3, tzinfo=UTC))
    assert fix(on_it).days[0].kept == 1
    assert fix(replace(on_it, due_at=on_it.due_at - timedelta(microseconds=1))).counted == 0


def test_times_are_measured_as_the_clause_owes_them() -> None:
    friday = datetime(2026, 1, 9, 18, 30, tzinfo=UTC)
    answered = Promise("first_reply", 1, "kept", friday, friday + 64.5 * HOUR, friday + 63 * HOUR)
    fixed = Promise("fix", 1, "kept", friday, friday + 48 * HOUR, friday + 40 * HOUR)
    told = figures(answered, fixed, at=friday + timedelta(days=6))
    first_reply, fix_ = told.rules
    assert (first_reply.measure, fix_.measure) == ("open", "elapsed")
    # half an hour until closing on Friday, none at the weekend, none before 10:00 on Monday
    assert first_reply.half == HOUR / 2
    assert fix_.half == 40 * HOUR


def test_time_on_hold_does_not_count() -> None:
    """The pause moved the due moment by ten hours: they are not the desk's."""
    held = replace(KEPT, started_at=KEPT.started_at - 10 * HOUR)
    assert fix(held).half == fix(KEPT).half == 40 * HOUR


def test_a_bug_that_came_back_is_timed_with_what_was_left() -> None:
    """Fixed after 40 of 48 hours, it came back and owed the eight: it took two of them."""
    again = replace(
        KEPT, started_at=NOW - 20 * HOUR, due_at=NOW - 12 * HOUR, met_at=NOW - 18 * HOUR
    )
    assert fix(again).half == 42 * HOUR


def test_who_still_waits_makes_the_percentiles_longer() -> None:
    fast = [replace(KEPT, met_at=KEPT.started_at + n * HOUR) for n in range(1, 10)]
    assert fix(*fast, LATE).nine_in_ten == 9 * HOUR
    found = fix(*fast[:8], UNDONE, UNDONE)
    assert found.half == 5 * HOUR
    assert found.nine_in_ten is None
    assert found.longest is None


@given(st.lists(st.integers(0, 400), min_size=1, max_size=60))
def test_half_and_nine_in_ten_are_what_they_say(hours: list[int]) -> None:
    """Of all that counts, at least that share was done within that time, and less before it."""
    found = fix(*(replace(KEPT, met_at=KEPT.started_at + n * HOUR) for n in hours))
    for share, within in ((0.5, found.half), (0.9, found.nine_in_ten), (1, found.longest)):
        assert sum(n * HOUR <= within for n in hours) >= share * len(hours)
        assert sum(n * HOUR < within for n in hours) < share * len(hours)


def test_each_promise_is_measured_by_the_version_that_it_was_made_under() -> None:
    toml = FILES["policy.toml"].replace('owed = "48 hours"', 'owed = "4 business hours"')
    versions = {1: POLICY, 2: read(FILES | {"policy.toml": toml})}
    friday = datetime(2026, 1, 9, 18, 0, tzinfo=UTC)
    monday = friday + 64.5 * HOUR
    elapsed = Promise("fix", 1, "kept", friday, friday + 48 * HOUR, friday + 40 * HOUR)
    open_ = Promise("fix", 2, "kept", friday, monday + 2.5 * HOUR, monday)
    found = fix(elapsed, open_, policies=versions, at=friday + timedelta(days=5))
    assert found.changed
    assert found.measure == "open"
    assert (found.half, found.longest) == (1.5 * HOUR, 40 * HOUR)


def test_a_promise_that_is_no_longer_made_is_still_told() -> None:
    toml = FILES["policy.toml"].replace("[promise.fix]", '[promise.repair]\nkind = "fix"')
    text = {n: t.replace("promise.fix", "promise.repair") for n, t in FILES.items()}
    told = figures(LATE, policies={1: POLICY, 2: read(text | {"policy.toml": toml})})
    gone = told.rules[-1]
    assert (gone.rule, gone.current, gone.version, gone.broken) == ("fix", False, 1, 1)


def test_the_whole_is_the_sum_of_its_days() -> None:
    told = figures(*[KEPT] * 3, LATE, replace(KEPT, rule="first_reply"))
    assert (told.kept, told.broken, told.counted) == (4, 1, 5)
    assert sum(day.kept for day in told.days) == 4
    assert sum(day.broken for day in told.days) == 1


@pytest.mark.parametrize(
    ("part", "whole", "said"), [(1, 1, 1000), (9999, 10000, 999), (2, 3, 666), (0, 5, 0)]
)
def test_a_share_is_never_rounded_up(part: int, whole: int, said: int) -> None:
    assert tenths(part, whole) == said


@pytest.mark.parametrize("wrong", [(0, 0), (2, 1), (-1, 3)])
def test_nothing_has_no_share(wrong: tuple[int, int]) -> None:
    for share in (tenths, between):
        with pytest.raises(ValueError, match="is no share"):
            share(*wrong)


@given(st.integers(1, 10_000), st.data())
def test_the_share_lies_within_its_interval(whole: int, data: st.DataObject) -> None:
    part = data.draw(st.integers(0, whole))
    low, high = between(part, whole)
    assert 0 <= low <= part / whole <= high <= 1


def test_the_interval_is_wilsons() -> None:
    assert between(81, 100) == pytest.approx((0.7222, 0.8749), abs=1e-4)
