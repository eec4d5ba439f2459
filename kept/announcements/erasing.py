"""What this room holds of a person: a subscription, and what mail servers said of it."""

from __future__ import annotations

from collections.abc import Iterator

from kept.announcements import subscribers
from kept.announcements.models import Subscriber
from kept.core.mail import Address
from kept.erasing.rooms import Person
from kept.record.models import UndeliveredCopy


def erase(person: Person) -> Iterator[None]:
    """In one step for each address."""
    for address in person.addresses:
        known = Subscriber.objects.filter(key=address).values("pk")
        UndeliveredCopy.objects.filter(subscriber__in=known).delete()
        subscribers.erase(Address("", address), at=person.at)
        yield
