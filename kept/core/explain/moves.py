"""What goes between tickets and who takes part, explained."""

from __future__ import annotations

from kept.core import events as e
from kept.core.explain.deciding import explained
from kept.core.explain.explanation import Decision, Explanation
from kept.core.explain.telling import Telling


def _by_somebody(decision: Decision, telling: Telling, ticket: int | None = None) -> Explanation:
    who = telling.who(telling.one.by)
    said = {"who": who} | ({"ticket": f"#{ticket}"} if ticket is not None else {})
    return telling.explanation(decision, said, facts=(telling.looked("who", who),))


@explained.register
def _(event: e.SplitOff, telling: Telling) -> Explanation:
    return _by_somebody("split_off", telling, event.ticket)


@explained.register
def _(event: e.MessagesMoved, telling: Telling) -> Explanation:
    return _by_somebody("moved", telling, event.ticket)


@explained.register
def _(event: e.TookIn, telling: Telling) -> Explanation:
    return _by_somebody("took_in", telling, event.ticket)


@explained.register
def _(event: e.MergedInto, telling: Telling) -> Explanation:
    return _by_somebody("merged", telling, event.ticket)


@explained.register
def _(event: e.MergeUndone, telling: Telling) -> Explanation:
    return _by_somebody("merge_undone", telling, event.ticket)


@explained.register
def _(event: e.LetIn, telling: Telling) -> Explanation:
    return _by_somebody("let_in", telling)


@explained.register
def _(event: e.TakenOut, telling: Telling) -> Explanation:
    return _by_somebody("taken_out", telling)


@explained.register
def _(event: e.RequestJoined, telling: Telling) -> Explanation:
    return telling.explanation("joined", {"most": str(event.most)})


@explained.register
def _(event: e.PromiseRestored, telling: Telling) -> Explanation:
    promise = telling.promise(event.promise)
    due = telling.when(promise.due_at)
    facts = (telling.looked("due", due), telling.looked("who", telling.who(telling.one.by)))
    return telling.on_promise("restored", promise, {"due": due}, facts)
