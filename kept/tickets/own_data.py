"""All that the desk holds of a customer and they may read, as one ZIP for them to keep."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from datetime import datetime
from typing import IO, Any, Final
from zipfile import ZIP_DEFLATED, ZipFile

from kept.deadlines import promises
from kept.people.models import Customer
from kept.record import files
from kept.tickets import access
from kept.tickets.models import Attachment, Message, Ticket

_UNSAFE: Final = re.compile(r"[^\w. -]+")
_LONGEST: Final = 80


def write(customer: Customer, to: IO[bytes], *, at: datetime) -> int:
    """Write the ZIP of what is held at `at`; how many requests it tells of.

    `data.json` has who the customer is, their requests with what was said and promised, and of each
    file its place in the ZIP. What the team notes for itself is not in it, nor what others have
    said in requests that the customer may not read.
    """
    told: dict[str, Any] = {"exported_at": _iso(at), "customer": _person(customer), "requests": []}
    with ZipFile(to, "w", ZIP_DEFLATED) as archive:
        for ticket in access.tickets(customer).order_by("pk").iterator():
            said = list(access.messages(customer, ticket).select_related("rated"))
            for file in _files(said):
                _put(archive, file)
            told["requests"].append(_request(ticket, said, customer))
        archive.writestr("data.json", json.dumps(told, ensure_ascii=False, indent=1))
    return len(told["requests"])


def _person(customer: Customer) -> dict[str, Any]:
    return {
        "name": customer.name,
        "email": customer.email,
        "addresses": sorted(customer.addresses.values_list("key", flat=True)),
        "language": customer.language,
        "zone": customer.zone,
        "plan": customer.plan,
        "subscription": customer.subscription,
        "mails_not_wanted": customer.unwanted,
        "known_since": _iso(customer.created_at),
    }


def _request(ticket: Ticket, said: list[Message], customer: Customer) -> dict[str, Any]:
    return {
        "number": ticket.number,
        "own": ticket.customer_id == customer.pk,
        "subject": ticket.subject,
        "state": ticket.status,
        "opened_at": _iso(ticket.opened_at),
        "policy_version": ticket.policy,
        "messages": [_message(one, customer) for one in said],
        "promises": [
            {
                "kind": one.kind,
                "clause": one.clause,
                "due_at": _iso(one.due_at),
                "state": one.state,
                "met_at": _iso(one.met_at),
            }
            for one in promises.of_ticket(ticket.number)
            if not one.internal
        ],
    }


def _message(one: Message, customer: Customer) -> dict[str, Any]:
    rated = getattr(one, "rated", None)
    return {
        "from": _author(one, customer),
        "at": _iso(one.at),
        "channel": one.channel,
        "text": one.text,
        "html": one.html,
        "files": [
            {"name": file.name, "type": file.type, "size": file.size, "file": _name(file)}
            for file in one.attachments.all()
        ],
        **({"rating": rated.rating, "remark": rated.remark} if rated else {}),
    }


def _author(one: Message, customer: Customer) -> str:
    if one.kind == Message.Kind.AGENT:
        return one.staff.name if one.staff else "team"
    if one.customer is None or one.customer_id == customer.pk:
        return customer.email
    return one.customer.name or one.customer.email


def _files(said: list[Message]) -> Iterator[Attachment]:
    return (file for one in said for file in one.attachments.all())


def _put(archive: ZipFile, file: Attachment) -> None:
    """A file whose content is missing from the disk is named in the JSON alone."""
    content = files.path(file.sha256)
    if content.exists():
        archive.write(content, _name(file))


def _name(file: Attachment) -> str:
    """Where the file stands in the ZIP: no two at one place, and none outside of it."""
    plain = _UNSAFE.sub("_", file.name)[-_LONGEST:].strip(". ") or "file"
    return f"files/{file.message.ticket_id}/{file.pk}-{plain}"


def _iso(at: datetime | None) -> str | None:
    return at.isoformat().replace("+00:00", "Z") if at else None
