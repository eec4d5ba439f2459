"""What goes between tickets and who takes part, explained."""

from __future__ import annotations

from typing import Final

from kept.core import events as e
from kept.core.explain.deciding import explained
from kept.core.explain.explanation import Decision, Explanation
from kept.core.explain.telling import Telling

#: What somebody of the team decides about two tickets, and about who takes part in one.
_BETWEEN: Final[dict[type[e.Event], Decision]] = {
    e.SplitOff: "split_off",
    e.MessagesMoved: "moved",
    e.TookIn: "took_in",
    e.MergedInto: "merged",
    e.MergeUndone: "merge_undone",
}
_WITHIN: Final[dict[type[e.Event], Decision]] = {e.LetIn: "let_in", e.TakenOut: "taken_out"}


@explained.register
def _(
    event: e.SplitOff | e.MessagesMoved | e.TookIn | e.MergedInto | e.MergeUndone, telling: Telling
) -> Explanation:
    return _by_somebody(_BETWEEN[type(event)], telling, {"ticket": f"#{event.ticket}"})


@explained.register
def _(event: e.LetIn | e.TakenOut, telling: Telling) -> Explanation:
    return _by_somebody(_WITHIN[type(event)], telling, {})


def _by_somebody(decision: Decision, telling: Telling, said: dict[str, str]) -> Explanation:
    who = telling.who(telling.one.by)
    return telling.explanation(decision, {"who": who, **said}, facts=(telling.looked("who", who),))


@explained.register
def _(event: e.RequestJoined, telling: Telling) -> Explanation:
    return telling.explanation("joined", {"most": str(event.most)})


@explained.register
def _(event: e.PromiseRestored, telling: Telling) -> Explanation:
    promise = telling.promise(event.promise)
    due = telling.when(promise.due_at)
    facts = (telling.looked("due", due), telling.looked("who", telling.who(telling.one.by)))
    return telling.on_promise("restored", promise, {"due": due}, facts)
