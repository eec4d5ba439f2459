"""The promises of the shop and the airline, beside deadlines that were worked out by hand.

Times are on the desk's own clock, so that each row can be followed with a calendar of 2026:
Good Friday is 3 April and Easter Monday the 6th; clocks change on 29 March and 25 October.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from kept.core import decide
from kept.core import events as e
from kept.core.policy import read
from kept.core.promise import Promise
from kept.core.promises import Edition, resendable, unfold
from kept.core.ticket import Ticket

FOLDER = Path(__file__).parents[4] / "policies"


def edition(name: str) -> Edition:
    files = {path.name: path.read_text(encoding="utf-8") for path in (FOLDER / name).iterdir()}
    return Edition(1, read(files))


SHOP, AIRLINE = edition("shop"), edition("airline")
CUSTOMER, AGENT = e.Actor("customer", 1), e.Actor("staff", 1)
PARIS, DUBLIN, BRUSSELS = map(ZoneInfo, ("Europe/Paris", "Europe/Dublin", "Europe/Brussels"))


def due(policy: Edition, promise: str, received: str, zone: ZoneInfo) -> str:
    """When a promise that starts at `received` is due, both on the clock of `zone`."""
    rule = policy.policy.promise(promise)
    start = datetime.fromisoformat(received).replace(tzinfo=zone).astimezone(UTC)
    ends = rule.owed.due(start, policy.policy.calendars[rule.calendar])
    return ends.astimezone(zone).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("received", "answered_by", "why"),
    [
        ("2026-06-09T10:00", "2026-06-09T17:30", "2 h 30 before lunch, 3 h 30 after it"),
        ("2026-06-09T13:00", "2026-06-10T11:00", "at lunch: 4 h 30, then 1 h 30"),
        ("2026-06-12T17:30", "2026-06-16T11:30", "1 h, Saturday morning's 3 h, then Tuesday"),
        ("2026-03-28T11:00", "2026-03-31T15:30", "over the night that loses an hour"),
        ("2026-10-24T12:00", "2026-10-27T16:30", "over the night that gains one"),
        ("2026-04-02T17:00", "2026-04-07T11:00", "Good Friday is a holiday in Alsace"),
        ("2026-08-07T17:30", "2026-08-25T11:30", "over the two weeks of August"),
        ("2026-08-12T15:00", "2026-08-25T17:00", "received while they are away"),
        ("2026-12-19T12:00", "2026-12-21T16:30", "the Monday before Christmas is open"),
        ("2026-12-24T11:00", "2026-12-29T15:30", "Christmas Eve closes at 12:30, two holidays"),
    ],
)
def test_the_shop_answers_in_its_own_hours(received: str, answered_by: str, why: str) -> None:
    assert due(SHOP, "first_reply", received, PARIS) == answered_by, why


@pytest.mark.parametrize(
    ("promise", "received", "met_by", "why"),
    [
        ("first_reply_premium", "2026-06-12T19:00", "2026-06-13T10:00", "Saturdays count"),
        ("first_reply_premium", "2026-03-28T16:30", "2026-03-30T09:30", "summer time begins"),
        ("first_reply_premium", "2026-03-16T19:30", "2026-03-18T09:30", "Saint Patrick's Day"),
        ("first_reply_plus", "2026-10-24T15:00", "2026-10-27T14:00", "winter time and a holiday"),
        ("first_reply", "2026-05-28T10:15", "2026-05-30T10:15", "Friday and Saturday"),
        ("first_reply", "2026-05-29T10:15", "2026-06-02T10:15", "Monday is a holiday"),
        ("first_reply_corporate", "2026-03-29T00:30", "2026-03-29T03:30", "on the clock"),
        ("first_reply_urgent", "2026-12-25T04:00", "2026-12-25T05:00", "no holidays"),
        ("first_reply_disruption", "2026-10-25T00:45", "2026-10-25T01:15", "day and night"),
        ("next_reply_fast", "2026-06-13T16:00", "2026-06-15T11:00", "an hour of Saturday"),
        ("refund", "2026-07-29T12:00", "2026-08-07T12:00", "not the first Monday of August"),
        ("fix", "2026-09-07T11:00", "2026-09-09T11:00", "the website"),
        ("fix_app", "2026-09-07T11:00", "2026-09-12T11:00", "the app"),
    ],
)
def test_the_airline_in_dublin(promise: str, received: str, met_by: str, why: str) -> None:
    assert due(AIRLINE, promise, received, DUBLIN) == met_by, why


@pytest.mark.parametrize(
    ("promise", "received", "met_by", "why"),
    [
        ("baggage", "2026-06-17T10:00", "2026-06-22T10:00", "weekends count"),
        ("baggage", "2026-06-19T10:00", "2026-06-25T10:00", "a holiday in Luxembourg"),
        ("baggage", "2026-07-17T10:00", "2026-07-23T10:00", "a holiday in Belgium"),
        ("baggage", "2026-10-23T20:30", "2026-10-28T20:30", "over the change of clocks"),
        ("update_baggage", "2026-12-23T12:00", "2026-12-24T12:00", "Christmas Eve is short"),
        ("update_baggage", "2026-12-24T12:00", "2026-12-27T12:00", "two days of Christmas"),
    ],
)
def test_the_baggage_desk_in_brussels(promise: str, received: str, met_by: str, why: str) -> None:
    assert due(AIRLINE, promise, received, BRUSSELS) == met_by, why


class Request:
    """One request to the airline, on the day desk's clock."""

    def __init__(self, at: str, **facts: str) -> None:
        self.state = Ticket()
        opened = decide.open_ticket(
            customer=1, channel="mail", language="de", edition=AIRLINE, acknowledge=True, **facts
        )
        self._do(opened, at, CUSTOMER)

    def _do(self, decided: decide.Decision, at: str, by: e.Actor = AGENT) -> None:
        assert not isinstance(decided, decide.Refused), str(decided)
        _, self.state = unfold(self.state, decided, moment(at), by, AIRLINE)

    def is_about(self, kind: str, at: str) -> None:
        self._do(decide.classify(self.state, kind, "", AIRLINE), at)

    def reply(self, at: str) -> None:
        self._do(decide.reply(self.state, seen=self.state.messages), at)

    def waits(self, at: str) -> None:
        self._do(decide.mark_waiting(self.state), at)

    def hears(self, at: str) -> None:
        received = e.MessageReceived(message=self.state.messages + 1, customer=1, channel="mail")
        self._do([received], at, CUSTOMER)

    def solve(self, at: str) -> None:
        self._do(decide.solve(self.state), at)

    def running(self, internal: bool = False) -> dict[str, str]:
        """What is owed now, and by when."""
        return {
            promise.rule: clock(promise)
            for promise in self.state.promises
            if promise.state == "running" and promise.internal is internal
        }


def moment(said: str) -> datetime:
    return datetime.fromisoformat(said).replace(tzinfo=DUBLIN).astimezone(UTC)


def clock(promise: Promise) -> str:
    return promise.due_at.astimezone(DUBLIN).strftime("%Y-%m-%dT%H:%M")


@pytest.mark.parametrize(
    ("facts", "owed"),
    [
        # two business days later is Saturday, which closes before that time of day
        ({}, {"first_reply": "2026-06-13T17:00"}),
        ({"plan": "basic"}, {"first_reply": "2026-06-13T17:00"}),
        ({"plan": "plus"}, {"first_reply_plus": "2026-06-12T15:00"}),
        ({"plan": "premium"}, {"first_reply_premium": "2026-06-12T09:00"}),
        ({"plan": "corporate"}, {"first_reply_corporate": "2026-06-11T21:00"}),
        ({"plan": "plus", "priority": "urgent"}, {"first_reply_urgent": "2026-06-11T20:00"}),
        ({"plan": "corporate", "priority": "urgent"}, {"first_reply_urgent": "2026-06-11T20:00"}),
    ],
)
def test_each_plan_has_its_first_reply(facts: dict[str, str], owed: dict[str, str]) -> None:
    assert Request("2026-06-11T19:00", **facts).running() == owed


@pytest.mark.parametrize("plan", ["", "basic", "plus", "premium", "corporate"])
def test_a_disruption_is_answered_soonest_whatever_the_plan(plan: str) -> None:
    request = Request("2026-06-11T19:00", plan=plan)
    request.is_about("disruption", "2026-06-11T19:05")
    assert request.running() == {"first_reply_disruption": "2026-06-11T19:30"}
    assert request.running(internal=True) == {"lead_looks": "2026-06-12T01:00"}
    request.reply("2026-06-11T19:20")
    assert request.running() == {"update_disruption": "2026-06-11T21:20"}
    request.reply("2026-06-11T21:00")
    assert request.running() == {"update_disruption": "2026-06-11T23:00"}
    request.solve("2026-06-11T22:00")
    assert request.running() == {}
    assert {promise.state for promise in request.state.promises} == {"kept", "released"}


def test_a_missing_bag_waits_while_the_customer_does() -> None:
    request = Request("2026-06-11T09:00", plan="plus")
    request.is_about("baggage", "2026-06-11T09:10")
    assert request.running() == {
        "first_reply_plus": "2026-06-11T17:00",
        "baggage": "2026-06-16T09:00",
    }
    request.reply("2026-06-11T10:00")
    request.waits("2026-06-11T10:00")
    assert "baggage" not in request.running()
    request.hears("2026-06-12T10:00")
    assert request.running()["baggage"] == "2026-06-17T09:00"


def test_a_fault_of_the_app_has_longer_than_one_of_the_website() -> None:
    for product, rule, by in (
        ("web", "fix", "2026-09-09T11:00"),
        ("app", "fix_app", "2026-09-12T11:00"),
        ("", "fix", "2026-09-09T11:00"),
    ):
        request = Request("2026-09-07T11:00", product=product)
        request.is_about("bug", "2026-09-07T11:30")
        assert request.running()[rule] == by


def test_after_a_day_without_an_answer_a_request_is_sent_again() -> None:
    request = Request("2026-06-11T19:00")
    asked = moment("2026-06-11T19:00")
    almost = asked + timedelta(hours=24, seconds=-1)
    assert resendable(request.state, almost, AIRLINE) is None
    assert resendable(request.state, asked + timedelta(hours=24), AIRLINE) == timedelta(hours=24)
