"""The first read of a large record: what who runs `kept replay` waits for once.

Run as a process of its own for each database: python -m bench.first_read [TICKETS]
It is read by several threads and by one alone, which has to tell the same, and as the worker reads
it ahead, with the longest time for which that keeps it from its other work; the floor is what
fetching the same events costs, a row each, when nothing is made of them. Then the whole command:
without anything on the shelf, and with it.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from bench.desk import home

RUNS = 3
BAR = 10.0
_COMMAND = (sys.executable, "-m", "kept", "replay", "--policy")


def main(tickets: int) -> None:
    with home() as folder:
        sys.stdout.write(f"{_measured(tickets, folder)}\n")


def _measured(tickets: int, folder: Path) -> str:
    import django

    django.setup()
    from django.db import connection

    from bench import record, replay
    from kept.site import prepare

    prepare.bring_up_to_date(datetime.now(UTC))
    told = record.fill(replay.history(tickets))
    command = [*_COMMAND, str(_draft(folder))]
    # As installed: no module is compiled anew each time.
    installed = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}

    def warm() -> None:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=installed)

    def unread(work: Callable[[], object]) -> Callable[[], object]:
        def worked() -> object:
            shutil.rmtree(folder / "replay", ignore_errors=True)
            return work()

        return worked

    steps: list[float] = []
    work: dict[str, Callable[[], object]] = {
        "the read": unread(_read),
        "by one thread": unread(_read_alone),
        "by the worker, ahead": unread(partial(_read_ahead, steps)),
        "the floor: rows, unread": _fetched,
        "kept replay, nothing read yet": unread(warm),
        "kept replay, read before": warm,
    }
    lines = [
        f"first read of {tickets:,} tickets, {told:,} events ({connection.vendor})",
        f"{'seconds, median of ' + str(RUNS):<30}{'wall':>8}{'CPU':>8}{'load':>7}{'bar':>6}",
    ]
    for name, one in work.items():
        wall, cpu, load = _seconds(one)
        lines.append(f"{name:<30}{wall:>8.2f}{cpu:>8.2f}{load:>7.1f}{BAR:>6.0f}")
    lines.append(f"the worker's longest step: {max(steps, default=0.0):.2f} s")
    _same(unread(_read)(), unread(_read_alone)())
    return "\n".join(lines)


def _draft(home: Path) -> Path:
    """A policy with a later first reply than the one that this publishes."""
    from kept.site import prepare, publishing

    copyfy, draft = prepare.policies() / "copyfy", home / "draft"
    how = {"note": "The first.", "major": False, "effective": "", "by": ""}
    list(publishing.publish(copyfy, **how, now=datetime.now(UTC)))  # type: ignore[arg-type]
    draft.mkdir()
    for name, text in prepare.policy_files(copyfy).items():
        later = text.replace("end of the first hour of a business day", "4 business hours")
        Path(draft, name).write_text(later, "utf-8")
    return draft


def _read() -> Any:
    from kept.replay import shelf

    return shelf.events().history(datetime.now(UTC))


def _read_alone() -> Any:
    from django.db import transaction

    with transaction.atomic():  # what is in it no other connection can know
        return _read()


def _read_ahead(steps: list[float]) -> None:
    from kept.replay.shelf import Ahead

    ahead, began = Ahead(), time.perf_counter()
    while ahead.step():
        steps.append(time.perf_counter() - began)
        began = time.perf_counter()


def _fetched() -> None:
    from django.db import connection

    from kept.record.models import Event
    from kept.replay.gathered import ACTS

    names = ("id", "ticket", "at", "by", "type", "data")
    rows = Event.objects.filter(type__in=ACTS).order_by("pk").values_list(*names)
    with connection.chunked_cursor() as cursor:
        cursor.execute(*rows.query.sql_with_params())
        while cursor.fetchmany(20_000):
            pass


def _same(one: Any, other: Any) -> None:
    assert (one.values, one.told) == (other.values, other.told)
    names = ("numbers", "opened", "ticket", "act", "at", "value")
    assert all((getattr(one, name) == getattr(other, name)).all() for name in names)


def _seconds(work: Callable[[], object]) -> tuple[float, float, float]:
    """Wall, CPU with that of the processes which the work started, and how loaded the machine was
    before: medians."""
    rows = []
    for _run in range(RUNS):
        load, began, before = os.getloadavg()[0], time.perf_counter(), sum(os.times()[:4])
        work()
        rows.append((time.perf_counter() - began, sum(os.times()[:4]) - before, load))
    wall, cpu, load = (median(column) for column in zip(*rows, strict=True))
    return wall, cpu, load


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 1_000_000)
