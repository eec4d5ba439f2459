"""Addresses that mail does not reach: marked when a mail comes back, cleared by a sign of life."""

from __future__ import annotations

from datetime import datetime

from kept.core.mail import Address as Written
from kept.people.models import Address, Customer


def mark(address: str, why: str, *, at: datetime) -> bool:
    """Write down that mail to `address` comes back for good, since `at`, in the server's words.

    The first moment stays. False where the desk knows nobody by that address.
    """
    known = Address.objects.filter(key=Written("", address).key)
    known.filter(undeliverable_at=None).update(undeliverable_at=at)
    return bool(known.update(undeliverable_why=why[:500]))


def clear(address: str) -> None:
    """Something came from the address, so it is there."""
    known = Address.objects.filter(key=Written("", address).key)
    known.update(undeliverable_at=None, undeliverable_why="")


def cleared(customer: Customer, address: str) -> None:
    """`clear`, without a question where `customers.find` has seen that nothing is marked."""
    if customer.undeliverable_at is not None:
        clear(address)


def marked(address: str) -> Address | None:
    """The mark of an address that mail does not reach; None: as far as the desk knows, it does."""
    known = Address.objects.filter(key=Written("", address).key, undeliverable_at__isnull=False)
    return known.first()
