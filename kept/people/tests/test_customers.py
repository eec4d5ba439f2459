"""One address has one customer, whoever comes first."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from kept.people import customers
from kept.people.models import Address, Customer

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
KEY = "camille@example.org"

pytestmark = pytest.mark.django_db


def come(name: str = "", language: str = "", zone: str = "") -> Customer:
    return customers.find_or_add(
        key=KEY, email="Camille@example.org", name=name, language=language, zone=zone, at=AT
    )


def test_who_comes_again_is_the_same_and_better_known() -> None:
    first = come(language="fr")
    again = come(name="Camille", language="en", zone="+01:00")
    assert again == first == customers.find(KEY)
    told = Customer.objects.values("name", "language", "zone").get()
    assert told == {"name": "Camille", "language": "fr", "zone": "+01:00"}
    assert again.zone == "+01:00"
    assert again.created_at == AT


def test_two_mails_of_a_new_sender_make_one_customer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The other was written between our look and our writing."""
    look = customers.find

    def late(key: str) -> Any:
        found = look(key)
        other = Customer.objects.create(email=KEY, created_at=AT)
        Address.objects.create(key=key, customer=other)
        return found

    with monkeypatch.context() as meanwhile:
        meanwhile.setattr(customers, "find", late)
        customer = come(name="Camille")
    assert Customer.objects.get() == customer == customers.find(KEY)
    assert Address.objects.count() == 1


def test_nobody_is_found_where_nobody_is_known() -> None:
    assert customers.find(KEY) is None
