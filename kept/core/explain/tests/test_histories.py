"""Whatever happens under whatever policy can be explained, and the arithmetic leads there."""

from __future__ import annotations

from datetime import datetime

from hypothesis import given, settings
from hypothesis import strategies as st

from kept.core import events as e
from kept.core.explain import explain, reckoning
from kept.core.policy import Policy
from kept.core.promises.tests.test_histories import STARTS, lived, policies, stories
from kept.core.ticket import Ticket, fold


@given(policies(), st.sampled_from(STARTS), stories, st.sampled_from(["en", "fr", "de"]))
@settings(max_examples=30)
def test_every_history_is_explained(
    rules: Policy, start: datetime, story: list[tuple[str, int]], language: str
) -> None:
    desk = lived(rules, start, story, watched=True)
    found = explain(
        desk.history, lambda _: desk.edition, language=language, zone="America/New_York"
    )
    promises = [one for one in desk.history if isinstance(one.event, e.PromiseStarted)]
    due = [one for one in found if one.decision == "due"]
    assert len(due) == len(promises)
    for one in found:
        assert one.says
        assert "{" not in f"{one.says} {one.steps} {one.facts}"
        assert all(fact.name for fact in one.facts)
        if one.promise:
            assert one.cited
            assert one.cited.clause == "1"


@given(policies(), st.sampled_from(STARTS), stories)
@settings(max_examples=30)
def test_at_every_event_the_reckoning_leads_to_the_due_moment(
    rules: Policy, start: datetime, story: list[tuple[str, int]]
) -> None:
    desk = lived(rules, start, story, watched=True)
    state = Ticket()
    for one in desk.history:
        state = fold((one,), state)
        for promise in state.promises:
            found = reckoning(promise, rules)
            if found is None:
                assert promise.held or promise.message > 1, "only what is left can be nothing"
            else:
                assert found.derivation.due == promise.due_at
