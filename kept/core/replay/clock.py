"""The clock of `core.promises`, for all tickets at once.

A ticket's acts follow each other, but the tickets do not know of one another: so the first act
of every ticket is taken together, then every second one, and so on. What each act does is what
`core.promises.clock` does; that both say the same is tested with random histories.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

import numpy as np
import numpy.typing as npt

from kept.core.calendar.grid import Micros
from kept.core.calendar.instants import instant, micros
from kept.core.calendar.owed import Elapsed
from kept.core.policy import Policy, PromiseKind, PromiseRule
from kept.core.replay.history import MESSAGES, Act, Codes, History, Ints, Mask
from kept.core.replay.ledger import Ledger, Promises, State

#: The promises that a word to the customer keeps, and those that settling the request keeps.
REPLIES: tuple[PromiseKind, ...] = ("first_reply", "next_reply")
FIXES: tuple[PromiseKind, ...] = ("fix",)
KINDS: tuple[PromiseKind, ...] = (*REPLIES, *FIXES)

#: What only the clock itself works out.
BY_HAND = (Act.FAILED,)

_Rows = npt.NDArray[np.int32]


def by_hand(history: History) -> Mask:
    """The tickets that the columns leave to the clock itself."""
    which: Mask = np.zeros(history.tickets, np.bool_)
    which[history.ticket[np.isin(history.act, BY_HAND)]] = True
    return which


def promised(history: History, policy: Policy) -> Promises:
    """What `policy` would have promised for a history without acts BY_HAND."""
    clock = _Clock(history, policy)
    for act, entries in _rounds(history):
        clock.happen(act, history.ticket[entries], history.at[entries], history.value[entries])
    return clock.ledger.promises(history.until)


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
    """Where every ticket stands, and what follows when something happens on some of them."""

    def __init__(self, history: History, policy: Policy) -> None:
        count = history.tickets
        self._policy = policy
        self._opened = history.opened
        self._facts = {name: codes.copy() for name, codes in history.facts.items()}
        self._allowed = [_allowed(rule, history) for rule in policy.promises]
        self._begun = np.zeros(count, np.bool_)
        self._unanswered = np.zeros(count, np.bool_)
        self._replied = np.zeros(count, np.bool_)
        self._settled = np.zeros(count, np.bool_)
        self._owed = {kind: np.full(count, -1, np.int32) for kind in KINDS}
        self._last = [np.full(count, -1, np.int32) for _ in policy.promises]
        self.ledger = Ledger(max(count * max(len(policy.promises), 1), 16))
        self._does: dict[Act, Callable[[Codes, Micros, Codes], None]] = {
            Act.RECEIVED: self._received,
            Act.REPLIED: self._replied_to,
            Act.CLASSIFIED: self._classified,
            Act.WAITING: self._marked_waiting,
            Act.SOLVED: self._solved,
            Act.CLOSED: self._closed,
            Act.REOPENED: self._reopened,
            Act.RELEASED: self._released,
        }

    def happen(self, act: Act, t: Codes, at: Micros, value: Codes) -> None:
        """`act` happens once on each of the tickets `t`."""
        does = self._does.get(act)
        if does is not None:
            does(t, at, value)
        if act in MESSAGES:
            self._begun[t] = True

    # What each act does

    def _received(self, t: Codes, at: Micros, value: Codes) -> None:
        first = ~self._begun[t]
        asks = ~first & ~self._unanswered[t]
        replied = self._replied[t]
        requests = t[first]
        self._start(("first_reply", *FIXES), requests, self._opened[requests])
        self._start(("next_reply",), t[asks & replied], at[asks & replied])
        self._start(("first_reply",), t[asks & ~replied], at[asks & ~replied])
        self._unanswered[t] = True

    def _replied_to(self, t: Codes, at: Micros, value: Codes) -> None:
        self._end(REPLIES, t, at, State.KEPT)
        self._unanswered[t] = False
        self._replied[t] = True

    def _classified(self, t: Codes, at: Micros, value: Codes) -> None:
        self._facts["kind"][t] = value
        open_ = t[~self._settled[t]]
        for place, rule in enumerate(self._policy.promises):
            owes = self._last[place][open_] < 0
            if rule.kind == "first_reply":
                owes &= ~self._replied[open_]
            if rule.kind in ("first_reply", *FIXES):
                self._start_rule(place, rule, open_[owes], self._opened[open_[owes]])

    def _marked_waiting(self, t: Codes, at: Micros, value: Codes) -> None:
        self._settled[t] = False

    def _solved(self, t: Codes, at: Micros, value: Codes) -> None:
        self._end(FIXES, t, at, State.KEPT)
        self._unanswered[t] = False
        self._settled[t] = True

    def _closed(self, t: Codes, at: Micros, value: Codes) -> None:
        self._end(FIXES, t, at, State.KEPT)
        self._end(REPLIES, t, at, State.RELEASED)
        self._unanswered[t] = False
        self._settled[t] = True

    def _reopened(self, t: Codes, at: Micros, value: Codes) -> None:
        settled = self._settled[t]
        self._rearm(t[settled], at[settled])
        self._settled[t] = False

    def _released(self, t: Codes, at: Micros, value: Codes) -> None:
        for place, kind in enumerate(KINDS):
            of_kind = value == place
            those = t[of_kind]
            owed = self._owed[kind][those] >= 0
            self._end((kind,), those, at[of_kind], State.RELEASED)
            if kind in REPLIES:
                self._unanswered[those[owed]] = False

    # What a promise does

    def _start(self, kinds: Iterable[PromiseKind], t: Codes, start: Micros) -> None:
        if not t.size:
            return
        for place, rule in enumerate(self._policy.promises):
            if rule.kind in kinds:
                self._start_rule(place, rule, t, start)

    def _start_rule(self, place: int, rule: PromiseRule, t: Codes, start: Micros) -> None:
        for name, allowed in self._allowed[place].items():
            applies = allowed[self._facts[name][t]]
            t, start = t[applies], start[applies]
        if t.size:
            calendar = self._policy.calendars[rule.calendar]
            self._add(place, rule, t, start, rule.owed.due_many(start, calendar).astype(np.int64))

    def _add(self, place: int, rule: PromiseRule, t: Codes, start: Micros, due: Micros) -> None:
        owed = self._owed[rule.kind]
        owed[t] = self._last[place][t] = self.ledger.start(t, place, start, due, owed[t])

    def _end(self, kinds: Iterable[PromiseKind], t: Codes, at: Micros, in_time: State) -> None:
        """All that these tickets owe of these kinds is done or given up."""
        for kind in kinds:
            rows: Codes = self._owed[kind][t]
            when = at
            while (owed := rows >= 0).any():
                rows, when = rows[owed], when[owed]
                self.ledger.end(rows, when, in_time)
                rows = self.ledger["older"][rows]
            self._owed[kind][t] = -1

    def _rearm(self, t: Codes, at: Micros) -> None:
        """What was left of a kept fix is owed again (PROMISES.md 12)."""
        for place, rule in enumerate(self._policy.promises):
            if rule.kind not in FIXES:
                continue
            rows = self._last[place][t]
            again = (rows >= 0) & (self.ledger["state"][rows] == State.KEPT)
            if again.any():
                due = self._left(rule, rows[again], at[again])
                self._add(place, rule, t[again], at[again], due)

    def _left(self, rule: PromiseRule, rows: _Rows, at: Micros) -> Micros:
        met, due = self.ledger["met_at"][rows], self.ledger["due_at"][rows]
        if isinstance(rule.owed, Elapsed):
            return at + (due - met)
        calendar = self._policy.calendars[rule.calendar]
        left = calendar.between_many(met, due).astype("timedelta64[us]").tolist()
        ends = (calendar.add(instant(a), b) for a, b in zip(at.tolist(), left, strict=True))
        return np.fromiter(map(micros, ends), np.int64, len(rows))


def _allowed(rule: PromiseRule, history: History) -> dict[str, Mask]:
    """For each fact that must hold: which of its values count. A fact nobody knows is ""."""
    return {
        name: np.array([word in allowed for word in history.values.get(name, ("",))])
        for name, allowed in rule.when.items()
    }
