"""Which ticket a new request only repeats: a customer who asks again has one ticket, not two."""

from __future__ import annotations

from kept.people.models import Customer
from kept.tickets.draft import Draft
from kept.tickets.models import Message


def asked_before(customer: Customer, draft: Draft) -> int | None:
    """The open, unanswered ticket in which `customer` said the same words, the newest if several.

    The words decide, whatever channel they came by and whatever stood above them. What joining
    means, a resend or a repetition, is decided there (core.decide.receive).
    """
    if not draft.fingerprint:
        return None
    same = Message.objects.filter(
        customer=customer,
        kind=Message.Kind.CUSTOMER,
        stranger=False,
        fingerprint=draft.fingerprint,
        ticket__customer=customer,
        ticket__unanswered_since__isnull=False,
        ticket__status__in=("open", "waiting"),
    )
    return same.order_by("-ticket_id").values_list("ticket_id", flat=True).first()
