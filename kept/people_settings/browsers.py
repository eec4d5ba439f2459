"""Where somebody is signed in, in words: "Firefox, Windows"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _

from kept.people import devices
from kept.people.models import Device
from kept.people.reader import Reader

Names = Sequence[tuple[re.Pattern[str], str]]

#: The first that fits: a browser also names those whose pages it wants.
_BROWSERS: Final[Names] = [
    (re.compile(pattern), name)
    for pattern, name in (
        (r"\bEdgA?/|\bEdgiOS/", "Edge"),
        (r"\bOPR/", "Opera"),
        (r"\bSamsungBrowser/", "Samsung Internet"),
        (r"\bFirefox/|\bFxiOS/", "Firefox"),
        (r"Chrome/|\bCriOS/|\bChromium/", "Chrome"),
        (r"\bSafari/", "Safari"),
    )
]
_SYSTEMS: Final[Names] = [
    (re.compile(pattern), name)
    for pattern, name in (
        (r"\biPhone\b", "iPhone"),
        (r"\biPad\b", "iPad"),
        (r"\bAndroid\b", "Android"),
        (r"\bWindows\b", "Windows"),
        (r"\bMac OS X\b|\bMacintosh\b", "macOS"),
        (r"\bCrOS\b", "ChromeOS"),
        (r"\bLinux\b", "Linux"),
    )
]


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser that is signed in. `here`: the one that reads this."""

    row: Device
    name: str
    since: str
    seen: str
    here: bool


def browsers(read: Reader, this: int | None) -> list[Browser]:
    """Where the reader is signed in, the browser used last first."""
    return [
        Browser(
            row,
            named(row.told) or _("A browser that does not say its name"),
            read.moment(row.since),
            read.moment(row.seen_at),
            row.pk == this,
        )
        for row in devices.of(read.staff)
    ]


def named(told: str) -> str:
    """'Firefox, Windows', from what a browser says of itself; '' where it says neither."""
    found = (_first(names, told) for names in (_BROWSERS, _SYSTEMS))
    return ", ".join(filter(None, found))


def _first(names: Names, told: str) -> str:
    return next((name for pattern, name in names if pattern.search(told)), "")
