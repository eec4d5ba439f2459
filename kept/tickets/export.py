"""Every ticket as one JSON line: what the desk holds, for people and programs outside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from kept.core.events import TicketImported
from kept.deadlines import promises
from kept.deadlines.models import Promise
from kept.record import events
from kept.tickets.models import Message, Ticket

_BATCH = 200


def lines() -> Iterator[str]:
    """Each ticket in the order of its number, with its messages, files and promises."""
    last = 0
    while rows := list(_page(last)):
        last = rows[-1].number
        numbers = [row.number for row in rows]
        owed = promises.of_tickets(numbers)
        imported = events.of_type(TicketImported, numbers)
        for row in rows:
            told = _ticket(row, owed.get(row.number, []), imported=row.number in imported)
            yield json.dumps(told, ensure_ascii=False)


def _page(last: int) -> Iterator[Ticket]:
    tickets = Ticket.objects.filter(pk__gt=last).select_related("customer", "assignee")
    return iter(
        tickets.prefetch_related(
            "messages__attachments", "messages__customer", "messages__staff", "messages__rated"
        ).order_by("pk")[:_BATCH]
    )


def _ticket(row: Ticket, owed: list[Promise], *, imported: bool) -> dict[str, Any]:
    """`imported`: it began in an older mailbox, and nothing was promised then."""
    return {
        "number": row.number,
        "subject": row.subject,
        "state": row.status,
        "imported": imported,
        "kind": row.kind,
        "cause": row.cause,
        "product": row.product,
        "plan": row.plan,
        "priority": row.priority,
        "team": row.team or "",
        "urgent": row.urgent,
        "channel": row.channel,
        "language": row.language,
        "customer": {
            "name": row.customer.name,
            "email": row.customer.email,
            "plan": row.customer.plan,
            "subscription": row.customer.subscription,
        },
        "assignee": row.assignee.email if row.assignee else None,
        "opened_at": _iso(row.opened_at),
        "policy_version": row.policy,
        "messages": [_message(m) for m in sorted(row.messages.all(), key=lambda m: m.place)],
        "promises": [_promise(p) for p in owed],
    }


def _message(said: Message) -> dict[str, Any]:
    person, rated = said.staff or said.customer, getattr(said, "rated", None)
    return {
        "kind": said.kind,
        "from": {"name": person.name, "email": person.email} if person else None,
        "at": _iso(said.at),
        "channel": said.channel,
        "stranger": said.stranger,
        "text": said.text,
        "html": said.html,
        "message_id": said.message_id,
        "attachments": [
            {"name": a.name, "type": a.type, "size": a.size, "sha256": a.sha256}
            for a in said.attachments.all()
        ],
        **({"rating": rated.rating, "remark": rated.remark} if rated else {}),
    }


def _promise(p: Promise) -> dict[str, Any]:
    return {
        "rule": p.rule,
        "kind": p.kind,
        "clause": p.clause,
        "started_at": _iso(p.started_at),
        "due_at": _iso(p.due_at),
        "aim_at": _iso(p.aim_at),
        "state": p.state,
        "paused_at": _iso(p.paused_at),
        "left_seconds": p.left_seconds,
        "internal": p.internal,
        "kept_at": _iso(p.met_at) if p.state == "kept" else None,
        "met_at": _iso(p.met_at),
        "reason": p.reason,
        "policy_version": p.policy,
    }


def _iso(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None
