"""The tickets of a history through the clock itself: what the columns must agree with."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

import numpy as np

from kept.core import events as e
from kept.core.calendar.instants import instant, micros
from kept.core.policy import Policy
from kept.core.promises import Edition, overdue, unfold
from kept.core.replay.history import KINDS, MESSAGES, Act, History, unpacked
from kept.core.replay.ledger import NEVER, Promises, State
from kept.core.replay.moves import Moves
from kept.core.ticket import Promise, Ticket

_NOBODY = e.Actor("customer", 0)


def promised(history: History, policy: Policy) -> Promises:
    """What `policy` would have promised, act by act, exactly as on a live desk."""
    edition = Edition(0, policy)
    places = {rule.name: place for place, rule in enumerate(policy.promises)}
    rows = [
        (ticket, places[one.rule], *_instants(one), State[one.state.upper()])
        for ticket, state in enumerate(_Desk(history, edition).lived())
        for one in state.promises
    ]
    ticket, rule, started, due, met, state = np.array(rows, np.int64).reshape(-1, 6).T
    return Promises(ticket, rule, started, due, met, state)


def _instants(one: Promise) -> tuple[int, int, int]:
    met = micros(one.met_at) if one.met_at else NEVER
    return micros(one.started_at), micros(one.due_at), met


class _Desk:
    """All tickets of a history side by side, the clock of each watched at every act."""

    def __init__(self, history: History, edition: Edition) -> None:
        self._history, self._edition = history, edition
        self._tickets = [_opened(history, place, edition) for place in range(history.tickets)]
        self._places = {number: place for place, number in enumerate(history.numbers.tolist())}
        self._moves = Moves(self._tickets, self._places, history.numbers.tolist(), edition)

    def lived(self) -> list[Ticket]:
        """Every ticket at the end of the history."""
        columns = (self._history.ticket, self._history.act, self._history.at, self._history.value)
        acts = list(zip(*(column.tolist() for column in columns), strict=True))
        order = self._history.order
        for entry in range(len(acts)) if order is None else np.argsort(order).tolist():
            ticket, act, at, value = acts[entry]
            self._happen(ticket, Act(act), value, instant(at))
        now = instant(self._history.until)
        for ticket in range(self._history.tickets):
            self._watch(ticket, now)
        return self._tickets

    def _happen(self, ticket: int, act: Act, value: int, now: datetime) -> None:
        self._watch(ticket, now)
        if act == Act.TOLD:
            self._moves.happen(ticket, self._history.told[value], now)
            return
        for fact in _facts(act, value, self._tickets[ticket], self._history):
            self._unfold(ticket, [fact], now, _NOBODY)
            if isinstance(fact, e.DeliveryFailed):
                self._moves.failed(ticket, fact.message, now)

    def _watch(self, ticket: int, now: datetime) -> None:
        self._unfold(ticket, overdue(self._tickets[ticket], now), now, e.DESK)

    def _unfold(self, ticket: int, facts: Iterable[e.Event], now: datetime, by: e.Actor) -> None:
        _, self._tickets[ticket] = unfold(self._tickets[ticket], facts, now, by, self._edition)


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
        team=fact("team"),
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
