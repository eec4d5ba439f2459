"""Why? Every decision on a ticket, explained: the clause at the version in force, the facts that
were looked at, and the arithmetic in words.

    >>> for one in explain(history, editions, language="en", zone="Europe/Paris"):
    ...     print(one.says, "; ".join(one.steps))
    First reply: due Tuesday 13 January 12:00. received Friday 19:20; closed at 20:00; …

Pure: the history, the policies and the reader come in, explanations go out.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime

from kept.core import events as e
from kept.core.decide import Refused
from kept.core.explain import moves  # noqa: F401  it says how to explain them
from kept.core.explain.citing import cited
from kept.core.explain.deciding import explained
from kept.core.explain.explanation import Cited, Decision, Explanation, Looked
from kept.core.explain.reckoning import Reckoning, reckoning
from kept.core.explain.telling import Reader, Scene, Telling
from kept.core.promises import Edition
from kept.core.say import Zone
from kept.core.ticket import Ticket, fold

__all__ = [
    "Cited",
    "Decision",
    "Explanation",
    "Looked",
    "Reckoning",
    "cited",
    "decides",
    "explain",
    "explain_refusal",
    "reckoning",
]


def explain(
    history: Iterable[e.Recorded],
    editions: Callable[[int], Edition],
    *,
    language: str,
    zone: Zone,
    staff: Mapping[int, str] | None = None,
) -> tuple[Explanation, ...]:
    """Every decision of a ticket's history, in its order, as it was taken then.

    `editions` gives a published version by its number; a promise is explained by the version it
    is pinned to. `staff`: names by number.
    """
    reader = Reader(language, zone, staff or {})
    found: list[Explanation] = []
    before, written = Ticket(), None
    for place, one in enumerate(history, start=1):
        after = fold((one,), before)
        if isinstance(one.event, e.MessageReceived):
            written = before.last_customer_at
        scene = Scene(one, before, after, editions(_version(one.event, after)), written)
        told = explained(one.event, Telling(scene, reader))
        if told is not None:
            found.append(replace(told, place=place))
        before = after
    return tuple(found)


def decides(event: e.Event) -> bool:
    """Whether an event is a decision that can be explained."""
    return explained.dispatch(type(event)) is not explained.dispatch(object)


def explain_refusal(
    refused: Refused, reason: str, edition: Edition, *, at: datetime, language: str
) -> Explanation:
    """Why a verb was refused: its `reason`, said in the reader's language, and the clause."""
    facts = tuple(Looked(name, str(value)) for name, value in refused.facts.items())
    clause = cited(edition, refused.clause or "", "", language)
    return Explanation("refused", at, reason, clause, facts)


def _version(event: e.Event, ticket: Ticket) -> int:
    """The version that decided: a promise's own, else the one that the event names, else the
    ticket's."""
    number = getattr(event, "promise", None)
    if isinstance(number, int) and 0 < number <= len(ticket.promises):
        return ticket.promise(number).policy
    return int(getattr(event, "policy", ticket.policy))
