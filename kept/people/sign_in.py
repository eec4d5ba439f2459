"""Customers sign in by a link that the desk mailed to them: no password to lose.

A link is signed, names one customer and one page of this desk, and ends: after fourteen days in
the mails of a ticket, after half an hour when somebody asked for it. It may be opened more than
once, because mail programs open links before people do. Staff sign in elsewhere; the two do not
touch each other's part of the session.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.core import signing
from django.db.models import QuerySet
from django.http import HttpRequest
from django.middleware.csrf import rotate_token
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from kept.people.models import Customer

MAILED = timedelta(days=14)
REQUESTED = timedelta(minutes=30)

_SALT = "kept.people.sign_in"
_KEY = "customer"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a link says. `over`: it was ours, and its time has passed."""

    customer: Customer
    path: str
    over: bool


class NotOursError(ValueError):
    """The link was not made by this desk, was altered on its way, or its customer is gone."""


def link(
    customer: Customer, path: str, *, requested: bool = False, at: datetime | None = None
) -> str:
    """The absolute address that signs `customer` in and leads to `path` of this desk.

    Lasts fourteen days from `at` (now); half an hour when `requested`. Raises ValueError for a
    path that leads elsewhere. Belongs into mails to an address of this customer and nowhere else.
    """
    if not own_path(path):
        raise ValueError(f"{path!r} is not a path of this desk")
    until = (at or timezone.now()) + (REQUESTED if requested else MAILED)
    facts = [customer.pk, path, int(until.timestamp())]
    token = signing.dumps(facts, salt=_SALT)
    return settings.DESK.url + reverse("sign-in-link", args=[token])


def opened(token: str, *, at: datetime) -> Opened:
    """What the token of a link says at `at`. Raises NotOursError."""
    try:
        number, path, until = signing.loads(token, salt=_SALT)
        customer = known().get(pk=number)
    except (signing.BadSignature, ValueError, Customer.DoesNotExist) as error:
        raise NotOursError("this link was not made by this desk") from error
    return Opened(customer, path if own_path(path) else "/", over=at.timestamp() > until)


def own_path(path: str) -> bool:
    """Whether `path` leads to a page of this desk and nowhere else."""
    return path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)


def mailbox(customer: Customer, key: str) -> str:
    """Where to write to a customer who gave an address with this `key`.

    The spelling that the desk knows, never the one just typed: to some servers 'Ada@' and 'ada@'
    are two people, and a mail may carry a sign-in link.
    """
    return customer.email if customer.email.lower() == key else key


def sign_in(request: HttpRequest, customer: Customer) -> None:
    """Make this browser the customer's, under a new session key and a new form token."""
    request.session.cycle_key()
    request.session[_KEY] = customer.pk
    rotate_token(request)


def sign_out(request: HttpRequest) -> None:
    """Make this browser nobody's. A member of staff stays signed in as such."""
    if request.session.pop(_KEY, None) is None:
        return
    if request.session.is_empty():
        request.session.flush()
    else:
        request.session.cycle_key()


def customer_of(request: HttpRequest) -> Customer | None:
    """The customer whom this browser belongs to."""
    number = request.session.get(_KEY)
    return known().filter(pk=number).first() if number is not None else None


def known() -> QuerySet[Customer]:
    """All customers but those who were erased: they have no address, and nobody is they."""
    return Customer.objects.exclude(email="")
