"""Where every ticket stands: what `core.ticket` folds, for all of them at once."""

from __future__ import annotations

import numpy as np

from kept.core.calendar.grid import Micros
from kept.core.events import PromiseKind
from kept.core.promise import SETTLING
from kept.core.replay.history import Codes, History, Ints, Mask

#: `unanswered_since` where no message of the customer's waits for a reply.
NOBODY_WAITS = np.iinfo(np.int64).min


class Standing:
    """Columns of one entry a ticket, changed by what happens."""

    def __init__(self, history: History) -> None:
        count = history.tickets
        self.facts = {name: codes.copy() for name, codes in history.facts.items()}
        self.messages = np.zeros(count, np.int32)
        self.unanswered_since = np.full(count, NOBODY_WAITS, np.int64)
        self.settled = np.zeros(count, np.bool_)
        self.waiting = np.zeros(count, np.bool_)
        self.settled_at = np.full(count, NOBODY_WAITS, np.int64)
        self.renewed_at = np.full(count, NOBODY_WAITS, np.int64)
        self._ended = _place("subscription", "ended", history)
        self._unanswered_message = np.zeros(count, np.int32)
        self._reply_at = np.zeros(count, np.int64)
        self._reply_message = np.zeros(count, np.int32)
        self._asked_at = history.opened.copy()

    def said(self, name: str, t: Codes, codes: Codes, at: Micros) -> None:
        """A fact of these tickets is another one now."""
        if name == "subscription":
            renewed = self.is_ended(t) & (codes != self._ended)
            self.renewed_at[t[renewed]] = at[renewed]
        self.facts[name][t] = codes

    def is_ended(self, t: Codes) -> Mask:
        """Whether the customer's subscription has ended."""
        ended: Mask = np.zeros(len(t), np.bool_)
        if self._ended is not None:
            ended = self.facts["subscription"][t] == self._ended
        return ended

    def is_unanswered(self, t: Codes) -> Mask:
        """Whether a message of the customer's waits for a reply."""
        waits: Mask = self.unanswered_since[t] != NOBODY_WAITS
        return waits

    def received(self, t: Codes, at: Micros) -> None:
        """The customer wrote."""
        self.waiting[t] = False
        oldest = ~self.is_unanswered(t)
        self.unanswered_since[t[oldest]] = at[oldest]
        self._unanswered_message[t[oldest]] = self.messages[t[oldest]]

    def answered(self, t: Codes, at: Micros) -> None:
        """The team replied."""
        self.unanswered_since[t] = NOBODY_WAITS
        self._reply_at[t] = at
        self._reply_message[t] = self.messages[t]

    def settle(self, t: Codes, at: Micros) -> None:
        """Solved, or closed."""
        self.settled_at[t] = at
        self.unanswered_since[t] = NOBODY_WAITS
        self.settled[t] = True
        self.waiting[t] = False

    def reopen(self, t: Codes, at: Micros, settled: Mask) -> None:
        """Open again; what was settled is asked anew."""
        self.settled[t] = self.waiting[t] = False
        self._asked_at[t[settled]] = at[settled]

    def start(self, kind: PromiseKind, t: Codes) -> tuple[Mask, Micros, Ints]:
        """Whether a promise of this kind is owed as the ticket stands; from when, and with which
        message."""
        if kind in SETTLING:
            return np.ones(len(t), np.bool_), self._asked_at[t], np.ones(len(t), np.int64)
        replied = self._reply_message[t] > 0
        if kind == "update":
            message = self._reply_message[t].astype(np.int64)
            return replied & ~self.settled[t], self._reply_at[t], message
        waits = self.is_unanswered(t) & (replied if kind == "next_reply" else ~replied)
        return waits, self.unanswered_since[t], self._unanswered_message[t].astype(np.int64)


def _place(name: str, word: str, history: History) -> int | None:
    """The place of a word among the values of a fact; None where no ticket has it."""
    words = history.values.get(name, ())
    return words.index(word) if word in words else None
