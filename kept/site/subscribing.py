"""`kept customer EMAIL`: what the desk knows of a customer's plan, and how to change it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from kept.core.events import DESK
from kept.core.mail import Address
from kept.erasing import forgetting
from kept.people import customers, subscriptions
from kept.people.models import Customer
from kept.site.desk import DeskError
from kept.tickets import own_data

UNKNOWN = "unknown"


def run(email: str, plan: str | None, subscription: str | None) -> str:
    """Change what is said, and tell how it is now. Raises DeskError with a sentence."""
    customer = _customer(email)
    try:
        if plan is not None:
            subscriptions.set_plan(customer, "" if plan == UNKNOWN else plan)
    except subscriptions.NoSuchPlanError as error:
        raise DeskError(str(error)) from None
    if subscription is not None:
        known = None if subscription == UNKNOWN else Customer.Subscription(subscription)
        subscriptions.set_subscription(customer, known)
    return (
        f"{customer.email}: plan {customer.plan or UNKNOWN}, "
        f"subscription {customer.subscription or UNKNOWN}"
    )


def export(email: str, to: Path, at: datetime) -> str:
    """Write what the desk holds of a customer, as they get it themselves, and tell what it is.
    A file that is there already is left alone. Raises DeskError."""
    customer = _customer(email)
    try:
        with to.open("xb") as file:
            requests = own_data.write(customer, file, at=at)
    except OSError as error:
        raise DeskError(f"{to} cannot be written: {error.strerror}.") from None
    return f"{to}: all of {customer.email}, with what was said in their requests ({requests})."


def erase(email: str, at: datetime) -> str:
    """Let the desk forget a customer, and tell what it does. Raises DeskError."""
    customer = _customer(email)
    forgetting.begin(customer, by=DESK, at=at)
    return (
        f"{email}: nobody is found by it any more. The running desk erases the rest within "
        f"minutes; its audit tells it of customer {customer.pk}."
    )


def _customer(email: str) -> Customer:
    try:
        found = customers.find(Address.parse(email).key)
    except ValueError:
        raise DeskError(f"“{email}” is not an e-mail address.") from None
    if found is None:
        raise DeskError(f"No customer has written from {email} yet.")
    return found
