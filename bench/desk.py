"""One desk with many tickets, measured: mail in, then pages. Writes JSON to a file.

Run as a process of its own for each database: python -m bench.desk TICKETS OUTPUT
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def main(tickets: int, output: Path) -> None:
    with home():
        output.write_text(json.dumps(_measured(tickets)))


@contextmanager
def home() -> Iterator[Path]:
    """The directory of an empty desk, which is this process's until the body ends."""
    with tempfile.TemporaryDirectory(prefix="kept-bench-") as folder:
        Path(folder, "desk.toml").write_text(
            'name = "Copyfy"\naddress = "contact@copyfy.io"\n', "utf-8"
        )
        os.environ |= {
            "KEPT_HOME": folder,
            "KEPT_DNS": "off",
            "KEPT_WEB": "127.0.0.1:8765",
            "KEPT_SMTP": "127.0.0.1:8766",
            "DJANGO_SETTINGS_MODULE": "kept.site.settings",
        }
        yield Path(folder)


def _measured(tickets: int) -> dict[str, Any]:
    import django

    django.setup()
    from datetime import UTC, datetime

    from django.db import connection

    from bench import fill, ingest, pages
    from kept.channels.mail import spool
    from kept.site import prepare

    prepare.bring_up_to_date(datetime.now(UTC))
    spool.prepare()
    began = time.perf_counter()
    long = fill.fill(tickets)
    indexed = _indexed()
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    filled = time.perf_counter() - began
    print(f"  {tickets} tickets in {filled:.0f} s ({connection.vendor})", flush=True)
    served = pages.run(long)
    return {"tickets": tickets, "pages": served, "index_ms": indexed, "ingest": ingest.run()}


def _indexed() -> float:
    """Let the worker read the words of all tickets: CPU milliseconds of it for each."""
    from kept.search import filling

    began, read = time.process_time(), 0
    while done := filling.catch_up():
        read += done
    return (time.process_time() - began) / read * 1000


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
