"""The clock of `core.promises`, for all tickets at once.

A ticket's acts follow each other, but the tickets do not know of one another: so the first act
of every ticket is taken together, then every second one, and so on. What each act does is what
`core.promises.clock` does; that both say the same is tested with random histories.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from kept.core.calendar.grid import Micros
from kept.core.policy import Policy
from kept.core.promise import REPLIES, SETTLING, UPDATES
from kept.core.replay.history import (
    KINDS,
    MESSAGES,
    UNDOING,
    Act,
    Codes,
    History,
    Ints,
    Mask,
    unpacked,
)
from kept.core.replay.ledger import Promises, State
from kept.core.replay.owing import Owing
from kept.core.replay.standing import NOBODY_WAITS, Standing


def by_hand(history: History, policy: Policy) -> Mask:
    """The tickets that the columns leave to the clock itself: where a reply came back or was
    taken back, where messages came from other tickets or went there, and where facts changed after
    the desk waited, if some promise pauses."""
    which: Mask = np.zeros(history.tickets, np.bool_)
    which[history.ticket[np.isin(history.act, (*UNDOING, Act.TOLD))]] = True
    if any(rule.pauses for rule in policy.promises):
        waited = np.cumsum(history.act == Act.WAITING)
        before = np.concatenate([[0], waited])[history.begins[:-1]]
        changes = np.isin(history.act, (Act.CLASSIFIED, Act.FACTS))
        late = changes & (waited > before[history.ticket])
        which[history.ticket[late]] = True
    return which


def promised(history: History, policy: Policy) -> Promises:
    """What `policy` would have promised for a history without tickets `by_hand`."""
    clock = _Clock(history, policy)
    for act, entries in _rounds(history):
        clock.happen(act, history.ticket[entries], history.at[entries], history.value[entries])
    return clock.owing.promises(history.until)


def _rounds(history: History) -> Iterator[tuple[Act, Ints]]:
    """The first acts of all tickets, then the second ones …; in each, those of one kind together.

    No ticket is twice in one answer.
    """
    if not history.ticket.size:
        return
    place = np.arange(len(history.ticket)) - history.begins[history.ticket]
    key = place * len(Act) + history.act
    order = np.argsort(key.astype(np.uint16) if key.max() < 2**16 else key, kind="stable")
    keys = key[order]
    for entries in np.split(order, np.flatnonzero(np.diff(keys)) + 1):
        yield Act(int(history.act[entries[0]])), entries


class _Clock:
    """What follows when the same thing happens on some tickets."""

    def __init__(self, history: History, policy: Policy) -> None:
        self._now = Standing(history)
        self.owing = Owing(history, policy, self._now)
        self._does: dict[Act, Callable[[Codes, Micros, Codes], None]] = {
            Act.RECEIVED: self._received,
            Act.REPLIED: self._replied,
            Act.CLASSIFIED: self._classified,
            Act.FACTS: self._facts_changed,
            Act.WAITING: self._marked_waiting,
            Act.SOLVED: self._solved,
            Act.CLOSED: self._closed,
            Act.REOPENED: self._reopened,
            Act.RELEASED: self._released,
        }

    def happen(self, act: Act, t: Codes, at: Micros, value: Codes) -> None:
        """`act` happens once on each of the tickets `t`."""
        if act in MESSAGES:
            self._now.messages[t] += 1
        does = self._does.get(act)
        if does is not None:
            does(t, at, value)

    def _received(self, t: Codes, at: Micros, value: Codes) -> None:
        now = self._now
        first, asks = now.messages[t] == 1, ~now.is_unanswered(t)
        now.received(t, at)
        self.owing.resume(t, at)
        self.owing.ask(("first_reply", *SETTLING), t[first])
        self.owing.ask(REPLIES, t[asks & ~first])

    def _replied(self, t: Codes, at: Micros, value: Codes) -> None:
        self._now.answered(t, at)
        self.owing.end((*REPLIES, *UPDATES), t, at, State.KEPT)
        self.owing.ask(UPDATES, t)
        self.owing.pause(t, at)

    def _classified(self, t: Codes, at: Micros, value: Codes) -> None:
        self._now.facts["kind"][t] = value
        self._change(t, at)

    def _facts_changed(self, t: Codes, at: Micros, value: Codes) -> None:
        for name, codes in unpacked(value):
            said = codes > 0
            self._now.said(name, t[said], codes[said] - 1, at[said])
        self._change(t, at)

    def _change(self, t: Codes, at: Micros) -> None:
        open_ = ~self._now.settled[t]
        self.owing.change(t[open_], at[open_])
        self.owing.pause(t[open_], at[open_])

    def _marked_waiting(self, t: Codes, at: Micros, value: Codes) -> None:
        self._now.settled[t] = False
        self._now.waiting[t] = True
        self.owing.pause(t, at)

    def _solved(self, t: Codes, at: Micros, value: Codes) -> None:
        self._now.settle(t, at)
        self.owing.end(SETTLING, t, at, State.KEPT)
        self.owing.end(UPDATES, t, at, State.RELEASED)

    def _closed(self, t: Codes, at: Micros, value: Codes) -> None:
        self._now.settle(t, at)
        self.owing.end(SETTLING, t, at, State.KEPT)
        self.owing.end((*REPLIES, *UPDATES), t, at, State.RELEASED)

    def _reopened(self, t: Codes, at: Micros, value: Codes) -> None:
        settled = self._now.settled[t]
        self._now.reopen(t, at, settled)
        self.owing.resume(t[~settled], at[~settled])
        self.owing.rearm(t[settled], at[settled])
        self.owing.change(t[settled], at[settled])

    def _released(self, t: Codes, at: Micros, value: Codes) -> None:
        for place, kind in enumerate(KINDS):
            of_kind = value == place
            those = t[of_kind]
            owed = self.owing.owed((kind,), those)
            self.owing.end((kind,), those, at[of_kind], State.RELEASED)
            if kind in REPLIES:
                self._now.unanswered_since[those[owed]] = NOBODY_WAITS
