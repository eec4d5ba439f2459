"""The zone that a browser tells (kept/public/zone.js), and the one that its person chose."""

from __future__ import annotations

from typing import Final
from urllib.parse import unquote

from django.http import HttpRequest

from kept.core.calendar import find_tz

TOLD: Final = "zone"
CHOSEN: Final = "zone_chosen"

_LONGEST: Final = 64


def chosen(request: HttpRequest) -> str:
    """The zone that the person at this browser chose; '' where they chose none."""
    return _cookie(request, CHOSEN)


def told(request: HttpRequest) -> str:
    """The zone that the person chose, else the one that the browser is in; '' if none is known."""
    return chosen(request) or _cookie(request, TOLD)


def known(name: str) -> str:
    """`name` if there is such a time zone, else ''."""
    return name if len(name) <= _LONGEST and find_tz(name) else ""


def _cookie(request: HttpRequest, name: str) -> str:
    return known(unquote(request.COOKIES.get(name, "")))
