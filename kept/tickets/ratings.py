"""What customers say of answers: its words, and the address at which a mail asks for it.

That an answer was rated is an event; the words that go with it stand in a row of their own, which
erasing takes away.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple

from django.conf import settings
from django.core import signing
from django.urls import reverse

from kept.core.events import Rating as Said
from kept.people.models import Customer
from kept.people.sign_in import known
from kept.tickets import elsewhere
from kept.tickets.models import Message, Rating

_SALT = "kept.tickets.ratings"


class Asked(NamedTuple):
    """Which answer an address asks about, where it stands now, and who is asked."""

    ticket: int
    message: int
    customer: Customer


def address(ticket: int, message: int, customer: int) -> str:
    """Where `customer` rates an answer without signing in: signed, so that nobody guesses it, for
    this one answer. Belongs into the mail of that answer and nowhere else."""
    token = signing.dumps([ticket, message, customer], salt=_SALT)
    return settings.DESK.url + reverse("rate", args=[token])


def asked(token: str) -> Asked | None:
    """What an address asks about; None where it is not ours, or whom it asks is gone."""
    try:
        ticket, message, number = signing.loads(token, salt=_SALT)
        customer = known().get(pk=number)
    except (signing.BadSignature, ValueError, Customer.DoesNotExist):
        return None
    return Asked(*elsewhere.now_at(ticket, message), customer)


def answer(ticket: int, place: int, *, at: datetime) -> Message | None:
    """An answer of the team that has been said and stands in this ticket."""
    said = Message.objects.filter(ticket=ticket, place=place, kind=Message.Kind.AGENT)
    return said.filter(withdrawn=False, moved_to=None).exclude(leaves_at__gt=at).first()


def keep(answer: Message, rating: Said, remark: str) -> bool:
    """Write down what is said of an answer; False where the same was said before."""
    same = Rating.objects.filter(message=answer, rating=rating, remark=remark)
    if same.exists():
        return False
    Rating.objects.update_or_create(message=answer, defaults={"rating": rating, "remark": remark})
    return True


def of_message(ticket: int, place: int) -> Rating | None:
    """What was said of an answer, if anything was."""
    return Rating.objects.filter(message__ticket=ticket, message__place=place).first()


def of_tickets(tickets: Iterable[int]) -> dict[int, dict[int, str]]:
    """Of each ticket: the ratings of the answers that stand in it, by place. One query."""
    found: dict[int, dict[int, str]] = defaultdict(dict)
    rows = Rating.objects.filter(message__ticket__in=list(tickets))
    for ticket, place, said in rows.values_list("message__ticket", "message__place", "rating"):
        found[ticket][place] = said
    return found


def came_from_elsewhere(ticket: int, place: int) -> bool:
    """Whether a message was moved to this place."""
    return Message.objects.filter(moved_to=ticket, moved_place=place).exists()
