"""One ticket of a history through the clock itself: what the columns must agree with."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

import numpy as np

from kept.core import events as e
from kept.core.calendar.instants import instant, micros
from kept.core.policy import Policy
from kept.core.promises import Edition, overdue, unfold
from kept.core.replay.history import KINDS, MESSAGES, Act, History, unpacked
from kept.core.replay.ledger import NEVER, Promises, State
from kept.core.ticket import Promise, Ticket

_NOBODY = e.Actor("customer", 0)


def promised(history: History, policy: Policy) -> Promises:
    """What `policy` would have promised, one ticket after the other, exactly as on a live desk."""
    edition = Edition(0, policy)
    places = {rule.name: place for place, rule in enumerate(policy.promises)}
    rows = [
        (ticket, places[one.rule], *_instants(one), State[one.state.upper()])
        for ticket in range(history.tickets)
        for one in _lived(history, ticket, edition).promises
    ]
    ticket, rule, started, due, met, state = np.array(rows, np.int64).reshape(-1, 6).T
    return Promises(ticket, rule, started, due, met, state)


def _instants(one: Promise) -> tuple[int, int, int]:
    met = micros(one.met_at) if one.met_at else NEVER
    return micros(one.started_at), micros(one.due_at), met


def _lived(history: History, ticket: int, edition: Edition) -> Ticket:
    """The ticket at the end of the history, its clock watched at every act."""
    state = _opened(history, ticket, edition)
    begin, end = history.begins[ticket], history.begins[ticket + 1]
    columns = (history.act, history.at, history.value)
    for act, at, value in zip(*(column[begin:end].tolist() for column in columns), strict=True):
        now = instant(at)
        _, state = unfold(state, overdue(state, now), now, e.DESK, edition)
        for fact in _facts(Act(act), value, state, history):
            _, state = unfold(state, [fact], now, _NOBODY, edition)
    now = instant(history.until)
    return unfold(state, overdue(state, now), now, e.DESK, edition)[1]


def _opened(history: History, ticket: int, edition: Edition) -> Ticket:
    def fact(name: str) -> str:
        codes = history.facts.get(name)
        return history.values[name][codes[ticket]] if codes is not None else ""

    opened: datetime = instant(int(history.opened[ticket]))
    asked = e.TicketOpened(
        customer=0,
        channel=fact("channel"),  # type: ignore[arg-type]
        language=fact("language"),
        policy=0,
        product=fact("product"),
        plan=fact("plan"),
        priority=fact("priority"),
        subscription=fact("subscription"),  # type: ignore[arg-type]
    )
    return unfold(Ticket(kind=fact("kind")), [asked], opened, _NOBODY, edition)[1]


def _facts(act: Act, value: int, state: Ticket, history: History) -> Iterator[e.Event]:
    number = state.messages + 1 if act in MESSAGES else 0
    match act:
        case Act.RECEIVED | Act.STRANGER:
            stranger = act == Act.STRANGER
            yield e.MessageReceived(message=number, customer=0, channel="mail", stranger=stranger)
        case Act.REPLIED:
            yield e.ReplySent(message=number)
        case Act.NOTED:
            yield e.NoteWritten(message=number)
        case Act.CLASSIFIED:
            yield e.Classified(kind=history.values["kind"][value])
        case Act.FACTS:
            yield e.FactsChanged(**_changed(value, history))
        case Act.WAITING:
            yield e.MarkedWaiting()
        case Act.SOLVED:
            yield e.Solved()
        case Act.CLOSED:
            yield e.Closed()
        case Act.REOPENED:
            yield e.Reopened()
        case Act.RELEASED:
            for one in state.promises:
                if one.owed and one.kind == KINDS[value]:
                    yield e.PromiseReleased(promise=one.number, reason="", clause=one.clause)
        case Act.FAILED:
            yield e.DeliveryFailed(message=value, permanent=True, reason="")
        case Act.WITHDRAWN if any(reply.message == value for reply in state.replies):
            yield e.ReplyWithdrawn(message=value)
        case Act.AGAIN:
            yield e.ReplySentAgain(message=value)


def _changed(value: int, history: History) -> dict[str, Any]:
    told = ((name, int(code[0])) for name, code in unpacked(np.array([value])))
    return {name: history.values[name][code - 1] for name, code in told if code}
