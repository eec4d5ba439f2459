"""Who reads a page, in which zone and language, and when."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, tzinfo
from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kept.core import say
from kept.core.calendar import tz
from kept.front import doors, zones
from kept.front.promises import PromiseRow, Shown, shown
from kept.people.models import Customer
from kept.people.sign_in import customer_of

_YEAR: Final = 365 * 24 * 3600


@dataclass(frozen=True, slots=True)
class Reader:
    """`zone` is where they are, or the desk's own where that is not `known`.

    `chosen`: they said so themselves.
    """

    customer: Customer | None
    zone: str
    language: str
    now: datetime
    known: bool
    chosen: bool

    @property
    def tzinfo(self) -> tzinfo:
        return tz(self.zone)

    def in_zone(self, zone: str) -> Reader:
        """The same reader in the zone that they named before, where nothing newer is known."""
        return self if self.known or not zone else replace(self, zone=zone, known=True)

    @property
    def place(self) -> str:
        """Whose clock the times on the page are of: 'your time (Paris)', or 'UTC'."""
        return _("your time ({place})").format(place=self._zone) if self.known else self._zone

    @property
    def clock(self) -> str:
        """The same as a sentence of its own."""
        own, desk = _("All times are your own ({place})."), _("All times are {place}.")
        return (own if self.known else desk).format(place=self._zone)

    def shown(self, promise: PromiseRow) -> Shown:
        """A promise as customers see it: without the team's own aim."""
        return shown(
            promise, now=self.now, zone=self.tzinfo, language=self.language, for_customer=True
        )

    @property
    def _zone(self) -> str:
        return say.zone_name(self.zone, self.language)

    def moment(self, at: datetime) -> str:
        """'today, 19:20', on the reader's clock."""
        return say.moment(at, self.zone, self.now, self.language)


def read_by(request: HttpRequest) -> Reader:
    """The reader of this request. A signed-in customer's profile learns their browser's zone."""
    customer = customer_of(request)
    chosen = zones.known(request.GET.get("zone", "")) or zones.chosen(request)
    told = chosen or zones.told(request) or zones.known(request.POST.get("zone", ""))
    if customer and told and customer.zone != told:
        Customer.objects.filter(pk=customer.pk).update(zone=told)
        customer.zone = told
    zone = told or zones.known(customer.zone if customer else "")
    return Reader(
        customer=customer,
        zone=zone or settings.DESK.zone,
        language=(get_language() or settings.LANGUAGE_CODE)[:2],
        now=timezone.now(),
        known=bool(zone),
        chosen=bool(chosen),
    )


def page(
    request: HttpRequest,
    reader: Reader,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    private: bool = True,
) -> HttpResponse:
    """A page of the customers' side. `private`: no cache may keep it."""
    shared: dict[str, Any] = {"nav": doors.links(request), "reader": reader}
    if request.method == "GET" and not reader.chosen:
        shared["shown_zone"] = reader.zone  # a browser that is elsewhere asks again, once
    response = render(request, template, shared | context, status=status)
    if reader.chosen and request.COOKIES.get(zones.CHOSEN) != reader.zone:
        response.set_cookie(
            zones.CHOSEN, reader.zone, max_age=_YEAR, samesite="Lax", secure=settings.SECURE
        )
    if private:
        add_never_cache_headers(response)
    return response
