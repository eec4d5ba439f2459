"""Days that were counted: never another figure than the events', whatever happened since."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from kept.conftest import NOW
from kept.deadlines.models import Promise
from kept.people.models import Staff
from kept.record import policy
from kept.reports import days
from kept.reports.broken import broken
from kept.reports.figures import of_the_desk, recomputed
from kept.reports.models import CountedDay
from kept.reports.tests.conftest import LATER
from kept.site import prepare
from kept.tickets import actions

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

FRIDAY = NOW.replace(hour=9)
NEXT_WEEK = datetime(2026, 1, 19, 12, 0, tzinfo=UTC)


def count(at: datetime) -> int:
    """As the worker does: until nothing is left to count."""
    total = 0
    while step := days.catch_up(at):
        total += step
    return total


def _unanswered() -> int:
    return Promise.objects.get(kind="first_reply", state="running").ticket


@pytest.mark.usefixtures("past")
def test_days_that_are_over_are_counted_once() -> None:
    assert count(LATER) == days.KEPT
    assert count(LATER) == 0
    assert CountedDay.objects.order_by("-day").first().day == LATER.date() - timedelta(days=1)
    assert count(LATER + timedelta(days=1)) == 1
    assert CountedDay.objects.count() == days.KEPT, "and the oldest is let go"


@pytest.mark.usefixtures("past")
def test_what_comes_late_to_a_counted_day_is_seen_at_once(answer: Callable) -> None:
    before = of_the_desk(at=NEXT_WEEK, days=30)
    count(NEXT_WEEK)
    assert of_the_desk(at=NEXT_WEEK, days=30) == before
    answer(_unanswered(), NEXT_WEEK)  # for ten days nobody has
    after = of_the_desk(at=NEXT_WEEK, days=30)
    assert (before.rules[0].undone, after.rules[0].undone) == (1, 0)
    assert after == recomputed(at=NEXT_WEEK, days=30)
    assert count(NEXT_WEEK) == 1, "only the day that was touched is counted anew"


@pytest.mark.parametrize("seed", range(6))
def test_figures_are_those_of_the_events_whatever_happens(
    seed: int, ask: Callable, answer: Callable, agent: Staff, customer: object
) -> None:
    """A random month: requests, answers, bounces, fixes, returns; days counted in between."""
    chance = random.Random(seed)
    now, tickets = FRIDAY, []

    def something() -> None:
        match chance.randrange(7):
            case 0 | 1:
                tickets.append(ask(at=now))
            case 2:
                answer(chance.choice(tickets), now)
            case 3:
                actions.classify(chance.choice(tickets), "bug", "product", by=agent, at=now)
            case 4:
                actions.solve(chance.choice(tickets), by=agent, at=now)
            case 5:
                actions.reopen(chance.choice(tickets), by=agent, at=now)
            case 6:
                actions.fail(
                    chance.choice(tickets), 2, permanent=True, reason="No such user.", at=now
                )

    tickets.append(ask(at=now))
    for _ in range(60):
        now += timedelta(hours=chance.expovariate(1 / 11))
        something()
        if chance.random() < 0.2:
            days.catch_up(now)
        if chance.random() < 0.3:
            assert of_the_desk(at=now, days=30) == recomputed(at=now, days=30)
    count(now)
    figures = of_the_desk(at=now, days=90)
    assert figures == recomputed(at=now, days=90)
    assert figures.broken == len(broken(at=now, days=90, after=0, most=1000, language="en"))
    assert list(days.differences(now)) == []


@pytest.mark.usefixtures("past")
def test_a_counted_day_that_is_not_so_is_found() -> None:
    count(LATER)
    assert list(days.differences(LATER)) == []
    row = next(row for row in CountedDay.objects.all() if row.tallies)
    row.tallies[0][2] += 1
    row.save()
    assert len(list(days.differences(LATER))) == 1


@pytest.mark.usefixtures("past")
def test_when_the_desk_moves_its_days_are_counted_in_the_new_zone() -> None:
    count(LATER)
    files = prepare.policy_files(prepare.policies() / "copyfy")
    toml = files["policy.toml"].replace('zone = "UTC"', 'zone = "Pacific/Auckland"')
    policy.publish(files | {"policy.toml": toml}, at=LATER)
    assert of_the_desk(at=LATER, days=30) == recomputed(at=LATER, days=30)
    assert count(LATER) == days.KEPT
    assert of_the_desk(at=LATER, days=30) == recomputed(at=LATER, days=30)


@pytest.mark.usefixtures("past")
def test_a_page_of_counted_days_reads_no_promise_of_theirs(
    django_assert_max_num_queries: Callable,
) -> None:
    count(LATER)
    with django_assert_max_num_queries(6) as asked:
        of_the_desk(at=LATER, days=90)
    read = [one["sql"] for one in asked.captured_queries if "deadlines_promise" in one["sql"]]
    assert len(read) == 1
    assert "2026-01-12 00:00:00" in read[0], "today's alone"
