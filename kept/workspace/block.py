"""Refuse further mail from the customer of a ticket, or take it again: one press each."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone

from kept.core.decide import Refused
from kept.core.events import Actor
from kept.core.mail import Address
from kept.mailboxes import blocking
from kept.people.models import Staff
from kept.tickets import access
from kept.tickets.actions import Done
from kept.workspace.acts import Result, act


@act
def block(request: HttpRequest, staff: Staff, number: int) -> Result:
    """Block the address of the ticket's customer; with `heard`, listen to it again."""
    address = Address("", access.ticket(staff, number).customer.email).key
    now, by = timezone.now(), Actor("staff", staff.pk)
    if "heard" in request.POST:
        blocking.unblock(address, by=by, at=now)
        return Done(number, ())
    done = blocking.block(address, by=by, at=now, ticket=number)
    return done if isinstance(done, Refused) else Done(number, ())
