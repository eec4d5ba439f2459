"""The record as columns: under its own policy the desk is told what it really promised."""

import json
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from kept.conftest import NOW
from kept.core.calendar.instants import instant
from kept.core.event_json import to_json
from kept.core.events import TicketOpened
from kept.core.promises import Edition
from kept.core.replay import NEVER, Act, History, Promises, State, replay
from kept.deadlines.models import Promise
from kept.people.models import Customer, Staff
from kept.record.models import Event
from kept.replay import record, shelf
from kept.tickets import actions
from kept.tickets.tests.histories import answer as by_mail

pytestmark = pytest.mark.django_db

HOUR = timedelta(hours=1)
END = NOW + timedelta(days=30)


def read(until: datetime = END) -> History:
    return shelf.events().history(until)


@pytest.fixture
def answer(agent: Staff) -> Callable[..., None]:
    def answer(number: int, at: datetime, **more: object) -> None:
        done = actions.reply(number, by_mail(agent), by=agent, seen=100, at=at, **more)  # type: ignore[arg-type]
        assert isinstance(done, actions.Done), done

    return answer


@pytest.fixture
def desk(
    ask: Callable[..., int], answer: Callable[..., None], agent: Staff, customer: Customer
) -> None:
    """Four tickets: one kept, one late and solved, a bug that comes back, one released."""
    kept, late, bug, thanks = (ask(at=NOW + place * HOUR) for place in range(4))
    answer(kept, NOW + HOUR)
    answer(late, NOW + timedelta(days=5), then="solve")
    actions.classify(bug, kind="bug", cause="", by=agent, at=NOW + 2 * HOUR)
    answer(bug, NOW + 20 * HOUR, then="solve")
    actions.reopen(bug, by=agent, at=NOW + 30 * HOUR)
    actions.note(late, "Ask Piotr?", by=agent, at=NOW + HOUR)
    actions.release(thanks, 1, "Says thanks.", by=agent, at=NOW + 4 * HOUR)
    actions.expire(late, at=NOW + timedelta(days=4))


def told(promises: Promises, edition: Edition, numbers: list[int]) -> set[tuple[object, ...]]:
    rules = [rule.name for rule in edition.policy.promises]
    return {
        (
            numbers[ticket],
            rules[rule],
            instant(started),
            instant(due),
            None if met == NEVER else instant(met),
            State(state).name.lower(),
        )
        for ticket, rule, started, due, met, state in zip(
            *(
                getattr(promises, name).tolist()
                for name in ("ticket", "rule", "started_at", "due_at", "met_at", "state")
            ),
            strict=True,
        )
    }


def promised(edition: Edition, until: datetime) -> None:
    """The desk's own promises are what a replay under its policy says."""
    history = read(until)
    names = ("ticket", "rule", "started_at", "due_at", "met_at", "state")
    overdue = {("running", True): "broken"}
    rows = {
        (*row[:5], overdue.get((row[5], row[3] < until), row[5]))
        for row in Promise.objects.values_list(*names)
    }
    assert told(replay(history, edition.policy), edition, history.numbers.tolist()) == rows


def test_the_policy_in_force_promises_what_was_promised(desk: None, edition: Edition) -> None:
    promised(edition, NOW + timedelta(days=6))
    states = {"kept", "running", "released"}
    assert set(Promise.objects.values_list("state", flat=True)) - {"broken"} == states


def test_what_went_between_tickets_is_decided_as_it_was(
    ask: Callable[..., int],
    answer: Callable[..., None],
    agent: Staff,
    customer: Customer,
    edition: Edition,
) -> None:
    """Split, merged, bounced after that, merged and undone, doubted and vouched for."""

    def write(ticket: int, at: datetime, **more: bool) -> None:
        words = {"channel": "mail", "text": "More.", "recipient": customer.email}
        draft = actions.Draft(kind="customer", customer=customer, **words, **more)  # type: ignore[arg-type]
        actions.receive(ticket, draft, at=at)

    first, second, third = (ask(at=NOW + place * HOUR) for place in range(3))
    write(first, NOW + 4 * HOUR)
    apart = actions.split(first, [2], subject="", by=agent, at=NOW + 5 * HOUR)
    assert isinstance(apart, actions.Done)
    answer(second, NOW + 6 * HOUR)
    actions.merge(second, first, by=agent, at=NOW + 7 * HOUR)
    actions.fail(second, 2, "Nobody is there.", permanent=True, at=NOW + 8 * HOUR)
    actions.merge(third, apart.ticket, by=agent, at=NOW + 9 * HOUR)
    actions.undo_merge(third, by=agent, at=NOW + 10 * HOUR)
    answer(third, NOW + 11 * HOUR)
    write(third, NOW + 12 * HOUR, doubted=True)
    vouched = actions.vouch(third, 3, by=agent, at=NOW + 13 * HOUR)
    assert isinstance(vouched, actions.Done)
    merged = Promise.objects.filter(ticket=second, state="released")
    assert merged, "what the reply had kept goes on elsewhere"
    promised(edition, END)


def test_what_came_after_the_end_is_not_known(desk: None) -> None:
    history = read(NOW + HOUR)
    assert history.tickets == 2
    assert history.at.max() <= history.until


def test_a_ticket_that_was_carried_in_is_left_out(desk: None, ask: Callable[..., int]) -> None:
    number = ask()
    Event.objects.filter(ticket=number, type="TicketOpened").delete()
    assert number not in read().numbers.tolist()


def test_who_answered_and_what_was_asked_is_known(desk: None, agent: Staff) -> None:
    history = read()
    assert set(history.value[history.act == Act.REPLIED].tolist()) == {agent.pk}
    assert history.values["channel"] == ("", "mail")
    assert history.values["language"] == ("", "fr")


def test_what_a_request_is_known_by_is_told_after_whose_it_is() -> None:
    """The record is asked only for that part: it begins with the channel."""
    told = to_json(TicketOpened(customer=1, channel="mail", language="fr", policy=1))
    known = json.loads("{" + told[told.index('"channel"') :])
    assert set(record.FACTS) <= set(known)


def test_a_desk_without_tickets_has_an_empty_history(edition: Edition) -> None:
    history = read()
    assert history.tickets == 0
    assert len(replay(history, edition.policy)) == 0
