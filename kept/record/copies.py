"""What names one copy of an announcement on its way, and what comes back because of it.

Here because two rooms need it that do not know each other: the one that sends copies, and the one
that receives the reports of mail servers.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from typing import Final

from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from kept.record.models import UndeliveredCopy

_MARK: Final = r"(\d{1,9})\.(\d{12})\.([0-9a-f]{20})"
_MESSAGE: Final = re.compile(rf"\s*<?{_MARK}@[^@]+")
_RETURN: Final = re.compile(rf"[^@+]+\+n{_MARK}@[^@]+", re.I)


def mark(version: int, subscriber: int) -> str:
    """What names one copy, in its Message-ID and the address it returns to; not to be forged."""
    return f"{version}.{subscriber:012d}.{_seal(version, subscriber)}"


def return_address(version: int, subscriber: int) -> str:
    """Where a mail server reports that this copy could not be delivered."""
    local, _, domain = settings.DESK.address.rpartition("@")
    return f"{local}+n{mark(version, subscriber)}@{domain}"


def marked(names: Iterable[str]) -> tuple[int, int] | None:
    """The version and the subscriber that one of these Message-IDs or addresses of ours names."""
    for name in names:
        found = _RETURN.fullmatch(name) or _MESSAGE.match(name)
        if found:
            version, subscriber = int(found[1]), int(found[2])
            if constant_time_compare(found[3].lower(), _seal(version, subscriber)):
                return version, subscriber
    return None


def came_back(copy: tuple[int, int], *, permanent: bool, words: str, at: datetime) -> None:
    """Write down, in the caller's transaction, that a copy could not be delivered."""
    UndeliveredCopy.objects.create(
        version=copy[0], subscriber=copy[1], permanent=permanent, words=words, at=at
    )


def _seal(version: int, subscriber: int) -> str:
    said = f"{version}.{subscriber}"
    return salted_hmac("kept.record.copies", said, algorithm="sha256").hexdigest()[:20]
