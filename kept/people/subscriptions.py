"""Under which plan a customer is, and whether their subscription runs."""

from __future__ import annotations

from typing import cast

from kept.core.events import Subscription
from kept.people.models import Customer
from kept.record import policy


class NoSuchPlanError(ValueError):
    """The policy in force declares no such plan."""

    def __init__(self, plan: str, known: tuple[str, ...]) -> None:
        plans = f"its plans are {', '.join(known)}" if known else "it declares no plans"
        super().__init__(f"The policy knows no plan “{plan}”: {plans}.")


def set_plan(customer: Customer, plan: str) -> None:
    """From now on the customer's requests run under `plan`; '' where none is known.

    Requests that are open keep theirs. Raises NoSuchPlanError.
    """
    known = tuple(policy.in_force().policy.plans)
    if plan and plan not in known:
        raise NoSuchPlanError(plan, known)
    customer.plan = plan
    customer.save(update_fields=["plan"])


def standing(customer: Customer) -> Subscription:
    """Whether the customer's subscription runs, as events say it."""
    return cast("Subscription", customer.subscription)


def set_subscription(customer: Customer, state: Customer.Subscription | None) -> None:
    """The customer's subscription runs, or has ended; None where the desk does not know."""
    customer.subscription = state or ""
    customer.save(update_fields=["subscription"])
