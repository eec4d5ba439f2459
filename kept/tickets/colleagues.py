"""What the people of a company may know of each other's requests."""

from __future__ import annotations

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from kept.companies.belonging import colleagues
from kept.companies.models import Company
from kept.people.models import Customer
from kept.tickets.models import Ticket


def asked_by_colleagues(customer: Customer, companies: Iterable[Company]) -> QuerySet[Ticket]:
    """What others of these companies asked since those were opened, to be listed and no more: it
    gives nobody a page of theirs (`access`). Not what a stranger may have written in a colleague's
    name, nor what goes on as another request."""
    of_any = Q(pk__in=())
    for one in companies:
        of_any |= Q(customer__in=colleagues(one), opened_at__gte=one.since)
    asked = Ticket.objects.filter(of_any, merged_into=None, doubted=0)
    return asked.exclude(customer=customer)
