"""The browsers in which somebody of the team is signed in: seen, and ended one by one.

A device is written down when somebody signs in, and follows its session when that changes its
key. That it is used is noted once in `SEEN_EVERY` for each process of the web, so that a page costs
no write.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.contrib.sessions.models import Session
from django.core.cache import cache
from django.http import HttpRequest
from django.utils import timezone

from kept.people.models import Device, Staff

SEEN_EVERY: Final = 300
KEY: Final = "device"


def begin(request: HttpRequest, staff: Staff, *, at: datetime) -> None:
    """Write down that `staff` has just signed in with this browser."""
    _forget_ended(staff)
    key = request.session.session_key or ""
    told = request.headers.get("User-Agent", "")[:300]
    device = Device.objects.create(staff=staff, session=key, told=told, since=at, seen_at=at)
    request.session[KEY] = device.pk
    Staff.objects.filter(pk=staff.pk).update(seen_at=at)


def seen(request: HttpRequest, staff: Staff) -> None:
    """Note that somebody uses the workspace, unless that was noted a moment ago."""
    number = request.session.get(KEY)
    if number is None or not cache.add(f"seen:{number}", 1, SEEN_EVERY):
        return
    now = timezone.now()
    Device.objects.filter(pk=number, staff=staff).update(seen_at=now)
    Staff.objects.filter(pk=staff.pk).update(seen_at=now)


def of(staff: Staff) -> list[Device]:
    """Where somebody is signed in now, the one used last first."""
    _forget_ended(staff)
    return list(staff.devices.order_by("-seen_at", "-pk"))


def end(staff: Staff, number: int) -> bool:
    """Sign one browser of theirs out. False where there is none of this number."""
    return _end(Device.objects.filter(staff=staff, pk=number)) > 0


def end_all(staff: Staff, *, but: int | None = None) -> int:
    """Sign all browsers of theirs out, `but` one; how many."""
    return _end(device for device in staff.devices.all() if device.pk != but)


def _end(devices: Iterable[Device]) -> int:
    ended = {device.pk: device.session for device in devices}
    Session.objects.filter(pk__in=ended.values()).delete()
    Device.objects.filter(pk__in=ended).delete()
    return len(ended)


def _forget_ended(staff: Staff) -> None:
    """Signed out by themselves, or over: there is nothing to end any more."""
    going = Session.objects.filter(expire_date__gt=timezone.now()).values("session_key")
    staff.devices.exclude(session__in=going).delete()
