"""Find the customer behind an address, or write a new one down."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction

from kept.people.models import Address, Customer


def find(key: str) -> Customer | None:
    """The customer whom this address (in the form of `Address.key`) belongs to."""
    return next(Customer.objects.filter(addresses__key=key).iterator(), None)


def find_or_add(
    *, key: str, email: str, name: str, language: str, zone: str, at: datetime
) -> Customer:
    """The customer of this address. What was not known of them before is filled in.

    An address has one customer, also when two mails of a new sender are read at once.
    """
    customer = find(key)
    if customer is None:
        try:
            with transaction.atomic():
                return _add(key, email, name, language, zone, at)
        except IntegrityError:
            customer = Address.objects.select_related("customer").get(key=key).customer
    news = {"name": name, "language": language, "zone": zone}
    learned = {field: new for field, new in news.items() if new and not getattr(customer, field)}
    if learned:
        Customer.objects.filter(pk=customer.pk).update(**learned)
        for field, new in learned.items():
            setattr(customer, field, new)
    return customer


def _add(key: str, email: str, name: str, language: str, zone: str, at: datetime) -> Customer:
    customer = Customer.objects.create(
        name=name[:200], email=email, language=language, zone=zone, created_at=at
    )
    Address.objects.create(key=key, customer=customer)
    return customer
