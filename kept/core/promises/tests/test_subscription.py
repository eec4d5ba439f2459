"""Support for running subscriptions only: what is owed to whose has ended, and once it runs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kept.core import decide
from kept.core import events as e
from kept.core.explain import explain
from kept.core.policy import Policy
from kept.core.promises import Edition, improved
from kept.core.promises.tests.desks import AGENT, Desk, policy

HOUR = timedelta(hours=1)
NOON = datetime(2026, 1, 9, 12, tzinfo=UTC)  # a Friday, 10:00 to 19:00
MONDAY = NOON + timedelta(days=3)
PROMISES = """
[promise.first_reply]
clause = 1
owed = "4 business hours"

[promise.next_reply]
clause = 1
owed = "4 business hours"

[promise.fix]
clause = 1
owed = "48 hours"
when = { kind = "bug" }

[promise.own]
kind = "resolution"
clause = 1
owed = "300 hours"
internal = true

[resend]
clause = 1
after = "24 hours"
"""
ASKED = '[subscription]\nclause = "preamble"\nrequired = {}\n'


def rules(required: str = "true") -> Policy:
    return policy(PROMISES + ASKED.format(required))


def said(desk: Desk, subscription: e.Subscription, at: datetime) -> None:
    desk.do(decide.set_subscription(desk.state, subscription), at)


@pytest.mark.parametrize("known", ["active", ""])
def test_who_is_not_known_to_have_left_is_owed_everything(known: str) -> None:
    desk = Desk(rules(), NOON, {"subscription": known})
    assert desk.promised() == [("first_reply", "running"), ("own", "running")]


def test_to_whose_subscription_has_ended_nothing_is_owed_by_the_clause_that_says_so() -> None:
    desk = Desk(rules(), NOON, {"subscription": "ended"})
    desk.classify("bug", NOON + HOUR)
    desk.reply(NOON + 2 * HOUR)
    desk.customer(NOON + 3 * HOUR)
    desk.solve(NOON + 4 * HOUR)
    desk.customer(NOON + 5 * HOUR)
    assert desk.promised() == []
    (told,) = desk.happened(e.Acknowledged)
    assert isinstance(told, e.Acknowledged)
    assert (told.promise, told.clause) == (None, "preamble")


def test_a_policy_that_does_not_ask_for_one_owes_all_the_same() -> None:
    for text in (policy(PROMISES), rules("false")):
        assert Desk(text, NOON, {"subscription": "ended"}).promised() != []


def test_asking_again_makes_no_request_urgent_that_nothing_is_owed_for() -> None:
    desk = Desk(rules(), NOON, {"subscription": "ended"})
    desk.customer(NOON + 30 * HOUR)
    assert not desk.state.urgent
    assert not desk.happened(e.Resent)


def test_found_to_run_in_time_it_counts_from_when_it_was_asked() -> None:
    desk = Desk(rules(), NOON, {"subscription": "ended"})
    said(desk, "active", NOON + 3 * HOUR)
    reply = desk.last("first_reply")
    assert (reply.started_at, reply.due_at) == (NOON, NOON + 4 * HOUR)


def test_found_to_run_too_late_it_counts_from_then() -> None:
    desk = Desk(rules(), NOON, {"subscription": "ended"})
    said(desk, "active", MONDAY)
    reply = desk.last("first_reply")
    assert (reply.started_at, reply.due_at) == (MONDAY, MONDAY + 4 * HOUR)
    assert reply.message == 1


def test_each_promise_by_itself_also_one_that_begins_later() -> None:
    desk = Desk(rules(), NOON, {"subscription": "ended"})
    said(desk, "active", NOON + 50 * HOUR)
    desk.classify("bug", NOON + 60 * HOUR)
    assert desk.last("resolution").started_at == NOON  # 300 hours are not over
    assert desk.last("fix").started_at == NOON + 50 * HOUR  # 48 were


def test_what_was_promised_while_it_ran_stays_and_nothing_more_begins() -> None:
    desk = Desk(rules(), NOON, {"subscription": "active"})
    said(desk, "ended", NOON + HOUR)
    assert desk.promised() == [("first_reply", "running"), ("own", "running")]
    desk.classify("bug", NOON + 2 * HOUR)
    desk.reply(NOON + 3 * HOUR)
    desk.customer(NOON + 4 * HOUR)
    desk.solve(NOON + 5 * HOUR)
    assert [rule for rule, _ in desk.promised()] == ["first_reply", "own"]


def test_a_settled_request_that_is_opened_again_owes_nothing_either() -> None:
    desk = Desk(rules(), NOON, {"subscription": "active"})
    desk.classify("bug", NOON)
    desk.reply(NOON + HOUR, then="solve")
    said(desk, "ended", NOON + 2 * HOUR)
    desk.reopen(NOON + 3 * HOUR)
    assert [state for _, state in desk.promised()] == ["kept", "kept", "kept"]
    said(desk, "active", NOON + 4 * HOUR)
    assert desk.last("fix").state == "kept"  # it had its say: what is over does not begin again


def test_a_better_version_that_asks_for_one_is_not_better() -> None:
    desk = Desk(policy(PROMISES), NOON, {"subscription": "ended"})
    better = policy(PROMISES.replace("4 business", "2 business") + ASKED.format("true"))
    assert not list(improved(desk.state, NOON + HOUR, desk.edition, Edition(2, better)))


@pytest.mark.parametrize(
    ("language", "opened", "counted"),
    [
        ("en", "Nothing is owed: the subscription has ended.", "the subscription found to run"),
        ("fr", "Rien n’est dû : l’abonnement est terminé.", "abonnement reconnu en cours"),
        ("de", "Das Abonnement ist beendet.", "Abonnement als laufend erkannt"),
    ],
)
def test_why_says_the_clause_and_from_when_it_counts(
    language: str, opened: str, counted: str
) -> None:
    desk = Desk(rules(), NOON, {"subscription": "ended"})
    said(desk, "active", MONDAY)
    told = explain(desk.history, lambda number: desk.edition, language=language, zone=UTC)
    first = told[0]
    assert opened in first.says.replace("\u202f", " ").replace("\xa0", " ")
    assert first.cited is not None
    assert (first.cited.clause, first.cited.quote) == ("preamble", "We help.")
    changed, due = next((one for one in told if one.decision == "facts"), None), None
    assert changed is not None
    assert changed.cited is not None
    due = next(one for one in told if one.decision == "due")
    assert any(counted in fact.value for fact in due.facts)
    assert all("{" not in one.says for one in told)


def test_saying_again_what_is_known_is_nothing() -> None:
    desk = Desk(rules(), NOON, {"subscription": "ended"})
    before = len(desk.history)
    desk.do(decide.set_subscription(desk.state, "ended"), NOON, AGENT)
    assert len(desk.history) == before
