"""The first read of a large record: what who runs `kept replay` waits for once.

Run as a process of its own for each database: python -m bench.first_read [TICKETS]
The floor is what fetching the same events costs, a row each, when nothing is made of them.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

RUNS = 3
BAR = 10.0


def main(tickets: int) -> None:
    with tempfile.TemporaryDirectory(prefix="kept-bench-") as home:
        Path(home, "desk.toml").write_text(
            'name = "Copyfy"\naddress = "contact@copyfy.io"\n', "utf-8"
        )
        os.environ |= {"KEPT_HOME": home, "DJANGO_SETTINGS_MODULE": "kept.site.settings"}
        sys.stdout.write(f"{_measured(tickets)}\n")


def _measured(tickets: int) -> str:
    import django

    django.setup()
    from django.db import connection

    from bench import record, replay
    from kept.record.models import Event
    from kept.replay.gathered import READ
    from kept.replay.record import Events
    from kept.site import prepare

    prepare.bring_up_to_date(datetime.now(UTC))
    told = record.fill(replay.history(tickets))

    def fetched() -> None:
        names = ("id", "ticket", "at", "by", "type", "data")
        rows = Event.objects.filter(type__in=READ).order_by("pk").values_list(*names)
        with connection.chunked_cursor() as cursor:
            cursor.execute(*rows.query.sql_with_params())
            while cursor.fetchmany(20_000):
                pass

    floor, read = _seconds(fetched), _seconds(lambda: Events().read_on())
    return "\n".join(
        (
            f"first read of {tickets:,} tickets, {told:,} events ({connection.vendor})",
            f"{'seconds, median of ' + str(RUNS):<28}{'wall':>8}{'CPU':>8}{'bar':>6}",
            f"{'the read':<28}{read[0]:>8.2f}{read[1]:>8.2f}{BAR:>6.0f}",
            f"{'the floor: rows, unread':<28}{floor[0]:>8.2f}{floor[1]:>8.2f}",
        )
    )


def _seconds(work: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = [], []
    for _run in range(RUNS):
        began, before = time.perf_counter(), time.process_time()
        work()
        wall.append(time.perf_counter() - began)
        cpu.append(time.process_time() - before)
    return statistics.median(wall), statistics.median(cpu)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
