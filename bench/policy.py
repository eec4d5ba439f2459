"""Check and preview of a policy of fifty clauses, as the editor asks for them while one types.

python -m bench.policy [CLAUSES [OUTPUT]]

The policy is the example one with clauses of an ordinary length behind its own, in two languages;
each letter that is typed is a letter more in one of them, so that nothing is answered from a
memory of the same text. Wall time and CPU time of one process, medians of runs.
"""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from kept.core.policy import check, read, sketch
from kept.core.promises import Edition

CLAUSES = 50
RUNS = 21
BAR_MS = 200
NOW = datetime(2026, 1, 9, 18, 0, tzinfo=UTC)
WORDS = (
    "We look at what you send, ask for what is missing, and tell you what comes next. Where a part "
    "of the application is concerned, the team that builds it looks too. You have an answer "
    "{{ within promise.first_reply }}, and a correction {{ within promise.fix }}; we are open "
    "{{ hours }}. Write to {{ contact }} whenever something is unclear, and say what you tried."
)


def policy(clauses: int) -> dict[str, str]:
    """The example's files with so many clauses in each language."""
    folder = Path(__file__).resolve().parents[1] / "policies" / "copyfy"
    files = {path.name: path.read_text("utf-8") for path in sorted(folder.glob("*.*"))}
    own = files["en.md"].count("\n## ")
    more = "".join(f"\n## {n} Case {n - own}\n\n{WORDS}\n" for n in range(own + 1, clauses + 1))
    return {name: text + more if name.endswith(".md") else text for name, text in files.items()}


def typing(files: dict[str, str]) -> Iterator[dict[str, str]]:
    """The files as somebody types in the English text, and slows a promise down."""
    slower = files | {"policy.toml": files["policy.toml"].replace('"48 hours"', '"72 hours"')}
    for letters in count(1):
        yield slower | {"en.md": slower["en.md"] + "x" * letters + "\n"}


def run(clauses: int = CLAUSES) -> dict[str, dict[str, float]]:
    """Milliseconds for a check, a check with its reading, and all that the editor shows."""
    from kept.policy_editor.look import Base, look
    from kept.policy_editor.reads import Customer

    files = policy(clauses)
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
    lines = [f"{f'ms for {CLAUSES} clauses':<34}{'median':>10}{'worst':>10}{'CPU':>10}{'bar':>8}"]
    lines += [
        f"{name:<34}{one['median_ms']:>10.1f}{one['worst_ms']:>10.1f}{one['cpu_ms']:>10.1f}{BAR_MS:>8}"
        for name, one in measured.items()
    ]
    return "\n".join(lines)


def main(clauses: int, output: Path | None) -> None:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tests.settings")
    import django

    django.setup()
    measured = run(clauses)
    print(table(measured))
    if output:
        output.write_text(json.dumps(measured))


if __name__ == "__main__":
    said = [*sys.argv[1:], str(CLAUSES)][0]
    main(int(said), Path(sys.argv[2]) if len(sys.argv) > 2 else None)
