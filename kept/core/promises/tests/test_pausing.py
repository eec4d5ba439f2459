"""A clock stands still only where a clause says so, and while the customer has an answer."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kept.core import decide
from kept.core import events as e
from kept.core.promises.tests.desks import Desk, policy
from kept.core.ticket import OWED, WAITING

HOUR = timedelta(hours=1)
FRIDAY = datetime(2026, 1, 9, tzinfo=UTC)  # 10:00 to 19:00, Monday to Friday
MONDAY = FRIDAY + timedelta(days=3)
PAUSES = 'pauses = "while waiting for the customer"'


def rules(owed: str, pauses: str = PAUSES) -> str:
    return f'[promise.resolution]\nclause = 1\nowed = "{owed}"\n{pauses}\n'


def paused(owed: str = "12 business hours", asked_at: datetime = FRIDAY + 13 * HOUR) -> Desk:
    """A request of Friday 12:00, about which the customer was asked at 13:00."""
    desk = Desk(policy(rules(owed)), FRIDAY + 12 * HOUR)
    desk.reply(asked_at, then="wait")
    return desk


@pytest.mark.parametrize(
    ("owed", "answered", "due"),
    [
        # 1 of 12 open hours is gone at 13:00; the other 11 begin with the answer.
        ("12 business hours", MONDAY + 10 * HOUR, MONDAY + timedelta(days=1) + 12 * HOUR),
        # An answer at night: open time begins in the morning.
        ("12 business hours", MONDAY - 2 * HOUR, MONDAY + timedelta(days=1) + 12 * HOUR),
        # The clock of the day runs day and night.
        ("48 hours", MONDAY, MONDAY + 47 * HOUR),
        # Two business days from Friday noon are 18 open hours; 17 were left.
        ("2 business days", MONDAY + 10 * HOUR, MONDAY + timedelta(days=1) + 18 * HOUR),
        # An answer at once moves nothing.
        ("12 business hours", FRIDAY + 13 * HOUR, MONDAY + 15 * HOUR),
    ],
)
def test_the_due_moment_moves_by_the_time_paused(
    owed: str, answered: datetime, due: datetime
) -> None:
    desk = paused(owed)
    assert desk.promised() == [("resolution", "paused")]
    desk.customer(answered)
    promise = desk.last("resolution")
    assert (promise.state, promise.due_at) == ("running", due)
    assert promise.held == ((FRIDAY + 13 * HOUR, answered),)


def test_what_is_left_is_told_and_nobody_is_pressed() -> None:
    desk = paused()
    promise = desk.last("resolution")
    assert promise.left_seconds == timedelta(hours=11).total_seconds()
    assert promise.next_at is None
    assert desk.state.rank == WAITING
    desk.watch(FRIDAY + timedelta(days=90))
    assert desk.promised() == [("resolution", "paused")]
    desk.customer(FRIDAY + timedelta(days=90))
    assert desk.state.rank == OWED


def test_without_a_clause_that_says_so_nothing_pauses() -> None:
    desk = Desk(policy(rules("12 business hours", pauses="")), FRIDAY + 12 * HOUR)
    desk.reply(FRIDAY + 13 * HOUR, then="wait")
    assert desk.promised() == [("resolution", "running")]
    assert desk.last("resolution").due_at == MONDAY + 15 * HOUR


def test_waiting_without_having_asked_pauses_nothing() -> None:
    """Else a mark would stop the clock while the customer waits for a first word."""
    desk = Desk(policy(rules("12 business hours")), FRIDAY + 12 * HOUR)
    desk.wait(FRIDAY + 13 * HOUR)
    assert desk.promised() == [("resolution", "running")]
    desk.reply(FRIDAY + 14 * HOUR)  # now the question is asked
    assert desk.promised() == [("resolution", "paused")]
    assert desk.last("resolution").left_seconds == timedelta(hours=10).total_seconds()


def test_what_is_broken_cannot_be_put_on_hold() -> None:
    desk = Desk(policy(rules("48 hours")), FRIDAY + 12 * HOUR)
    desk.reply(FRIDAY + 80 * HOUR, then="wait")
    assert desk.promised() == [("resolution", "running")]
    desk.watch(FRIDAY + 81 * HOUR)
    assert desk.promised() == [("resolution", "broken")]


def test_solving_what_is_on_hold_keeps_it() -> None:
    desk = paused()
    desk.solve(MONDAY + 10 * HOUR)
    promise = desk.last("resolution")
    assert (promise.state, promise.met_at) == ("kept", MONDAY + 10 * HOUR)
    assert promise.due_at == MONDAY + timedelta(days=1) + 12 * HOUR


def test_taking_it_up_again_ends_the_pause() -> None:
    desk = paused()
    desk.reopen(MONDAY + 10 * HOUR)
    assert desk.promised() == [("resolution", "running")]


def test_an_aim_that_is_still_ahead_moves_too() -> None:
    aimed = policy(rules("12 business hours", PAUSES + '\naim = "6 business hours"'))
    desk = Desk(aimed, FRIDAY + 12 * HOUR)
    desk.reply(FRIDAY + 13 * HOUR, then="wait")
    desk.customer(MONDAY + 10 * HOUR)
    assert desk.last("resolution").aim_at == MONDAY + 15 * HOUR
    desk.reply(MONDAY + 16 * HOUR, then="wait")
    desk.customer(MONDAY + 17 * HOUR)
    assert desk.last("resolution").aim_at == MONDAY + 15 * HOUR  # passed: it stays


def test_a_pause_holds_the_update_that_the_question_itself_started() -> None:
    desk = Desk(
        policy(f'[promise.update]\nclause = 1\nowed = "4 business hours"\n{PAUSES}\n'),
        FRIDAY + 12 * HOUR,
    )
    desk.reply(FRIDAY + 13 * HOUR, then="wait")
    assert desk.promised() == [("update", "paused")]
    desk.customer(MONDAY + 10 * HOUR)
    assert desk.last("update").due_at == MONDAY + 14 * HOUR


def test_a_person_may_release_what_is_on_hold() -> None:
    desk = paused()
    desk.do(decide.release(desk.state, 1, "Found elsewhere."), MONDAY)
    assert desk.promised() == [("resolution", "released")]
    desk.customer(MONDAY + HOUR)
    assert desk.happened(e.PromiseResumed) == []


def test_over_the_change_of_summer_time_what_was_left_is_left() -> None:
    """Paris goes from 2:00 to 3:00 on Sunday 29 March 2026."""
    paris = policy(rules("12 business hours"), zone="Europe/Paris")
    friday = datetime(2026, 3, 27, 11, tzinfo=UTC)  # noon in Paris: 7 open hours are left of it
    desk = Desk(paris, friday)
    desk.reply(friday + HOUR, then="wait")
    monday = datetime(2026, 3, 30, 8, tzinfo=UTC)  # 10:00 in Paris
    desk.customer(monday)
    tuesday_noon = datetime(2026, 3, 31, 10, tzinfo=UTC)
    assert desk.last("resolution").due_at == tuesday_noon
