"""A desk with many tickets: copies of a few real ones, each at another moment."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import models

from kept.deadlines.models import Promise
from kept.people.models import Address, Customer, Staff
from kept.record import policy
from kept.record.models import Event, OutgoingMail
from kept.site import prepare
from kept.tickets import actions, outgoing
from kept.tickets.models import Message, Ticket

START = datetime(2026, 1, 5, 9, tzinfo=UTC)
CUSTOMERS = 20_000
PATTERNS = 40
PASSWORD = "bench bench"
TEXT = (
    "Since the update on Monday the competitor report stands still at 62 percent. I have waited "
    "an hour, loaded the page again and tried with two other shops: the same result.\n\n"
    "Firefox 132, no extension. I need it for a presentation on Friday.\n"
)
_BATCH = 2_000


def fill(tickets: int) -> int:
    """Fill the empty desk with `tickets` tickets of three messages, one in five of them open.

    Returns the number of one more ticket, with twenty messages.
    """
    policy.publish(prepare.policy_files(prepare.policies() / "copyfy"), at=START)
    agent = Staff.objects.create_user("bench@kept.example", PASSWORD, name="Bench")
    customers = _customers()
    patterns = [
        _Pattern(_ticket(n, customers[n], agent, messages=3)) for n in range(min(PATTERNS, tickets))
    ]
    long = _ticket(PATTERNS, customers[0], agent, messages=20)
    copies = zip(range(len(patterns), tickets), itertools.cycle(patterns), strict=False)
    for batch in _batches(copies):
        _copy(batch, customers)
    return long


def _batches(things: Iterable[Any]) -> Iterator[list[Any]]:
    iterator = iter(things)
    while batch := list(itertools.islice(iterator, _BATCH)):
        yield batch


def _customers() -> list[Customer]:
    customers = Customer.objects.bulk_create(
        Customer(
            name=f"Customer {n}",
            email=f"customer{n}@shop{n}.example",
            language="fr" if n % 2 else "en",
            zone="Europe/Paris",
            created_at=START,
        )
        for n in range(CUSTOMERS)
    )
    Address.objects.bulk_create(Address(key=c.email, customer=c) for c in customers)
    return customers


def _ticket(n: int, customer: Customer, agent: Staff, messages: int) -> int:
    """A real ticket: customer and agent in turn; of every ten, eight are solved."""
    at = START + timedelta(hours=n)
    said: dict[str, Any] = {
        "kind": "customer",
        "channel": "mail",
        "customer": customer,
        "recipient": customer.email,
        "language": customer.language,
    }
    opening = actions.Draft(
        subject=f"The report stands still ({n})",
        text=TEXT,
        message_id=f"first{n}@shop.example",
        **said,
    )
    done = actions.open_ticket(opening, at=at)
    assert isinstance(done, actions.Done)
    number = done.ticket
    for place in range(2, messages + 1):
        at += timedelta(minutes=20)
        if place % 2:
            word = actions.Draft(text=f"{place}: {TEXT}", **said)
            actions.receive(number, word, at=at)
        elif n % 10 == 1:
            actions.note(number, "Let us look at this tomorrow.", by=agent, at=at)
        else:
            answer = _answer(customer, agent)
            actions.reply(number, answer, by=agent, seen=place - 1, at=at)
    if n % 10 not in (0, 1):
        actions.solve(number, by=agent, at=at)
    return number


def _answer(customer: Customer, agent: Staff) -> actions.Draft:
    return actions.Draft(
        kind="agent",
        channel="mail",
        text=TEXT,
        html=f"<p>{TEXT}</p>",
        staff=agent,
        recipient=customer.email,
        message_id=outgoing.message_id(),
    )


class _Pattern:
    """The rows of one real ticket."""

    def __init__(self, number: int) -> None:
        self.ticket = _values(Ticket.objects.filter(pk=number))[0]
        self.messages = _values(Message.objects.filter(ticket=number))
        self.events = _values(Event.objects.filter(ticket=number))
        self.promises = _values(Promise.objects.filter(ticket=number))
        self.mails = _values(OutgoingMail.objects.filter(ticket=number))


def _values(rows: models.QuerySet[Any]) -> list[dict[str, Any]]:
    return [{k: v for k, v in row.items() if k != "id"} for row in rows.values()]


def _copy(batch: list[tuple[int, _Pattern]], customers: list[Customer]) -> None:
    tickets = Ticket.objects.bulk_create(
        Ticket(**_moved(p.ticket, n, customer_id=customers[n % CUSTOMERS].pk)) for n, p in batch
    )
    numbered = [(n, p, ticket.pk) for (n, p), ticket in zip(batch, tickets, strict=True)]
    Message.objects.bulk_create(
        Message(**_moved(row, n, ticket_id=number, message_id=_own(row["message_id"], n)))
        for n, p, number in numbered
        for row in p.messages
    )
    Event.objects.bulk_create(
        Event(**_moved(row, n, ticket=number)) for n, p, number in numbered for row in p.events
    )
    Promise.objects.bulk_create(
        Promise(**_moved(row, n, ticket=number)) for n, p, number in numbered for row in p.promises
    )
    OutgoingMail.objects.bulk_create(
        OutgoingMail(
            **_moved(
                row | {"state": "sent", "next_at": None, "sent_at": row["created_at"]},
                n,
                ticket=number,
                key=f"{row['key']}:{n}",
                message_id=_own(row["message_id"], n),
            )
        )
        for n, p, number in numbered
        for row in p.mails
    )


def _own(message_id: str, n: int) -> str:
    return message_id and f"{n}.{message_id}"


def _moved(row: dict[str, Any], n: int, **changes: Any) -> dict[str, Any]:
    """The row as it would be had it happened 37 seconds later for each ticket before it."""
    later = timedelta(seconds=37 * n)
    moved = {k: v + later if isinstance(v, datetime) else v for k, v in row.items()}
    return moved | changes
