"""Files that an erased message named leave the disk, unless somebody else sent the same."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import Final

from django.utils import timezone

from kept.erasing.models import LooseFile
from kept.record import files

#: Whoever hands in a file has written down who names it within this time.
_BEING_SENT: Final = timedelta(minutes=10)


def loosen(sha256s: Iterable[str]) -> None:
    """These files lose a message that names them: in the transaction that takes it away."""
    rows = [LooseFile(sha256=one, since=timezone.now()) for one in sorted(set(sha256s))]
    LooseFile.objects.bulk_create(rows, ignore_conflicts=True)


def take_away(at: datetime, named: Callable[[str], bool]) -> None:
    """Take loose files off the disk that nobody names any more. One that was handed in a short
    while ago waits: a message that names it may be on its way."""
    for one in LooseFile.objects.order_by("since"):
        if named(one.sha256) or files.discard(one.sha256, unused_since=at - _BEING_SENT):
            one.delete()
