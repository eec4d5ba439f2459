"""The team says whether the customer's subscription runs."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from kept.core import decide
from kept.core.decide import Refused
from kept.core.events import Actor, Subscription
from kept.people import subscriptions
from kept.people.models import Customer, Staff
from kept.tickets.models import Ticket
from kept.tickets.write import Done, change


def set_subscription(
    ticket: int, subscription: Subscription, *, by: Staff, at: datetime
) -> Done | Refused:
    """The customer's subscription runs, has ended, or ('') nobody knows: for this request and, as
    it is the customer's, for the next ones. What the policy owes for it starts; what is owed
    stays. Their other open requests keep what was known when they came in.
    """
    with transaction.atomic(savepoint=False):
        done = change(
            ticket,
            lambda state, edition: decide.set_subscription(state, subscription),
            at=at,
            by=Actor("staff", by.pk),
        )
        if isinstance(done, Done):
            known = Customer.Subscription(subscription) if subscription else None
            customer = Ticket.objects.select_related("customer").get(pk=ticket).customer
            subscriptions.set_subscription(customer, known)
        return done
