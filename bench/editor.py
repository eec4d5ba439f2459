"""All that the policy's editor says while one types: a policy of fifty clauses.

python -m bench.editor [OUTPUT]

The long policy of `bench.long_policy`, with a promise that changed, so that clauses read otherwise;
each letter that is typed is a letter more in a text, so that nothing is answered from a memory of
the same text. Wall time and CPU time of one process, medians of runs.
"""

from __future__ import annotations

import json
import os
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from bench import long_policy
from kept.core.policy import check, read, sketch
from kept.core.promises import Edition

RUNS = 15
BAR_MS = 200
NOW = datetime(2026, 1, 9, 18, 0, tzinfo=UTC)


def typing(files: dict[str, str]) -> Iterator[dict[str, str]]:
    """The files as somebody types in the English text, after a change of the hours."""
    shorter = files | {"policy.toml": files["policy.toml"].replace("9:00", "9:30")}
    for letters in count(1):
        yield shorter | {"en.md": shorter["en.md"] + "x" * letters + "\n"}


def run() -> dict[str, dict[str, float]]:
    """Milliseconds for a check, a check with its reading, and all that the editor shows."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    from kept.policy_editor.look import Base, look
    from kept.policy_editor.reads import Customer

    files = long_policy.policy()
    base = Base(Edition(1, read(files)), files)
    customer = Customer("en", "America/New_York")
    asked: dict[str, Callable[[dict[str, str]], object]] = {
        "check": check,
        "check and read": sketch,
        "all that is shown": lambda now: look(now, base, customer, "en", NOW),
    }
    return {name: _timed(what, typing(files)) for name, what in asked.items()}


def _timed(
    what: Callable[[dict[str, str]], object], typed: Iterator[dict[str, str]]
) -> dict[str, float]:
    what(next(typed))
    walls, cpus = [], []
    for _run in range(RUNS):
        files = next(typed)
        wall, cpu = time.perf_counter(), time.process_time()
        what(files)
        walls.append(time.perf_counter() - wall)
        cpus.append(time.process_time() - cpu)
    return {
        "median_ms": statistics.median(walls) * 1000,
        "worst_ms": max(walls) * 1000,
        "cpu_ms": statistics.median(cpus) * 1000,
    }


def table(measured: dict[str, dict[str, float]]) -> str:
    title = f"ms for {long_policy.CLAUSES} clauses"
    lines = [f"{title:<34}{'median':>10}{'worst':>10}{'CPU':>10}{'bar':>8}"]
    lines += [
        f"{name:<34}{one['median_ms']:>10.1f}{one['worst_ms']:>10.1f}{one['cpu_ms']:>10.1f}{BAR_MS:>8}"
        for name, one in measured.items()
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    measured = run()
    print(table(measured))
    if sys.argv[1:]:
        Path(sys.argv[1]).write_text(json.dumps(measured))
