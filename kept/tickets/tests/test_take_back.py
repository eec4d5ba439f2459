"""Taking back at once what was done to a ticket: it is what it was, and so is what is owed."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from kept.conftest import NOW
from kept.core.ticket import fold
from kept.core.withdrawn import without_withdrawn
from kept.deadlines.models import Promise
from kept.people.models import Staff
from kept.record import events
from kept.tickets import access, actions, check
from kept.tickets.actions import Done, Refused

Ask = Callable[..., int]
LATER = NOW + timedelta(seconds=9)


def _row(agent: Staff, number: int) -> dict[str, object]:
    return access.tickets(agent).filter(pk=number).values()[0]


def _promises(number: int) -> list[dict[str, object]]:
    found = Promise.objects.filter(ticket=number).order_by("number").values()
    return [{k: v for k, v in one.items() if k != "id"} for one in found]


def _answered(number: int, agent: Staff, then: str | None = None) -> None:
    draft = actions.Draft(kind="agent", channel="mail", text="Here you are.", staff=agent)
    at = NOW - timedelta(minutes=5)
    assert isinstance(
        actions.reply(number, draft, by=agent, seen=1, at=at, then=then),  # type: ignore[arg-type]
        Done,
    )


ACTS = {
    "assigned": lambda n, who: actions.assign(n, who, by=who, at=NOW),
    "waiting": lambda n, who: actions.mark_waiting(n, by=who, at=NOW),
    "solved": lambda n, who: actions.solve(n, by=who, at=NOW),
    "snoozed": lambda n, who: actions.snooze(n, None, waits_for="reply", by=who, at=NOW),
    "tagged": lambda n, who: actions.change_tags(n, [3, 1], by=who, at=NOW),
}


@pytest.mark.parametrize("name", ACTS)
def test_what_was_done_is_as_if_it_had_not_been(name: str, ask: Ask, agent: Staff) -> None:
    number = ask(at=NOW - timedelta(minutes=10))
    if name != "snoozed":  # what is owed would not let it
        actions.classify(number, "bug", "product", by=agent, at=NOW - timedelta(minutes=9))
    _answered(number, agent)
    before = _row(agent, number), _promises(number)
    assert isinstance(ACTS[name](number, agent), Done)
    assert (_row(agent, number), _promises(number)) != before
    assert isinstance(actions.take_back(number, NOW, by=agent, at=LATER), Done)
    assert (_row(agent, number), _promises(number)) == before
    assert list(check.differences()) == []


def test_a_ticket_that_was_opened_again_is_settled_as_it_was(ask: Ask, agent: Staff) -> None:
    number = ask(at=NOW - timedelta(minutes=10))
    actions.classify(number, "bug", "product", by=agent, at=NOW - timedelta(minutes=9))
    _answered(number, agent, then="solve")
    before = _row(agent, number), [one["state"] for one in _promises(number)]
    actions.reopen(number, by=agent, at=NOW)
    actions.take_back(number, NOW, by=agent, at=LATER)
    after = _promises(number)
    assert (_row(agent, number), [one["state"] for one in after]) == before
    assert list(check.differences()) == []


def test_what_has_gone_on_since_stays(ask: Ask, agent: Staff, lead: Staff) -> None:
    number = ask()
    actions.assign(number, agent, by=agent, at=NOW)
    actions.assign(number, lead, by=lead, at=NOW + timedelta(seconds=1))
    refused = actions.take_back(number, NOW, by=agent, at=LATER)
    assert isinstance(refused, Refused)
    assert str(refused) == "Something has happened in it since."
    assert _row(agent, number)["assignee_id"] == lead.pk


@pytest.mark.parametrize("who", ["lead", "twice"])
def test_only_ones_own_act_and_once(who: str, ask: Ask, agent: Staff, lead: Staff) -> None:
    number = ask()
    actions.assign(number, agent, by=agent, at=NOW)
    if who == "twice":
        assert isinstance(actions.take_back(number, NOW, by=agent, at=LATER), Done)
    by = lead if who == "lead" else agent
    assert isinstance(actions.take_back(number, NOW, by=by, at=LATER), Refused)


def test_customers_are_not_told_of_what_was_taken_back(ask: Ask, agent: Staff) -> None:
    number = ask(at=NOW - timedelta(minutes=10))
    _answered(number, agent)
    told = without_withdrawn(events.history(number))
    actions.solve(number, by=agent, at=NOW)
    actions.take_back(number, NOW, by=agent, at=LATER)
    assert without_withdrawn(events.history(number)) == told
    assert fold(events.history(number)).status == "open"
