"""The columns say what the clock says."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from kept.core.calendar import Owed
from kept.core.calendar.instants import micros
from kept.core.policy import PromiseRule
from kept.core.replay import Case, Promises, columns, replay
from kept.core.replay import one as one_by_one
from kept.core.replay.tests.made import ends, owed, policy_of, rules, several

Told = list[tuple[object, ...]]


def told(promises: Promises) -> Told:
    names = ("ticket", "rule", "started_at", "due_at", "met_at", "state")
    return sorted(zip(*(getattr(promises, name).tolist() for name in names), strict=True))


@given(several, ends, rules(), st.booleans(), st.none() | owed)
def test_the_columns_agree_with_the_clock(
    cases: list[Case],
    until: datetime,
    promises: tuple[PromiseRule, ...],
    required: bool,
    within: Owed | None,
) -> None:
    history = columns(cases, until).between(None, micros(until))
    policy = policy_of(promises, required=required, within=within)
    assert told(replay(history, policy)) == told(one_by_one.promised(history, policy))
