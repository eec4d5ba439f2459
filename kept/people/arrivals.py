"""Signing in, as the desk remembers it: who came in, and who was turned away."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest

from kept.core.events import DESK, Actor
from kept.people import devices, sure
from kept.people.models import Staff
from kept.record import audit


def arrived(request: HttpRequest, staff: Staff, *, at: datetime) -> None:
    """Somebody of the team has signed in with this browser."""
    devices.begin(request, staff, at=at)
    sure.confirm(request, at=at)
    audit.note("signed_in", by=Actor("staff", staff.pk), at=at)


def turned_away(address: str, *, at: datetime) -> None:
    """Somebody gave a wrong password or code. As much work for an address that nobody has as for
    one of the team, so that the time it takes tells nothing; what was typed is not kept, for it
    may be a password. Who may try how often is limited before (`kept.people.limits`)."""
    number = Staff.objects.filter(email=address).values_list("pk", flat=True).first()
    about = None if number is None else Actor("staff", number)
    audit.note("sign_in_failed", by=DESK, at=at, about=about)
