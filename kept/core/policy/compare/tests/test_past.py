"""What a change would have meant is counted exactly, on whatever history there is."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core.policy import Policy, read
from kept.core.policy.compare import Past, Shift, Starts, compare, of_past
from kept.core.policy.tests.written import copyfy, edited

TOML = "policy.toml"
SINCE = date(2026, 1, 5)
BOUNDS = datetime.fromisoformat("2025-06-01"), datetime.fromisoformat("2026-12-01")
MONDAY = datetime(2026, 1, 5, tzinfo=UTC)
FOUR_HOURS = (TOML, 'owed = "end of the first hour of a business day"', 'owed = "4 business hours"')


@pytest.fixture(scope="module")
def policy() -> Policy:
    return read(copyfy())


@pytest.fixture(scope="module")
def quicker() -> Policy:
    return read(edited(FOUR_HOURS))


def starts(moments: list[datetime], kinds: list[str] | None = None) -> Starts:
    at = np.array([one.replace(tzinfo=None) for one in moments], dtype="datetime64[us]")
    return Starts(at, {"kind": np.array(kinds or [""] * len(moments), dtype=np.str_)})


def past(moments: list[datetime], kinds: list[str] | None = None) -> Past:
    found = starts(moments, kinds)
    return Past(SINCE, {"first_reply": found, "fix": found})


def shift(old: Policy, new: Policy, history: Past, rule: str) -> Shift:
    return next(one for one in compare(old, new, history).shifts if one.rule == rule)


def test_later_and_earlier_are_counted(policy: Policy, quicker: Policy) -> None:
    moments = [MONDAY.replace(hour=hour) for hour in (9, 10, 11, 18)]
    found = shift(policy, quicker, past(moments), "first_reply")
    # Before or at opening: 11:00 becomes 14:00. Later that day: Tuesday 11:00 becomes 15:00 the
    # same day, or Tuesday 13:00.
    assert (found.requests, found.later, found.earlier) == (4, 3, 1)
    sentences = of_past(compare(policy, quicker, past(moments)), "en")
    assert sentences == (
        "First reply: later for 3 of 4, earlier for 1 of 4 (requests since 5 January 2026: 4).",
    )


def test_many_requests_are_told_in_percent(policy: Policy, quicker: Policy) -> None:
    moments = [MONDAY + timedelta(hours=9, minutes=7 * n) for n in range(60)]
    [english] = of_past(compare(policy, quicker, past(moments)), "en")
    [french] = of_past(compare(policy, quicker, past(moments)), "fr")
    assert "earlier for 85\u00a0%" in english
    assert "plus tôt pour 85\u202f%" in french
    assert "(demandes reçues depuis le 5 janvier 2026\u00a0: 60)" in french


def test_a_rule_asks_for_facts(policy: Policy) -> None:
    new = read(edited((TOML, 'when = { kind = "bug" }', 'when = { kind = ["bug", "question"] }')))
    history = past([MONDAY, MONDAY, MONDAY], ["bug", "question", "suggestion"])
    found = shift(policy, new, history, "fix")
    assert (found.requests, found.same, found.begins) == (2, 1, 1)
    assert shift(new, policy, history, "fix").ends == 1
    assert "newly owed for 1 of 2" in of_past(compare(policy, new, history), "en")[0]


def test_a_change_that_moves_nothing_says_so(policy: Policy) -> None:
    new = read(edited((TOML, 'aim = "1 business hour"', 'aim = "30 business minutes"')))
    [sentence] = of_past(compare(policy, new, past([MONDAY])), "en")
    assert sentence == "First reply: no due moment moves (requests since 5 January 2026: 1)."


def test_what_nobody_touched_is_not_told(policy: Policy, quicker: Policy) -> None:
    history = past([MONDAY], ["bug"])
    assert all("Fix" not in one for one in of_past(compare(policy, quicker, history), "en"))


def test_no_history_says_nothing(policy: Policy, quicker: Policy) -> None:
    assert compare(policy, quicker).shifts == ()
    assert of_past(compare(policy, quicker, past([])), "en") == ()


@given(st.lists(st.datetimes(*BOUNDS), max_size=20))
def test_counts_are_those_of_one_by_one(moments: list[datetime]) -> None:
    old, new = read_once()
    aware = [one.replace(tzinfo=UTC) for one in moments]
    found = compare(old, new, past(aware)).shifts
    due = [
        tuple(p.promise("first_reply").owed.due(one, p.calendar) for p in (old, new))
        for one in aware
    ]
    counts = [(s.requests, s.later, s.earlier, s.same) for s in found if s.rule == "first_reply"]
    expected = (
        len(due),
        sum(b > a for a, b in due),
        sum(b < a for a, b in due),
        sum(a == b for a, b in due),
    )
    assert counts == ([expected] if due else [])


_READ: list[tuple[Policy, Policy]] = []


def read_once() -> tuple[Policy, Policy]:
    if not _READ:
        _READ.append((read(copyfy()), read(edited(FOUR_HOURS))))
    return _READ[0]
