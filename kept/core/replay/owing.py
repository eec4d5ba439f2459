"""What every ticket owes: starting, pausing and ending promises of many tickets at once."""

from __future__ import annotations

from collections.abc import Collection, Iterator

import numpy as np
import numpy.typing as npt

from kept.core.calendar.grid import Micros
from kept.core.calendar.owed import Elapsed
from kept.core.policy import Policy, PromiseKind, PromiseRule
from kept.core.promise import SETTLING
from kept.core.replay.history import Codes, History, Ints, Mask
from kept.core.replay.ledger import Ledger, Promises, State
from kept.core.replay.spans import OpenSpans
from kept.core.replay.standing import Standing

Rows = npt.NDArray[np.int32]
Group = tuple[PromiseKind, bool]
"""A ticket owes one promise at a time of a kind, and one of the team's own."""


class Owing:
    """The promises of all tickets under a policy, as their tickets stand."""

    def __init__(self, history: History, policy: Policy, now: Standing) -> None:
        self._policy = policy
        self._now = now
        self._rules: dict[Group, list[int]] = {}
        for place, rule in enumerate(policy.promises):
            self._rules.setdefault((rule.kind, rule.internal), []).append(place)
        self._allowed = [_allowed(rule, history) for rule in policy.promises]
        self._pausing = [
            group
            for group, places in self._rules.items()
            if any(policy.promises[place].pauses for place in places)
        ]
        # The newest promise that is owed, the newest at all, and the newest of each rule.
        count = history.tickets
        self._owed = {group: np.full(count, -1, np.int32) for group in self._rules}
        self._newest = {group: np.full(count, -1, np.int32) for group in self._rules}
        self._of_rule = [np.full(count, -1, np.int32) for _ in policy.promises]
        self._ledger = Ledger(max(2 * count, 16))
        self._open_spans: dict[str, OpenSpans] = {}
        self._years = int(history.opened.min(initial=history.until)), history.until

    def promises(self, until: int) -> Promises:
        """All of them as they stand at `until`."""
        return self._ledger.promises(until)

    # Starting

    def ask(self, kinds: Collection[PromiseKind], t: Codes) -> None:
        """What is owed of these kinds as the tickets stand."""
        for group in self._groups(kinds) if t.size else ():
            owes, asked, message = self._now.start(group[0], t)
            for place, some in self._applying(group, t, np.flatnonzero(owes)):
                start, due = self._moments(place, t[some], asked[some])
                self._start(place, t[some], start, message[some], due)

    def change(self, t: Codes, at: Micros) -> None:
        """New facts start what they owe; an earlier moment takes the place of a later one."""
        for group in self._rules if t.size else ():
            owes, asked, message = self._now.start(group[0], t)
            for place, some in self._applying(group, t, np.flatnonzero(owes)):
                some = some[~self._had(place, t[some], message[some])]
                if some.size:
                    self._instead(place, group, t[some], at[some], asked[some], message[some])

    def _instead(
        self, place: int, group: Group, t: Codes, at: Micros, asked: Micros, message: Ints
    ) -> None:
        start, due = self._moments(place, t, asked)
        owed = self._oldest(group, t)
        of = self._ledger
        earlier = (
            (owed >= 0)
            & (of["state"][owed] == State.RUNNING)
            & (at <= of["due_at"][owed])
            & (due < of["due_at"][owed])
        )
        of["state"][owed[earlier]] = State.RELEASED
        new = (owed < 0) | earlier
        self._start(place, t[new], start[new], message[new], due[new])

    def rearm(self, t: Codes, at: Micros) -> None:
        """What settling had kept is owed again with what was left of it."""
        t, at = self._in_time(t, at)
        for group in self._groups(SETTLING) if t.size else ():
            rows = self._newest[group][t]
            again = (rows >= 0) & (self._ledger["state"][rows] == State.KEPT) & ~self._excluded(t)
            of_rule = self._ledger["rule"][rows]
            for place in self._rules[group]:
                some = np.flatnonzero(again & (of_rule == place))
                left = self._left(place, rows[some], self._ledger["met_at"][rows[some]])
                due = self._after(place, at[some], left)
                self._start(place, t[some], at[some], self._now.messages[t[some]], due)

    def _in_time(self, t: Codes, at: Micros) -> tuple[Codes, Micros]:
        """Those that open again within the policy's window."""
        rule = self._policy.reopening
        if rule is None or not t.size:
            return t, at
        settled = self._now.settled_at[t]
        over: Micros = np.asarray(rule.within.due_many(settled, self._policy.calendar))
        return t[at <= over], at[at <= over]

    def _start(self, place: int, t: Codes, start: Micros, message: Codes, due: Micros) -> None:
        if not t.size:
            return
        rule = self._policy.promises[place]
        group = rule.kind, rule.internal
        rows = self._ledger.start(t, place, start, due, message, self._owed[group][t])
        self._owed[group][t] = self._newest[group][t] = self._of_rule[place][t] = rows

    def _groups(self, kinds: Collection[PromiseKind]) -> Iterator[Group]:
        return (group for group in self._rules if group[0] in kinds)

    def _applying(self, group: Group, t: Codes, among: Ints) -> Iterator[tuple[int, Ints]]:
        """Each rule of a group and the places in `t` for which it is the first that applies."""
        among = among[~self._excluded(t[among])]
        for place in self._rules[group]:
            applies = np.ones(len(among), np.bool_)
            for name, allowed in self._allowed[place].items():
                codes = self._now.facts.get(name)
                applies &= allowed[codes[t[among]]] if codes is not None else allowed[0]
            yield place, among[applies]
            among = among[~applies]

    def _excluded(self, t: Codes) -> Mask:
        """The tickets on which nothing is owed, as the subscription has ended."""
        return self._now.is_ended(t) & self._policy.subscription_required

    def _had(self, place: int, t: Codes, message: Ints) -> Mask:
        """Whether the rule has had its say on what these tickets ask now."""
        rows = self._of_rule[place][t]
        if self._policy.promises[place].kind in SETTLING:
            return rows >= 0
        same: Mask = self._ledger["message"][rows] == message
        return (rows >= 0) & same

    # Pausing

    def pause(self, t: Codes, at: Micros) -> None:
        """The desk waits for a customer who has an answer: clocks that may stop do."""
        if not self._pausing:
            return
        waits = self._now.waiting[t] & ~self._now.is_unanswered(t)
        t, at = t[waits], at[waits]
        for group in self._pausing:
            for which, rows in self._owed_rows(group, t):
                in_time = at[which] <= self._ledger["due_at"][rows]
                runs = self._ledger["state"][rows] == State.RUNNING
                for place, some in self._by_rule(rows, runs & in_time, pausing=True):
                    since = at[which[some]]
                    self._ledger["left"][rows[some]] = self._left(place, rows[some], since)
                    self._ledger["state"][rows[some]] = State.PAUSED

    def resume(self, t: Codes, at: Micros) -> None:
        """Clocks that stand still go on, with what was left."""
        for group in self._pausing:
            for which, rows in self._owed_rows(group, t):
                self._resume(rows, at[which])

    def _resume(self, rows: Rows, at: Micros) -> None:
        paused = self._ledger["state"][rows] == State.PAUSED
        for place, some in self._by_rule(rows, paused):
            left = self._ledger["left"][rows[some]]
            self._ledger["due_at"][rows[some]] = self._after(place, at[some], left)
            self._ledger["state"][rows[some]] = State.RUNNING

    def _by_rule(
        self, rows: Rows, which: Mask, *, pausing: bool = False
    ) -> Iterator[tuple[int, Ints]]:
        of_rule = self._ledger["rule"][rows]
        for place in np.unique(of_rule[which]).tolist():
            if not pausing or self._policy.promises[place].pauses:
                yield place, np.flatnonzero(which & (of_rule == place))

    # Ending

    def end(self, kinds: Collection[PromiseKind], t: Codes, at: Micros, in_time: State) -> None:
        """All that these tickets owe of these kinds is done (KEPT) or given up (RELEASED)."""
        for group in self._groups(kinds):
            for which, rows in self._owed_rows(group, t):
                if in_time == State.KEPT and self._pausing:
                    self._resume(rows, at[which])
                self._ledger.end(rows, at[which], in_time)
            self._owed[group][t] = -1

    def owed(self, kinds: Collection[PromiseKind], t: Codes) -> Mask:
        """Which of the tickets owe something of these kinds."""
        owes: Mask = np.zeros(len(t), np.bool_)
        for group in self._groups(kinds):
            owes |= self._oldest(group, t) >= 0
        return owes

    def _owed_rows(self, group: Group, t: Codes) -> Iterator[tuple[Ints, Rows]]:
        """The promises that the tickets owe, the newest of each first: places in `t`, rows."""
        which = np.arange(len(t))
        rows = self._owed[group][t]
        while (there := rows >= 0).any():
            which, rows = which[there], rows[there]
            owed = np.isin(self._ledger["state"][rows], (State.RUNNING, State.PAUSED))
            yield which[owed], rows[owed]
            rows = self._ledger["older"][rows].astype(np.int32)

    def _oldest(self, group: Group, t: Codes) -> Rows:
        """The promise that each ticket owes longest; -1 where it owes none."""
        oldest = np.full(len(t), -1, np.int32)
        for which, rows in self._owed_rows(group, t):
            oldest[which] = rows
        return oldest

    # Moments

    def _moments(self, place: int, t: Codes, asked: Micros) -> tuple[Micros, Micros]:
        """From when each promise counts, and when it is due: a subscription that was found to run
        when it could not be done any more counts from then."""
        rule = self._policy.promises[place]
        due, renewed = self._due(rule, asked), self._now.renewed_at[t]
        if not self._policy.subscription_required or not (over := due <= renewed).any():
            return asked, due
        start = np.where(over, renewed, asked)
        due[over] = self._due(rule, renewed[over])
        return start, due

    def _due(self, rule: PromiseRule, start: Micros) -> Micros:
        due: Micros = np.asarray(rule.owed.due_many(start, self._policy.calendars[rule.calendar]))
        return due

    def _left(self, place: int, rows: Rows, since: Micros) -> Micros:
        """What is left at `since`: time on the clock where that is owed, else open time."""
        rule, due = self._policy.promises[place], self._ledger["due_at"][rows]
        if isinstance(rule.owed, Elapsed):
            return due - since
        return self._policy.calendars[rule.calendar].between_many(since, due)

    def _after(self, place: int, at: Micros, left: Micros) -> Micros:
        rule = self._policy.promises[place]
        if isinstance(rule.owed, Elapsed):
            return at + left
        return self._spans(rule.calendar).add(at, left)

    def _spans(self, calendar: str) -> OpenSpans:
        if calendar not in self._open_spans:
            of = self._policy.calendars[calendar]
            self._open_spans[calendar] = OpenSpans(of, *self._years)
        return self._open_spans[calendar]


def _allowed(rule: PromiseRule, history: History) -> dict[str, Mask]:
    """For each fact that must hold: which of its values count. A fact nobody knows is ''."""
    return {
        name: np.array([word in allowed for word in history.values.get(name, ("",))])
        for name, allowed in rule.when.items()
    }
