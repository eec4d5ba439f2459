"""Let somebody take part in a ticket, or take them out, and say who gets a copy of a reply."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.core import mail
from kept.mailboxes.directory import directory
from kept.people import customers
from kept.people.models import Customer, Staff
from kept.tickets import actions
from kept.tickets.draft import Copy
from kept.workspace.acts import Result, act
from kept.workspace.given import whole
from kept.workspace.screen import Mistake

_MOST: Final = 20


@act
def take_part(request: HttpRequest, staff: Staff, number: int) -> Result:
    """`out`: the number of somebody who takes part no more; else `in`: an address of somebody who
    does from now on, as 'Name <name@example.org>' or alone."""
    at = timezone.now()
    if (leaving := whole(request.POST.get("out"))) is not None:
        who = Customer.objects.filter(pk=leaving).first()
        if who is None:
            return Mistake(_("There is no such person."), _("Choose somebody from the list."))
        return actions.take_out(number, who, by=staff, at=at)
    found = wanted(request.POST.get("in", ""))
    if isinstance(found, Mistake):
        return found
    if not found:
        return Mistake(_("Nobody was named."), _("Write an address, then let them in."))
    done: Result = Mistake("")
    for who in found:
        done = actions.let_in(number, who, by=staff, at=at)
    return done


def wanted(text: str) -> list[Customer] | Mistake:
    """The people of the addresses in `text`, written down where the desk did not know them."""
    found = mail.read_addresses(text[:2000])
    house = directory()
    for one in found:
        if not one.domain or house.of(one.email) or len(one.email) > 254:
            what = _("“%(address)s” is not an address that a copy can go to.")
            return Mistake(what % {"address": one.email[:80]}, _("Your text is kept."))
    if text.strip() and not found:
        return Mistake(_("No address was found in it."), _("Your text is kept."))
    return [_known(one) for one in found[:_MOST]]


def _known(one: mail.Address) -> Customer:
    return customers.find_or_add(
        key=one.key, email=one.email, name=one.name[:200], language="", zone="", at=timezone.now()
    )


def copies(request: HttpRequest, staff: Staff, ticket: int) -> tuple[Copy, ...] | Mistake:
    """Who else gets a reply: of those who take part, whom the writer left ticked; and whoever is
    named in `cc`, who takes part from then on."""
    added = wanted(request.POST.get("cc", ""))
    if isinstance(added, Mistake):
        return added
    for who in added:
        actions.let_in(ticket, who, by=staff, at=timezone.now())
    ticked = [number for one in request.POST.getlist("copy") if (number := whole(one)) is not None]
    if not ticked and not added:
        return ()
    chosen = Customer.objects.filter(pk__in=[*ticked, *(who.pk for who in added)])
    return tuple(Copy(who.pk, who.name, who.email) for who in chosen.order_by("pk"))
