"""Forget a person, wherever the desk knows them from.

Guarantee: once `begin` has returned, nobody finds them by their address, and all that every room
holds of them goes, over any number of crashes: what was done is done again, and changes nothing.
It is done at once, and once more `AGAIN` later: whoever was in the middle of sending something has
ended by then. Only after that does the desk forget whom it had to look for.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Final

from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils import timezone

from kept.core.events import Actor
from kept.erasing.models import Erasure, LooseFile
from kept.erasing.rooms import Person, rooms
from kept.people.models import Address, Customer
from kept.record import audit

AGAIN: Final = timedelta(minutes=10)


def begin(customer: Customer, *, by: Actor, at: datetime) -> bool:
    """Nobody is found under the customer's name and addresses from now on; the worker does the
    rest. False where it has begun before. What comes from their address later is a new person's.
    """
    with transaction.atomic():
        row = Customer.objects.select_for_update().get(pk=customer.pk)
        if Erasure.objects.filter(pk=row.pk).exists():
            return False
        keys = list(Address.objects.filter(customer=row).values_list("key", flat=True))
        addresses = sorted({*(key.lower() for key in keys), row.email.lower()} - {""})
        known = {"names": [row.name] if row.name else [], "addresses": addresses}
        Erasure.objects.create(customer=row, by=str(by), asked_at=at, next_at=at, known=known)
        _blank(row.pk)
        audit.note("person_erased", by=by, about=Actor("customer", row.pk), at=at)
    return True


def is_erased(customer: Customer) -> bool:
    """Whether nobody is behind this number any more: everybody else has an address."""
    return not customer.email


def _blank(customer: int) -> None:
    """Whose name and address it was, nobody knows; their browsers are nobody's."""
    Address.objects.filter(customer=customer).delete()
    nothing = dict.fromkeys(("name", "email", "language", "zone", "plan", "subscription"), "")
    Customer.objects.filter(pk=customer).update(**nothing, unwanted=[])
    _sign_out(customer)


def _sign_out(customer: int) -> None:
    """Their browsers are nobody's. A session says whose it is in words of its own, so all that are
    still good are read."""
    for session in Session.objects.filter(expire_date__gt=timezone.now()).iterator():
        if session.get_decoded().get("customer") == customer:
            session.delete()


def due(at: datetime) -> bool:
    """Whether somebody waits to be forgotten."""
    return Erasure.objects.filter(next_at__lte=at).exists()


def steps(at: datetime) -> Iterator[None]:
    """Forget all who wait for it, a step at a time: stop at any of them, and begin anew."""
    for row in Erasure.objects.filter(next_at__lte=at).order_by("next_at"):
        try:
            yield from _forget(row, at)
        except Exception:  # whatever it is, it holds up no mail
            Erasure.objects.filter(pk=row.pk).update(next_at=at + AGAIN)
            raise


def _forget(row: Erasure, at: datetime) -> Iterator[None]:
    if "found" not in row.known:
        for name, room in rooms().items():
            if room.look:
                found = row.known.get("found", {})
                row.known["found"] = found | {name: room.look(_person(row, at))}
        row.save(update_fields=["known"])
        yield
    person = _person(row, at)
    for room in rooms().values():
        yield from room.erase(person)
    _blank(person.number)
    if row.first_at is None or LooseFile.objects.exists():
        row.first_at, row.next_at = row.first_at or at, at + AGAIN
    else:
        row.known, row.ended_at, row.next_at = {}, at, None
    row.save()
    yield


def _person(row: Erasure, at: datetime) -> Person:
    return Person(
        number=row.customer_id,
        names=tuple(row.known["names"]),
        addresses=tuple(row.known["addresses"]),
        by=Actor.parse(row.by),
        at=at,
        found=row.known.get("found", {}),
    )
