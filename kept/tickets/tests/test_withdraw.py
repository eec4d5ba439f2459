"""A reply that is taken back before it leaves: nothing was said, and nothing is lost."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal

import pytest

from kept.conftest import NOW
from kept.core import ticket as core
from kept.core.promise import Promise
from kept.people.models import Customer, Staff
from kept.record import events
from kept.record.models import OutgoingMail
from kept.tickets import access, actions, check
from kept.tickets.actions import Done, Draft, File, Refused
from kept.tickets.models import Ticket

Ask = Callable[..., int]
#: When the first reply to what was asked on Friday evening is due.
DUE = datetime(2026, 1, 12, 11, 0, tzinfo=UTC)
HELD, DAY = timedelta(seconds=10), timedelta(days=1)


def _answer(
    number: int,
    by: Staff,
    at: datetime,
    then: Literal["wait", "solve"] | None = None,
    seen: int = 1,
) -> int:
    draft = Draft(
        kind="agent", channel="mail", text="Try **again**.", staff=by, held=HELD,
        message_id=f"{number}.{at.timestamp()}@kept.example", recipient="camille@example.org",
        files=(File("a.txt", "text/plain", b"words"),),
    )  # fmt: skip
    done = actions.reply(number, draft, by=by, seen=seen, at=at, then=then)
    assert isinstance(done, Done)
    return Ticket.objects.get(pk=number).messages_count


def _state(number: int) -> core.Ticket:
    assert list(check.differences()) == []
    return core.fold(events.history(number))


def _bare(state: core.Ticket) -> core.Ticket:
    """A ticket without what only says how many things happened on it."""
    return replace(state, changed_at=None, messages=0, last_public=0, before=None, left_at=None)


@pytest.mark.parametrize("then", [None, "wait", "solve"])
def test_a_ticket_is_as_if_the_reply_had_never_been_written(
    ask: Ask, agent: Staff, then: Literal["wait", "solve"] | None
) -> None:
    number = ask()
    before = _state(number)
    reply = _answer(number, agent, NOW, then)
    assert _state(number).promises[0].state == "kept"
    assert isinstance(actions.withdraw(number, reply, by=agent, at=NOW + HELD / 2), Done)
    assert _bare(_state(number)) == _bare(before)
    assert OutgoingMail.objects.get(purpose="reply").state == "undone"


def test_what_a_solving_reply_kept_runs_again(ask: Ask, agent: Staff) -> None:
    number = ask()
    actions.classify(number, "bug", "product", by=agent, at=NOW)
    before = _state(number)
    reply = _answer(number, agent, NOW + HELD, "solve")
    assert {one.state for one in _state(number).promises} == {"kept"}
    actions.withdraw(number, reply, by=agent, at=NOW + HELD + HELD / 2)
    assert _bare(_state(number)) == _bare(before)


def test_the_due_moment_between_reply_and_undo_is_missed(ask: Ask, agent: Staff) -> None:
    number = ask()
    reply = _answer(number, agent, DUE - timedelta(seconds=2))
    assert _state(number).promises[0].state == "kept"
    actions.withdraw(number, reply, by=agent, at=DUE + timedelta(seconds=2))
    broken = _first(number)
    assert (broken.state, broken.met_at) == ("broken", None)
    _answer(number, agent, DUE + timedelta(seconds=60), seen=reply)
    assert (_first(number).state, _first(number).met_at) == ("broken", DUE + timedelta(seconds=60))


def _first(number: int) -> Promise:
    return _state(number).promises[0]


def test_what_the_customer_wrote_meanwhile_joins_the_run(
    ask: Ask, agent: Staff, customer: Customer
) -> None:
    number = ask()
    reply = _answer(number, agent, NOW)
    draft = Draft(kind="customer", channel="mail", text="It works now.", customer=customer)
    actions.receive(number, draft, at=NOW + HELD / 4)
    actions.withdraw(number, reply, by=agent, at=NOW + HELD / 2)
    state = _state(number)
    assert (state.unanswered_since, state.unanswered_message) == (NOW, 1)
    assert [one.kind for one in state.promises if one.owed] == ["first_reply"]


@pytest.mark.parametrize("then", [None, "wait", "solve"])
@pytest.mark.parametrize("settle", ["solve", "close"])
def test_a_settled_ticket_that_the_reply_had_opened_is_settled_as_it_was(
    ask: Ask,
    agent: Staff,
    customer: Customer,
    settle: str,
    then: Literal["wait", "solve"] | None,
) -> None:
    number = ask()
    actions.classify(number, "bug", "product", by=agent, at=NOW)
    reply = _answer(number, agent, NOW + HELD, "solve")
    if settle == "close":
        actions.close(number, by=customer, at=NOW + 2 * HELD)
    before = _state(number)
    again = _answer(number, agent, NOW + DAY, then, seen=reply)
    assert _state(number) != before
    actions.withdraw(number, again, by=agent, at=NOW + DAY + HELD / 2)
    after = _state(number)
    known = len(before.promises)
    assert _bare(replace(after, promises=after.promises[:known])) == _bare(before)
    assert {one.state for one in after.promises[known:]} <= {"released"}
    draft = Draft(kind="customer", channel="mail", text="It is back.", customer=customer)
    actions.receive(number, draft, at=NOW + 2 * DAY)
    owed = [one.kind for one in _state(number).promises if one.owed]
    assert owed == ["fix"]


def test_what_the_customer_wrote_meanwhile_keeps_the_ticket_open(
    ask: Ask, agent: Staff, customer: Customer
) -> None:
    number = ask()
    reply = _answer(number, agent, NOW, "solve")
    again = _answer(number, agent, NOW + DAY, seen=reply)
    draft = Draft(kind="customer", channel="mail", text="It is back.", customer=customer)
    actions.receive(number, draft, at=NOW + DAY + HELD / 4)
    actions.withdraw(number, again, by=agent, at=NOW + DAY + HELD / 2)
    state = _state(number)
    assert (state.status, state.unanswered_since) == ("open", NOW + DAY + HELD / 4)


@pytest.mark.parametrize("order", [(0, 1), (1, 0)])
def test_two_replies_that_are_taken_back_in_any_order_leave_the_ticket_as_it_was(
    ask: Ask, agent: Staff, order: tuple[int, int]
) -> None:
    number = ask()
    before = _state(number)
    first = _answer(number, agent, NOW, "wait")
    both = (first, _answer(number, agent, NOW + HELD / 4, seen=first))
    for which in order:
        actions.withdraw(number, both[which], by=agent, at=NOW + HELD / 2)
    assert _bare(_state(number)) == _bare(before)


@pytest.mark.parametrize("why", ["left", "claimed", "another's", "twice", "closed"])
def test_what_cannot_be_taken_back_says_so(
    ask: Ask, agent: Staff, lead: Staff, customer: Customer, why: str
) -> None:
    number = ask()
    reply = _answer(number, agent, NOW)
    by, at = agent, NOW + HELD / 2
    if why == "left":
        at = NOW + HELD
    if why == "claimed":
        OutgoingMail.objects.update(state="sending", attempts=1)
    if why == "another's":
        by = lead
    if why == "twice":
        assert isinstance(actions.withdraw(number, reply, by=agent, at=at), Done)
    if why == "closed":
        actions.close(number, by=customer, at=at)
    before = events.history(number)
    refused = actions.withdraw(number, reply, by=by, at=at)
    assert isinstance(refused, Refused)
    assert str(refused)
    assert events.history(number) == before
    assert (OutgoingMail.objects.get(purpose="reply").state == "undone") == (why == "twice")


def test_words_and_files_are_there_for_whom_wrote_them(
    ask: Ask, agent: Staff, lead: Staff, customer: Customer
) -> None:
    number = ask()
    reply = _answer(number, agent, NOW)
    assert access.taken_back(agent, number) is None
    actions.withdraw(number, reply, by=agent, at=NOW + HELD / 2)
    back = access.taken_back(agent, number)
    assert back is not None
    assert (back.text, [one.name for one in back.attachments.all()]) == (
        "Try **again**.",
        ["a.txt"],
    )
    assert access.taken_back(lead, number) is None
    _answer(number, agent, NOW + HELD, seen=reply)
    assert access.taken_back(agent, number) is None


def test_a_customer_sees_a_reply_when_it_has_left_and_none_that_was_taken_back(
    ask: Ask, agent: Staff, customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = ask()
    reply = _answer(number, agent, NOW)
    ticket = access.ticket(customer, number)

    def seen(at: datetime) -> list[int]:
        monkeypatch.setattr("kept.tickets.access.timezone.now", lambda: at)
        return [one.place for one in access.messages(customer, ticket)]

    assert seen(NOW + HELD / 2) == [1]
    assert seen(NOW + HELD) == [1, reply]
    actions.withdraw(number, reply, by=agent, at=NOW + HELD / 2)
    assert seen(NOW + HELD) == [1]


def test_a_refused_reply_that_is_sent_again_answers_from_then_on(ask: Ask, agent: Staff) -> None:
    number = ask()
    reply = _answer(number, agent, NOW)
    OutgoingMail.objects.filter(purpose="reply").update(state="refused", attempts=1, next_at=None)
    actions.fail(number, reply, "550 nobody", permanent=True, at=NOW + HELD)
    assert _first(number).state == "running"
    later = NOW + timedelta(minutes=5)
    assert isinstance(actions.send_again(number, reply, by=agent, at=later), Done)
    assert (_first(number).state, _first(number).met_at) == ("kept", later)
    assert OutgoingMail.objects.get(purpose="reply").next_at == later
    actions.fail(number, reply, "550 nobody", permanent=True, at=later)
    assert _first(number).state == "running"


def test_a_reply_that_is_given_up_is_owed_again(ask: Ask, agent: Staff) -> None:
    number = ask()
    reply = _answer(number, agent, NOW)
    assert isinstance(actions.give_up(number, reply, by=agent, at=NOW), Refused)
    OutgoingMail.objects.filter(purpose="reply").update(attempts=1)
    assert isinstance(actions.give_up(number, reply, by=agent, at=NOW + HELD), Done)
    assert _first(number).state == "running"
    assert OutgoingMail.objects.get(purpose="reply").state == "refused"
