"""Products, plans, priorities, pauses and warnings, as the rows of a real database tell them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import UTC, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from kept.conftest import NOW
from kept.core.explain import explain
from kept.core.promises import Edition
from kept.core.promises.tests.desks import files
from kept.deadlines import promises
from kept.deadlines.models import Promise
from kept.people import subscriptions
from kept.people.models import Customer, Staff
from kept.people.tests.test_teams import made
from kept.record import events, policy
from kept.record.models import Event
from kept.site import prepare
from kept.tickets import actions, export
from kept.tickets.actions import Draft
from kept.tickets.check import differences
from kept.tickets.models import Ticket
from kept.tickets.tests.histories import HISTORIES, Acts, People, answer, done, lived, word

pytestmark = pytest.mark.django_db

Ask = Callable[..., int]
HOUR = timedelta(hours=1)
PAUSES = 'pauses = "while waiting for the customer"'
RULES = f"""
[promise.pro]
kind = "first_reply"
clause = 1
owed = "1 business hour"
when = {{ plan = "pro" }}

[promise.night]
kind = "first_reply"
clause = 1
owed = "2 hours"
when = {{ team = "night" }}
calendar = "always"

[promise.first_reply]
clause = 1
owed = "4 business hours"
warn = ["2 hours before", {{ before = "30 minutes", tells = "lead" }}]

[promise.next_reply]
clause = 1
owed = "4 business hours"

[promise.update]
clause = 1
owed = "2 business days"
{PAUSES}

[promise.till]
kind = "resolution"
clause = 1
owed = "24 hours"
when = {{ product = "till", priority = "high" }}

[promise.resolution]
clause = 1
owed = "5 business days"
{PAUSES}

[promise.own]
kind = "resolution"
clause = 1
owed = "2 business days"
internal = true
{PAUSES}

[promise.fix]
clause = 1
owed = "48 hours"
when = {{ kind = "bug" }}
warn = "4 hours before"
"""


@pytest.fixture
def edition(db: None) -> Edition:
    """In place of the policy that comes with Kept."""
    return policy.publish(files(RULES, "Europe/Paris"), at=NOW)


@pytest.fixture(autouse=True)
def _the_record_agrees(db: None) -> Iterator[None]:
    yield
    assert list(differences()) == []


def owed(number: int) -> dict[str, str]:
    return {row.rule: row.state for row in promises.of_ticket(number)}


def test_a_request_runs_under_the_plan_that_its_customer_has(ask: Ask, customer: Customer) -> None:
    subscriptions.set_plan(customer, "pro")
    number = ask(by=customer)
    assert Ticket.objects.get(pk=number).plan == "pro"
    assert owed(number)["pro"] == "running"
    subscriptions.set_plan(customer, "free")
    assert Ticket.objects.get(pk=number).plan == "pro"  # open requests keep theirs
    assert "first_reply" in owed(ask(by=customer))


def test_a_plan_that_the_policy_does_not_know_is_refused(
    edition: Edition, customer: Customer
) -> None:
    with pytest.raises(subscriptions.NoSuchPlanError) as refused:
        subscriptions.set_plan(customer, "gold")
    assert str(refused.value) == "The policy knows no plan “gold”: its plans are free, pro."
    subscriptions.set_subscription(customer, Customer.Subscription.ENDED)
    customer.refresh_from_db()
    assert (customer.plan, customer.subscription) == ("", "ended")


def test_what_is_said_of_a_request_owes_what_the_policy_says(ask: Ask, agent: Staff) -> None:
    number = ask()
    done(actions.set_product(number, "till", by=agent, at=NOW + HOUR))
    assert owed(number)["resolution"] == "running"
    done(actions.set_priority(number, "high", by=agent, at=NOW + 2 * HOUR))
    row = Ticket.objects.get(pk=number)
    assert (row.product, row.priority) == ("till", "high")
    assert owed(number)["resolution"] == "released"
    assert owed(number)["till"] == "running"
    assert Promise.objects.get(ticket=number, rule="resolution").reason == "earlier_due"
    refused = actions.set_plan(number, "gold", by=agent, at=NOW + 3 * HOUR)
    assert str(refused) == "The policy knows no plan gold."


def test_the_policy_promises_what_the_team_owes_and_keeps_what_was_owed(
    ask: Ask, agent: Staff
) -> None:
    made("Night", agent)
    number = ask()
    done(actions.set_team(number, "night", by=agent, at=NOW + HOUR / 2))
    assert owed(number)["night"] == "running"
    assert owed(number)["first_reply"] == "released"
    night = Promise.objects.get(ticket=number, rule="night")
    assert (night.started_at, night.due_at) == (NOW, NOW + 2 * HOUR)  # Friday evening, always open
    done(actions.set_team(number, "", by=agent, at=NOW + HOUR))
    assert Ticket.objects.get(pk=number).team is None
    assert owed(number)["night"] == "running"  # nobody takes it back
    told = explain(events.history(number), policy.edition, language="en", zone=UTC, staff={})
    assert "team" in {looked.name for one in told for looked in one.facts}
    later = done(actions.open_ticket(word(Customer.objects.get()), at=NOW, team="night"))
    assert owed(later.ticket)["night"] == "running"


def test_a_pause_stands_in_the_row_and_ends_with_a_word(
    ask: Ask, agent: Staff, customer: Customer
) -> None:
    number = ask()
    done(actions.reply(number, answer(agent), by=agent, seen=1, at=NOW + HOUR, then="wait"))
    row = Promise.objects.get(ticket=number, rule="resolution")
    assert (row.state, row.paused_at, row.next_at) == ("paused", NOW + HOUR, None)
    assert row.left_seconds == timedelta(hours=45).total_seconds()
    (line,) = export.lines()
    told = {p["rule"]: p for p in json.loads(line)["promises"]}
    assert told["resolution"]["left_seconds"] == row.left_seconds
    done(actions.receive(number, word(customer), at=NOW + 72 * HOUR))
    again = Promise.objects.get(ticket=number, rule="resolution")
    assert (again.state, again.paused_at, again.left_seconds) == ("running", None, None)
    assert again.due_at > row.due_at


def test_the_watcher_is_called_for_each_warning_and_then_for_the_due_moment(ask: Ask) -> None:
    number = ask()
    due = Promise.objects.get(ticket=number, rule="first_reply").due_at
    moments = []
    for _ in range(3):
        row = Promise.objects.get(ticket=number, rule="first_reply")
        assert row.next_at is not None
        moments.append(due - row.next_at)
        assert number not in promises.passed(row.next_at)
        blink = row.next_at + timedelta(microseconds=1)
        assert number in promises.passed(blink)
        done(actions.expire(number, at=blink))
    assert moments == [2 * HOUR, HOUR / 2, timedelta()]
    assert owed(number)["first_reply"] == "broken"


def test_the_export_knows_the_facts(ask: Ask, agent: Staff) -> None:
    number = ask()
    done(actions.set_priority(number, "low", by=agent, at=NOW))
    (line,) = export.lines()
    told = json.loads(line)
    assert (told["product"], told["plan"], told["priority"]) == ("", "", "low")
    assert told["customer"]["subscription"] == ""
    assert told["imported"] is False


def test_the_export_tells_what_came_from_an_older_mailbox(
    edition: Edition, customer: Customer
) -> None:
    old = Draft(kind="customer", channel="mail", text="It was long ago.", customer=customer)
    done(actions.take_over(old, at=NOW - timedelta(days=900), now=NOW))
    (line,) = export.lines()
    told = json.loads(line)
    assert (told["imported"], told["state"], told["promises"]) == (True, "solved", [])


@given(acts=HISTORIES)
@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_after_any_history_the_rows_are_what_the_events_say(
    ask: Ask, agent: Staff, customer: Customer, acts: Acts
) -> None:
    for _halt in lived(ask(), acts, People(agent, customer)):
        assert list(differences()) == []


def test_a_record_from_before_there_were_warnings_and_codes_is_sound(
    agent: Staff, customer: Customer
) -> None:
    """As the first desks wrote it: what came later is not in the events."""
    policy.publish(prepare.policy_files(prepare.policies() / "copyfy"), at=NOW)
    draft = word(customer, "It stops at 62 %.")
    opened = done(actions.open_ticket(draft, at=NOW))
    done(actions.close(opened.ticket, by=customer, at=NOW + HOUR))
    early = "The customer closed the request."
    for row in Event.objects.all():
        told = json.loads(row.data)
        for later in ("warns", "pauses", "internal", "code", "product", "plan", "priority"):
            told.pop(later, None)
        if row.type == "PromiseReleased":
            told["reason"] = early
        Event.objects.filter(pk=row.pk).update(data=json.dumps(told))
    Promise.objects.update(reason=early)
    assert list(differences()) == []
