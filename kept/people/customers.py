"""Find the customer behind an address, or write a new one down."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from kept.people.models import Address, Customer
from kept.record import rows
from kept.record.questions import Given, question


def find(key: str) -> Customer | None:
    """The customer whom this address (in the form of `Address.key`) belongs to."""
    for address in _address(key):
        address.customer.undeliverable_at = address.undeliverable_at
        return address.customer
    return None


@question
def _address(key: Given) -> QuerySet[Address]:
    return Address.objects.select_related("customer").filter(key=key)


def find_or_add(
    *, key: str, email: str, name: str, language: str, zone: str, at: datetime
) -> Customer:
    """The customer of this address. What was not known of them before is filled in.

    An address has one customer, also when two mails of a new sender are read at once.
    """
    if (customer := find(key)) is None:
        new = Customer(name=name[:200], email=email, language=language, zone=zone, created_at=at)
        if _add(new, key):
            return new
        customer = Customer.objects.get(addresses__key=key)
    said = {"name": name, "language": language, "zone": zone}
    learned = {field: word for field, word in said.items() if word and not getattr(customer, field)}
    if learned:
        Customer.objects.filter(pk=customer.pk).update(**learned)
        for field, word in learned.items():
            setattr(customer, field, word)
    return customer


def _add(new: Customer, key: str) -> bool:
    """Write a customer down; False where the address was somebody's by then."""
    with transaction.atomic(savepoint=False):
        rows.insert([new])
        added = rows.insert_unless_there(Address(key=key, customer=new))
        if not added:
            new.delete()
        return added
