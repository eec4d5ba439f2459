"""How many people it takes: the simulated desk against known answers, and the search."""

from datetime import UTC, datetime, timedelta
from math import exp, factorial

import numpy as np
import pytest

from kept.core.calendar import OpenTime
from kept.core.calendar.instants import HOUR, micros
from kept.core.policy import PromiseRule
from kept.core.replay import Act, Case, Happened, History, columns, replay
from kept.core.replay.desk import Shifts, Work, finished, in_time
from kept.core.replay.staffing import (
    Chance,
    Shift,
    Staffing,
    handling,
    presence,
    shifts_of,
    staffing,
)
from kept.core.replay.tests.made import COPYFY, policy_of

SEED_1 = Chance(1, lambda count: np.random.default_rng(1).random(count))
MONDAY = datetime(2026, 1, 12, tzinfo=UTC)
MINUTE = HOUR // 60


def always(people: int) -> np.ndarray:
    return np.full((7, 24), people)


def test_whoever_is_free_takes_what_is_due_first() -> None:
    start = np.array([0, 1, 2]) * MINUTE
    work = Work(start, np.array([10, 90, 30]) * MINUTE, np.full(3, 10 * MINUTE))
    done = finished(work, Shifts.around(work, UTC), always(1))
    assert (done // MINUTE).tolist() == [10, 30, 20]
    assert in_time(work, Shifts.around(work, UTC), always(1)).tolist() == [True, True, True]


def test_work_waits_for_the_shift_and_is_finished_after_it() -> None:
    nine = micros(MONDAY) + 9 * HOUR
    work = Work(np.array([nine - HOUR, nine]), np.full(2, nine + HOUR), np.full(2, 50 * MINUTE))
    plan = np.zeros((7, 24), int)
    plan[0, 9] = 1
    done = finished(work, Shifts.around(work, UTC), plan)
    assert ((done - nine) // MINUTE).tolist() == [50, 100]


def test_where_nobody_comes_nothing_is_done() -> None:
    work = Work(np.array([0]), np.array([HOUR]), np.array([MINUTE]))
    assert not in_time(work, Shifts.around(work, UTC), always(0)).any()


def _erlang_c(people: int, load: float) -> float:
    """The chance to wait at all, for Poisson arrivals and exponential times."""
    busy = load**people / factorial(people) * people / (people - load)
    return busy / (sum(load**n / factorial(n) for n in range(people)) + busy)


@pytest.mark.parametrize(("people", "load"), [(2, 1.2), (5, 4.0), (10, 8.5)])
def test_the_desk_waits_as_erlang_says(people: int, load: float) -> None:
    """Answered within t of waiting: 1 - C e^(-(people - load) t / time)."""
    chance, mean = np.random.default_rng(1), 10 * MINUTE
    start = np.cumsum(chance.exponential(mean / load, 200_000)).astype(np.int64)
    takes = chance.exponential(mean, len(start)).astype(np.int64)
    patience = 5 * MINUTE
    work = Work(start, start + patience, takes)
    began = finished(work, Shifts.around(work, UTC), always(people)) - takes
    share = float((began - start <= patience).mean())
    expected = 1 - _erlang_c(people, load) * exp(-(people - load) * patience / mean)
    # Who is due first is who came first here, so the order is Erlang's.
    assert share == pytest.approx(expected, abs=0.02)


def _weeks(requests: int, agents: int, weeks: int = 6) -> History:
    """A desk with a rush on Monday afternoon; each agent answers each morning and evening."""
    cases: list[Case] = []
    chance = np.random.default_rng(3)
    for day in range(7 * weeks):
        if day % 7 > 4:
            continue
        date = MONDAY + timedelta(days=day)
        many = requests * (4 if day % 7 == 0 else 1)
        for one in range(many):
            hour = 14.0 if day % 7 == 0 else 10.5
            at = date + timedelta(hours=hour + float(chance.random()))
            agent = one % agents + 1
            answered = date + timedelta(hours=10 if one < agents else 18, minutes=one * 7 % 55)
            acts = (Happened(at, Act.RECEIVED), Happened(max(at, answered), Act.REPLIED, agent))
            cases.append(Case(len(cases), at, {}, acts))
        for agent in range(1, agents + 1):
            early = date + timedelta(hours=10, minutes=agent)
            acts = (Happened(early, Act.RECEIVED), Happened(early, Act.REPLIED, agent))
            cases.append(Case(len(cases), early, {}, acts))
    return columns(cases, MONDAY + timedelta(days=7 * weeks))


POLICY = policy_of((PromiseRule("reply", "5", "first_reply", OpenTime(timedelta(hours=1))),))


def _asked(history: History, goal: float, **more: object) -> Staffing:
    found = staffing(
        history,
        POLICY,
        replay(history, POLICY),
        goal=goal,
        chance=SEED_1,
        takes=timedelta(minutes=10),
        **more,  # type: ignore[arg-type]
    )
    assert found is not None
    return found


def test_the_people_of_today_are_those_who_answered() -> None:
    plan = presence(_weeks(5, agents=2), UTC)
    assert plan[0, 10:19].tolist() == [2] * 9
    assert plan[5:].sum() == 0


def test_somebody_more_is_asked_for_when_the_rush_is() -> None:
    tries: list[int] = []
    found = _asked(_weeks(6, agents=1), goal=0.97, progress=tries.append)
    assert found.share < 0.97 <= found.reached
    assert set(found.more) == {Shift(0, "afternoon")}
    assert tries == sorted(tries)
    assert len(tries) > 5


def test_nobody_can_be_spared_of_the_least_plan() -> None:
    history = _weeks(6, agents=3)
    found = _asked(history, goal=0.9)
    assert found.least_share >= 0.9
    assert found.least.sum() < found.today.sum()
    again = _asked(history, goal=0.9)
    assert again.least.tolist() == found.least.tolist()


def test_a_goal_that_people_cannot_reach_is_said_so() -> None:
    history = _weeks(6, agents=1)
    slow = staffing(
        history, POLICY, replay(history, POLICY), goal=1.0, chance=SEED_1, takes=timedelta(hours=5)
    )
    assert slow is not None
    assert slow.reached < 1


def test_a_desk_that_promises_no_reply_needs_nobody() -> None:
    history, policy = _weeks(2, 1), policy_of(())
    assert staffing(history, policy, replay(history, policy), goal=0.9, chance=SEED_1) is None


def test_how_long_a_reply_takes() -> None:
    given = handling(columns([], MONDAY), timedelta(minutes=12))
    assert given.source == "given"
    assert given.mean == pytest.approx(timedelta(minutes=12), abs=timedelta(seconds=1))
    assert given.times.std() == pytest.approx(12 * MINUTE, rel=0.06)
    assert handling(columns([], MONDAY)).source == "usual"
    one = [Happened(MONDAY + timedelta(minutes=8 * n), Act.REPLIED, 1) for n in range(60)]
    told = handling(columns([Case(1, MONDAY, {}, tuple(one))], MONDAY))
    assert (told.source, told.mean) == ("history", timedelta(minutes=8))


def test_the_parts_of_the_week_are_those_with_open_hours() -> None:
    assert shifts_of(COPYFY.calendar)[:3] == (
        Shift(0, "morning"),
        Shift(0, "afternoon"),
        Shift(1, "morning"),
    )
