"""A lead erases the customer of a ticket; nobody else can."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client

from kept.conftest import NOW
from kept.erasing import forgetting
from kept.erasing.models import Erasure
from kept.erasing.worker import Eraser
from kept.people.models import Customer, Staff
from kept.workspace.models import View

pytestmark = pytest.mark.django_db
Browser = Callable[..., Client]
Ask = Callable[..., int]


@pytest.mark.parametrize("who", ["customer", "stranger", "agent", "lead", "nobody"])
def test_four_people_and_the_erasing_of_another(
    browser: Browser, ask: Ask, customer: Customer, lead: Staff, clock: object, who: str
) -> None:
    person, path = browser(who), f"/desk/tickets/{ask()}/erase"
    here = {"lead": 200, "agent": 404}.get(who, 302)
    assert person.get(path).status_code == here
    assert not Erasure.objects.exists(), "looking erases nobody"
    person.post(path)
    assert Erasure.objects.filter(by=f"staff:{lead.pk}").exists() == (who == "lead")
    customer.refresh_from_db()
    assert (customer.email == "") == (who == "lead")


def test_only_a_lead_is_offered_it_and_only_once(
    browser: Browser, ask: Ask, customer: Customer, clock: object
) -> None:
    path = f"/desk/tickets/{ask()}"
    offer = b"Erase this person"
    assert offer in browser("lead").get(path).content
    assert offer not in browser("agent").get(path).content
    lead = browser("lead")
    lead.post(f"{path}/erase")
    assert offer not in lead.get(path).content
    assert b"They were erased already." in lead.get(f"{path}/erase").content


def test_a_list_that_was_made_for_somebody_goes_with_them(
    ask: Ask, customer: Customer, lead: Staff
) -> None:
    ask()
    for sentence in ("from:Camille@Maison-Oriol.example", "is:open kind:bug"):
        View.objects.create(owner=lead, name="Mine", sentence=sentence)
    forgetting.begin(customer, by=forgetting.Actor("staff", lead.pk), at=NOW)
    eraser = Eraser()
    while forgetting.due(NOW):
        eraser.step(NOW)
    assert list(View.objects.values_list("sentence", flat=True)) == ["is:open kind:bug"]
