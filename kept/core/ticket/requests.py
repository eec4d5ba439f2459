"""What becomes of a ticket when somebody says what is asked, and how it stands."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from kept.core import events as e
from kept.core.ticket.folding import Changes, changes
from kept.core.ticket.replies import Settled, Status
from kept.core.ticket.state import Ticket


@changes.register
def _(event: e.TicketOpened, state: Ticket, at: datetime) -> Changes:
    return {
        "customer": event.customer,
        "channel": event.channel,
        "language": event.language,
        "policy": event.policy,
        "product": event.product,
        "plan": event.plan,
        "priority": event.priority,
        "team": event.team,
        "mailbox": event.mailbox,
        "subscription": event.subscription,
        "follows": event.follows,
        "opened_at": at,
        "asked_at": at,
    }


@changes.register
def _(event: e.TicketImported, state: Ticket, at: datetime) -> Changes:
    """Without `asked_at`: whoever opens it again asks then."""
    return {
        "customer": event.customer,
        "channel": event.channel,
        "language": event.language,
        "policy": event.policy,
        "mailbox": event.mailbox,
        "team": event.team,
        "status": "solved",
        "imported": True,
        "opened_at": at,
        "settled_at": at,
    }


@changes.register
def _(event: e.Assigned, state: Ticket, at: datetime) -> Changes:
    return {"assignee": event.to, "handed": True, **state.leaving(at)}


@changes.register
def _(event: e.HandedOut, state: Ticket, at: datetime) -> Changes:
    return {"assignee": event.to, "handed": True}


@changes.register
def _(event: e.Classified, state: Ticket, at: datetime) -> Changes:
    return {"kind": event.kind, "cause": event.cause or ""}


#: What somebody can say of a request.
_SAID: Final = ("product", "plan", "priority", "team", "subscription")


@changes.register
def _(event: e.FactsChanged, state: Ticket, at: datetime) -> Changes:
    said = {name: getattr(event, name) for name in _SAID}
    news: Changes = {fact: value for fact, value in said.items() if value is not None}
    if event.team is not None:
        news["handed"] = False
    renewed = state.subscription == "ended" and event.subscription in ("", "active")
    return news | ({"renewed_at": at} if renewed else {})


@changes.register
def _(event: e.MarkedWaiting, state: Ticket, at: datetime) -> Changes:
    return {"status": "waiting", **state.leaving(at)}


@changes.register
def _(event: e.Solved, state: Ticket, at: datetime) -> Changes:
    return _settled("solved", at) | state.leaving(at)


@changes.register
def _(event: e.Closed, state: Ticket, at: datetime) -> Changes:
    return _settled("closed", at)


def _settled(status: Status, at: datetime) -> Changes:
    return {"status": status, "urgent": False, "unanswered_since": None, "settled_at": at}


@changes.register
def _(event: e.Reopened, state: Ticket, at: datetime) -> Changes:
    if not state.settled:
        return {"status": "open", **state.leaving(at)}
    was = Settled(
        *(at, state.status, state.settled_at),
        *(state.asked_at, state.asked_message, state.imported),
    )
    return {
        "status": "open",
        "asked_at": at,
        "asked_message": state.messages,
        "imported": False,
        "reopened": None if state.unanswered_since else was,
        **state.leaving(at),
    }
