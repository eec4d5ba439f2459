"""Rows that are written with one statement a model are the rows that Django would write."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import IntegrityError, models, transaction

from kept.people.models import Address, Customer
from kept.record import rows
from kept.record.models import Event, OutgoingMail

AT = datetime(2026, 1, 5, 9, 0, 0, 123456, tzinfo=UTC)

pytestmark = pytest.mark.django_db


def event(ticket: int, data: str = "{}") -> Event:
    return Event(ticket=ticket, at=AT, by="desk", type="Solved", data=data)


def outgoing(number: int) -> OutgoingMail:
    return OutgoingMail(
        key=f"event:{number}",
        purpose="request",
        facts={"promise": number, "said": "l’été % %s ?"},
        recipient="camille@example.org",
        message_id=f"{number}@example.org",
        created_at=AT,
        raw=b"\x00\xff" if number % 2 else None,
    )


def stored(row: models.Model) -> dict[str, Any]:
    """The columns of a row as they stand in the table, but those that tell it from its twin."""
    facts = type(row)._default_manager.values().get(pk=row.pk)
    return {k: v for k, v in facts.items() if k not in ("id", "key", "message_id", "facts", "raw")}


@pytest.mark.parametrize(("ours", "django_s"), [(outgoing(1), outgoing(2)), (event(1), event(1))])
def test_a_row_is_stored_as_django_stores_it(ours: models.Model, django_s: models.Model) -> None:
    ours.pk = django_s.pk = None
    rows.insert([ours])
    django_s.save(force_insert=True)
    assert stored(ours) == stored(django_s)


def test_what_is_hard_to_store_reads_back() -> None:
    rows.insert([outgoing(1), outgoing(2)])
    one, two = OutgoingMail.objects.order_by("id")
    assert one.facts == {"promise": 1, "said": "l’été % %s ?"}
    assert bytes(one.raw or b"") == b"\x00\xff"
    assert two.raw is None
    assert one.created_at == AT


def test_columns_change_as_django_changes_them() -> None:
    rows.insert([outgoing(1), outgoing(2), outgoing(3)])
    ours, django_s, other = OutgoingMail.objects.order_by("id")
    news = {"facts": {"said": "% %s"}, "state": "undone", "next_at": AT, "raw": None, "ticket": 7}
    rows.update(OutgoingMail, {"id": ours.pk, "purpose": "request"}, **news)
    OutgoingMail.objects.filter(pk=django_s.pk).update(**news)
    assert stored(ours) == stored(django_s)
    assert OutgoingMail.objects.get(pk=ours.pk).facts == news["facts"]
    assert OutgoingMail.objects.get(pk=other.pk).state == "waiting"


def test_what_is_not_all_of_which_stays() -> None:
    rows.insert([outgoing(1)])
    rows.update(OutgoingMail, {"key": "event:1", "purpose": "reply"}, state="undone")
    assert OutgoingMail.objects.get().state == "waiting"


def test_ids_come_in_the_order_of_the_rows() -> None:
    new = [event(1, data=str(n)) for n in range(50)]
    rows.insert(new)
    assert [one.pk for one in new] == sorted(one.pk for one in new)
    assert {one.pk: one.data for one in new} == dict(Event.objects.values_list("id", "data"))


def test_a_row_that_was_written_can_be_saved_again() -> None:
    customer = Customer(name="Camille", email="camille@example.org", created_at=AT)
    rows.insert([customer])
    customer.name = "Camille Durand"
    customer.save()
    assert Customer.objects.get().name == "Camille Durand"


def test_a_second_row_of_the_same_key_is_refused_and_nothing_of_its_batch_stays() -> None:
    rows.insert([outgoing(1)])
    with pytest.raises(IntegrityError), transaction.atomic():
        rows.insert([outgoing(3), outgoing(1)])
    assert OutgoingMail.objects.count() == 1


def test_a_taken_key_is_left_to_who_has_it() -> None:
    first, second = (Customer(email=f"{n}@example.org", created_at=AT) for n in (1, 2))
    rows.insert([first, second])
    assert rows.insert_unless_there(Address(key="camille@example.org", customer=first))
    assert not rows.insert_unless_there(Address(key="camille@example.org", customer=second))
    assert Address.objects.get().customer == first
