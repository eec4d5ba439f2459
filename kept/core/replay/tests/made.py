"""Random histories and policies."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from kept.core.calendar import (
    BusinessDays,
    Calendar,
    Elapsed,
    EndOfFirstHour,
    Opening,
    OpenTime,
    Owed,
    weekly,
)
from kept.core.policy import Policy, PromiseRule, read
from kept.core.policy.model import ReopeningRule, Subscription
from kept.core.policy.tests.written import copyfy
from kept.core.replay import Act, Case, Happened
from kept.core.replay.history import KINDS

#: Two days before summer time begins in Paris.
START = datetime(2026, 3, 27, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)
COPYFY = read(copyfy())
PARIS = Calendar(
    "Europe/Paris", weekly(range(6), Opening.at("08:30", "12:00"), Opening.at("13:00", "22:00"))
)
CALENDARS = {"hours": COPYFY.calendar, "late": PARIS}

owed = st.one_of(
    st.sampled_from([EndOfFirstHour(), BusinessDays(1), BusinessDays(2)]),
    st.integers(1, 30).map(lambda hours: OpenTime(hours * HOUR)),
    st.integers(1, 60).map(lambda hours: Elapsed(hours * HOUR)),
)
conditions = st.fixed_dictionaries(
    {},
    optional={
        "kind": st.sampled_from([("bug",), ("question", "bug")]),
        "channel": st.sampled_from([("mail",), ("form", "portal")]),
        "language": st.sampled_from([("fr",), ("en",)]),
        "plan": st.sampled_from([("pro",), ("pro", "free")]),
        "team": st.sampled_from([("night",), ("night", "day")]),
    },
)


@st.composite
def rules(draw: st.DrawFn) -> tuple[PromiseRule, ...]:
    """Up to five promises of any kinds."""
    kinds = draw(st.lists(st.sampled_from(KINDS), max_size=5))
    return tuple(
        PromiseRule(
            name=f"rule_{place}",
            clause="5",
            kind=kind,
            owed=draw(owed),
            when=draw(conditions),
            calendar=draw(st.sampled_from(["hours", "late"])),
            pauses=draw(st.booleans()),
            internal=draw(st.sampled_from([False, False, True])),
        )
        for place, kind in enumerate(kinds)
    )


def policy_of(
    promises: tuple[PromiseRule, ...], *, required: bool = True, within: Owed | None = None
) -> Policy:
    """A policy that makes these promises; `required`: to running subscriptions only; `within`:
    how long a settled request opens again."""
    return replace(
        COPYFY,
        promises=promises,
        calendars=CALENDARS,
        subscription=Subscription("preamble", required),
        reopening=ReopeningRule("5", within) if within else None,
    )


def _value(draw: st.DrawFn, act: Act, messages: int) -> int:
    if act == Act.RELEASED:
        return draw(st.integers(0, len(KINDS) - 1))
    return draw(st.integers(1, max(messages, 1))) if act == Act.FAILED else 0


standings = st.sampled_from(["", "active", "ended", "ended"])


def _told(draw: st.DrawFn, act: Act) -> dict[str, str]:
    plans, priorities = st.sampled_from(["", "pro", "free"]), st.sampled_from(["low", "high"])
    if act == Act.FACTS:
        facts = {"plan": plans, "priority": priorities, "subscription": standings}
        facts["team"] = st.sampled_from(["", "night", "day"])
        return draw(st.fixed_dictionaries({}, optional=facts))
    return {"kind": draw(st.sampled_from(["question", "bug", ""]))} if act == Act.CLASSIFIED else {}


@st.composite
def cases(draw: st.DrawFn, number: int = 1) -> Case:
    """A ticket on which anything may happen in any order."""
    opened = START + draw(st.timedeltas(timedelta(), timedelta(days=7)))
    acts = [Happened(opened, Act.RECEIVED)]
    for act in draw(
        st.lists(st.sampled_from([act for act in Act if act != Act.TOLD]), max_size=12)
    ):
        at = acts[-1].at + draw(
            st.one_of(
                st.just(timedelta()),
                st.integers(0, 90).map(lambda minutes: timedelta(minutes=minutes)),
                st.timedeltas(timedelta(), timedelta(days=3)),
            )
        )
        acts.append(Happened(at, act, _value(draw, act, len(acts)), _told(draw, act)))
    facts = {
        "channel": draw(st.sampled_from(["mail", "form", "portal", ""])),
        "language": draw(st.sampled_from(["fr", "en", ""])),
        "plan": draw(st.sampled_from(["", "pro"])),
        "team": draw(st.sampled_from(["", "night"])),
        "subscription": draw(standings),
    }
    return Case(number, opened, facts, tuple(acts[draw(st.sampled_from([0, 0, 0, 1])) :]))


#: Up to six tickets, looked at a while after, or in the middle.
several = st.lists(cases(), max_size=6)
ends = st.timedeltas(timedelta(days=1), timedelta(days=40)).map(lambda after: START + after)
