"""Take out of the database what no row holds any more.

SQLite gives a row's place to another row and leaves its bytes until then, so after somebody was
erased the file is written anew, without them. Nobody else writes meanwhile (2.5 s for 40 MB on two
busy cores): a larger one waits for the desk to be closed, or for a day.
PostgreSQL does the like by itself (`docs/operating/erasing.md`).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from django.db import connection

from kept.erasing.models import Erasure
from kept.erasing.rooms import rooms

#: A file of so many bytes is written anew at once.
AT_ONCE: Final = 64 * 2**20
#: A larger one waits no longer for the desk to close.
LONGEST: Final = timedelta(days=1)


def sweep(at: datetime, is_open: Callable[[], bool]) -> bool:
    """Sweep if somebody was erased since the last time, and if it is a good moment. `is_open`:
    whether the desk is, at `at`."""
    waiting = Erasure.objects.filter(ended_at__isnull=False, swept_at=None)
    since = waiting.order_by("ended_at").values_list("ended_at", flat=True).first()
    if since is None:
        return False
    if _bytes() > AT_ONCE and at - since < LONGEST and is_open():
        return False
    for room in rooms().values():
        if room.sweep:
            room.sweep()
    if connection.vendor == "sqlite":
        _write_anew()
    waiting.filter(ended_at__lte=at).update(swept_at=at)
    return True


def _write_anew() -> None:
    """The file without free places, and no log beside it that still has them."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        cursor.fetchall()


def _bytes() -> int:
    """How large the database's one file is; 0 where it is not one."""
    if connection.vendor != "sqlite":
        return 0
    file = Path(str(connection.settings_dict["NAME"]))
    return file.stat().st_size if file.is_file() else 0
