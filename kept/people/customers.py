"""Find the customer behind an address, or write a new one down."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kept.people.models import Address, Customer
from kept.record import rows

#: Asked for every mail; composed by hand, for Django needs thrice the time to compose it.
_FIND = """
    SELECT customer.*, address.undeliverable_at FROM people_customer customer
    JOIN people_address address ON address.customer_id = customer.id
    WHERE address.key = %s
"""


def find(key: str) -> Customer | None:
    """The customer whom this address (in the form of `Address.key`) belongs to."""
    return next(iter(Customer.objects.raw(_FIND, [key])), None)


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
