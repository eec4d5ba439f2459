"""A message in doubt counts for nothing; once somebody vouches for it, from when it came."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from kept.core import decide
from kept.core import events as e
from kept.core.promises.tests.desks import CUSTOMER, Desk, policy

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
NOON = datetime(2026, 1, 9, 12, tzinfo=UTC)  # a Friday, 10:00 to 19:00
REPLIES = """
[promise.first_reply]
clause = 1
owed = "2 business hours"

[promise.next_reply]
clause = 1
owed = "2 business hours"
"""
WAITS = '[promise.resolution]\nclause = 1\nowed = "48 hours"\npauses = "{}"\n'.format(
    "while waiting for the customer"
)


def doubted(desk: Desk, at: datetime) -> int:
    """A mail in the customer's name that nothing proves; its place."""
    number = desk.state.messages + 1
    said = e.MessageReceived(
        message=number, customer=1, channel="mail", stranger=True, doubted=True
    )
    desk.do([said], at, CUSTOMER)
    return number


def vouch(desk: Desk, message: int, received: datetime, at: datetime) -> bool:
    return desk.do(decide.vouch(desk.state, message, received, desk.edition), at)


def answered() -> Desk:
    desk = Desk(policy(REPLIES), NOON)
    desk.reply(NOON + HOUR)
    return desk


def test_doubt_starts_nothing() -> None:
    desk = answered()
    message = doubted(desk, NOON + 2 * HOUR)
    assert desk.promised() == [("first_reply", "kept")]
    assert (desk.state.unanswered_since, desk.state.doubted) == (None, (message,))
    assert desk.state.last_customer_message == 1


def test_the_promise_counts_from_when_it_came() -> None:
    desk = answered()
    message = doubted(desk, NOON + 2 * HOUR)
    assert vouch(desk, message, NOON + 2 * HOUR, NOON + 3 * HOUR)
    owed = desk.last("next_reply")
    assert (owed.started_at, owed.due_at) == (NOON + 2 * HOUR, NOON + 4 * HOUR)
    assert owed.message == message
    desk.reply(NOON + 4 * HOUR)
    assert desk.last("next_reply").state == "kept"


def test_who_waited_too_long_to_say_so_has_broken_it() -> None:
    desk = answered()
    message = doubted(desk, NOON + 2 * HOUR)
    vouch(desk, message, NOON + 2 * HOUR, NOON + 6 * HOUR)
    desk.watch(NOON + 6 * HOUR)
    assert desk.last("next_reply").state == "broken"


def test_a_younger_message_does_not_hide_an_older_one() -> None:
    desk = answered()
    message = doubted(desk, NOON + 2 * HOUR)
    desk.customer(NOON + 3 * HOUR)
    assert desk.last("next_reply").due_at == NOON + 5 * HOUR
    vouch(desk, message, NOON + 2 * HOUR, NOON + 3.5 * HOUR)
    assert [p.due_at for p in desk.state.promises if p.owed] == [NOON + 4 * HOUR]
    assert desk.state.unanswered_message == message


def test_a_clock_stands_still_no_longer_than_until_it_came() -> None:
    desk = Desk(policy(WAITS), NOON)
    desk.reply(NOON + HOUR, then="wait")
    message = doubted(desk, NOON + 3 * HOUR)
    assert desk.last("resolution").state == "paused"
    vouch(desk, message, NOON + 3 * HOUR, NOON + 9 * HOUR)
    going = desk.last("resolution")
    assert (going.state, going.due_at) == ("running", NOON + 50 * HOUR)
    assert going.held == ((NOON + HOUR, NOON + 3 * HOUR),)


def test_a_clock_that_was_stopped_after_it_came_had_no_reason_to() -> None:
    desk = Desk(policy(WAITS), NOON)
    message = doubted(desk, NOON + HOUR)
    desk.reply(NOON + 2 * HOUR, then="wait")
    vouch(desk, message, NOON + HOUR, NOON + 9 * HOUR)
    assert desk.last("resolution").due_at == NOON + 48 * HOUR


def test_what_was_settled_goes_on_from_where_it_was_settled() -> None:
    desk = Desk(policy(WAITS), NOON)
    message = doubted(desk, NOON + HOUR)
    desk.reply(NOON + 2 * HOUR, then="solve")
    vouch(desk, message, NOON + HOUR, NOON + 9 * HOUR)
    assert desk.state.status == "open"
    assert desk.last("resolution").due_at == NOON + 48 * HOUR


def test_nobody_decides_twice() -> None:
    desk = answered()
    message = doubted(desk, NOON + 2 * HOUR)
    assert desk.do(decide.discard(desk.state, message), NOON + 3 * HOUR)
    assert desk.state.doubted == ()
    assert not vouch(desk, message, NOON + 2 * HOUR, NOON + 4 * HOUR)
    assert not desk.do(decide.discard(desk.state, message), NOON + 4 * HOUR)
    assert desk.promised() == [("first_reply", "kept")]
