"""Who has given their password and still owes the second step: nobody is signed in before it.

Held in the session of this browser alone, for ten minutes, and only as long as the password stays
what it was.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.contrib.auth import login
from django.http import HttpRequest
from django.utils.crypto import constant_time_compare

from kept.people import arrivals
from kept.people.models import Staff

SECONDS: Final = 600
_KEY: Final = "second_step"


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody at the door. `back`: the page that they wanted."""

    staff: Staff
    back: str


def wait(request: HttpRequest, staff: Staff, back: str, *, at: datetime) -> None:
    """Remember who it is, under a new session key."""
    request.session.cycle_key()
    seal = staff.get_session_auth_hash()
    request.session[_KEY] = [staff.pk, int(at.timestamp()), seal, back]


def waiting(request: HttpRequest, *, at: datetime) -> Waiting | None:
    """Who waits at this browser; None where nobody does, or for too long."""
    number, since, seal, back = request.session.get(_KEY) or (None, 0, "", "")
    if number is None or at.timestamp() - since > SECONDS:
        return None
    staff = Staff.objects.filter(pk=number, is_active=True).first()
    if staff is None or not constant_time_compare(staff.get_session_auth_hash(), seal):
        return None
    return Waiting(staff, back)


def come_in(request: HttpRequest, staff: Staff, *, at: datetime) -> None:
    """They have done the second step: sign them in, under a new session key."""
    request.session.pop(_KEY, None)
    login(request, staff)
    arrivals.arrived(request, staff, at=at)
