"""`kept customer EMAIL`: what the desk knows of a customer's plan, and how to change it."""

from __future__ import annotations

from kept.core.mail import Address
from kept.people import customers, subscriptions
from kept.people.models import Customer
from kept.site.desk import DeskError

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


def _customer(email: str) -> Customer:
    try:
        found = customers.find(Address.parse(email).key)
    except ValueError:
        raise DeskError(f"“{email}” is not an e-mail address.") from None
    if found is None:
        raise DeskError(f"No customer has written from {email} yet.")
    return found
