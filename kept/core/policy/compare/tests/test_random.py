"""Whatever two policies say: what differs is told, and the past is counted one by one."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kept.core.policy import Policy
from kept.core.policy.compare import Past, Starts, compare, of_meaning, of_past, of_text, plain
from kept.core.promises.tests.test_histories import policies

KINDS = ("first_reply", "next_reply", "update", "fix", "resolution")
FACTS = {
    "kind": ["", "bug", "question"],
    "channel": ["mail", "form"],
    "plan": ["", "pro"],
    "priority": ["", "low"],
    "product": ["", "app"],
}
MOMENTS = st.datetimes(
    datetime.fromisoformat("2026-01-02"),
    datetime.fromisoformat("2026-12-20"),
    timezones=st.just(UTC),
)
REQUESTS = st.lists(
    st.tuples(MOMENTS, st.fixed_dictionaries({k: st.sampled_from(v) for k, v in FACTS.items()})),
    max_size=6,
)


@given(policies(), policies())
@settings(max_examples=30)
def test_two_policies_are_the_same_exactly_when_they_are_equal(one: Policy, other: Policy) -> None:
    found = compare(one, other)
    assert found.same == (one == other)
    assert bool(found.meaning) == (
        one.promises != other.promises or one.calendars != other.calendars
    )
    for language in ("en", "fr", "de"):
        told = (*of_meaning(found, language), *of_text(found, language))
        assert bool(told) != found.same
        assert not any("{" in sentence for sentence in told)
    assert compare(one, one).same
    assert plain(found)["same"] == found.same


@given(policies(), policies(), REQUESTS)
@settings(max_examples=30)
def test_shifts_are_those_of_one_request_at_a_time(
    old: Policy, new: Policy, requests: list[tuple[datetime, dict[str, str]]]
) -> None:
    at = np.array([one.replace(tzinfo=None) for one, _ in requests], dtype="datetime64[us]")
    facts = {name: np.array([f[name] for _, f in requests], dtype=np.str_) for name in FACTS}
    starts = Starts(at, facts)
    past = Past(date(2026, 1, 1), dict.fromkeys(KINDS, starts))
    found = compare(old, new, past)
    for kind in KINDS:
        told = [s for s in found.shifts if s.kind == kind and s.rule != "always"]
        one_by_one = [
            (_due(old, kind, start, facts), _due(new, kind, start, facts))
            for start, facts in requests
        ]
        both = [(a, b) for a, b in one_by_one if a and b]
        assert sum(s.later for s in told) == sum(b > a for a, b in both)
        assert sum(s.earlier for s in told) == sum(b < a for a, b in both)
        assert sum(s.same for s in told) == sum(a == b for a, b in both)
        assert sum(s.begins for s in told) == sum(a is None is not b for a, b in one_by_one)
        assert sum(s.ends for s in told) == sum(b is None is not a for a, b in one_by_one)
    assert all(sentence for sentence in of_past(found, "fr"))


def _due(policy: Policy, kind: str, at: datetime, facts: dict[str, str]) -> datetime | None:
    told = (rule for rule in policy.applying([kind], facts) if not rule.internal)  # type: ignore[list-item]
    rule = next(told, None)
    return rule.owed.due(at, policy.calendars[rule.calendar]) if rule else None
