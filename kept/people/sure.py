"""Whether somebody has shown a moment ago that it is they.

Who finds a desk unlocked may read and answer until they are seen. They must not stay: before a way
in is added or changed, the password (or a passkey) is asked for again.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.http import HttpRequest

MINUTES: Final = 15
_KEY: Final = "sure"


def confirm(request: HttpRequest, *, at: datetime) -> None:
    """They have just shown it, in this browser."""
    request.session[_KEY] = int(at.timestamp())


def is_sure(request: HttpRequest, *, at: datetime) -> bool:
    """Whether they showed it in this browser, at most `MINUTES` ago."""
    return at.timestamp() - float(request.session.get(_KEY, 0)) <= MINUTES * 60
