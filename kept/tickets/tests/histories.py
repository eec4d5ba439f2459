"""What may happen to a ticket, drawn at random, and done as people and the watcher do it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

from hypothesis import strategies as st

from kept.conftest import NOW
from kept.deadlines import promises
from kept.people.models import Customer, Staff
from kept.record.models import OutgoingMail
from kept.tickets import actions
from kept.tickets.models import Ticket

_ACTS = (
    *("receive", "reply", "ask", "note", "assign", "bug", "cause", "till", "high", "pro"),
    *("wait", "solve", "close", "reopen", "release", "fail", "expire"),
)
Acts = list[tuple[str, int]]
HISTORIES: st.SearchStrategy[Acts] = st.lists(
    st.tuples(st.sampled_from(_ACTS), st.integers(min_value=0, max_value=4000)),
    min_size=1,
    max_size=8,
)
"""What is done, and how many minutes after what was done before it."""


class People(NamedTuple):
    agent: Staff
    customer: Customer


def lived(number: int, acts: Acts, people: People) -> Iterator[None]:
    """Do all of it to the ticket, with a halt after each. What is refused does not happen."""
    at = NOW
    for act, minutes in acts:
        at += timedelta(minutes=minutes)
        agent, customer = people
        seen = Ticket.objects.get(pk=number).messages_count
        match act:
            case "receive":
                actions.receive(number, word(customer), at=at)
            case "reply" | "ask":
                then = "wait" if act == "ask" else None
                actions.reply(number, answer(agent), by=agent, seen=seen, at=at, then=then)
            case "note":
                actions.note(number, "Look at the log.", by=agent, at=at)
            case "assign":
                actions.assign(number, agent, by=agent, at=at)
            case "bug" | "cause":
                cause = "product" if act == "cause" else ""
                actions.classify(number, "bug", cause, by=agent, at=at)
            case "till":
                actions.set_product(number, "till", by=agent, at=at)
            case "high":
                actions.set_priority(number, "high", by=agent, at=at)
            case "pro":
                actions.set_plan(number, "pro", by=agent, at=at)
            case "wait":
                actions.mark_waiting(number, by=agent, at=at)
            case "solve":
                actions.solve(number, by=agent, at=at)
            case "close":
                actions.close(number, by=customer, at=at)
            case "reopen":
                actions.reopen(number, by=agent, at=at)
            case "release":
                first = next((p.number for p in promises.of_ticket(number) if p.owed), 1)
                actions.release(number, first, "Says thanks.", by=agent, at=at)
            case "fail":
                actions.fail(number, seen, "550 gone", permanent=True, at=at)
            case "expire":
                actions.expire(number, at=at)
        yield


def answer(agent: Staff, text: str = "Hello Camille, we look.") -> actions.Draft:
    return actions.Draft(
        kind="agent",
        channel="mail",
        text=text,
        staff=agent,
        recipient="camille@maison-oriol.example",
        message_id=f"{text[:4]}{OutgoingMail.objects.count()}@copyfy.io",
    )


def word(customer: Customer, text: str = "One more thing.") -> actions.Draft:
    return actions.Draft(
        kind="customer", channel="mail", text=text, customer=customer, recipient=customer.email
    )


def done(outcome: actions.Done | actions.Refused) -> actions.Done:
    assert isinstance(outcome, actions.Done), str(outcome)
    return outcome
