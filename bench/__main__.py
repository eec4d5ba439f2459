"""`make bench`: prints a table and writes bench.json.

python -m bench [TICKETS]   (default 100,000, each with three messages)
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

from bench import deadlines, replay

_BARS = {"list": 10.0, "search": 10.0, "ticket": 10.0, "reply": 10.0}
_BARS_OF_WORDS = {"search, rare word": 8.0, "search, common word": 25.0}


def main(tickets: int) -> None:
    measured: dict[str, Any] = {"deadlines": deadlines.run()}
    print(deadlines.table(measured["deadlines"]), flush=True)
    measured["replay"] = replay.run()
    print(f"\n{replay.table(measured['replay'])}", flush=True)
    measured["editor"] = _editor()
    for database, around in (("sqlite", []), ("postgresql", ["-m", "tests.postgres"])):
        print(f"\n{database}: filling a record …", flush=True)
        subprocess.run([sys.executable, *_within(around, ["-m", "bench.first_read"])], check=True)
        print(f"\n{database}: filling a desk …", flush=True)
        measured[database] = _desk(tickets, around)
        print(_table(measured[database]), flush=True)
    Path("bench.json").write_text(json.dumps(measured, indent=1) + "\n")
    print("\nAll figures are in bench.json.")


def _editor() -> dict[str, Any]:
    """Prints its own table."""
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "measured.json")
        words = ["-m", "bench.editor", str(output)]
        print(flush=True)
        subprocess.run([sys.executable, *words], check=True)
        measured: dict[str, Any] = json.loads(output.read_text())
    return measured


def _desk(tickets: int, around: list[str]) -> dict[str, Any]:
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder, "measured.json")
        output.touch()
        output.chmod(0o666)
        words = ["-m", "bench.desk", str(tickets), str(output)]
        subprocess.run([sys.executable, *_within(around, words)], check=True)
        measured: dict[str, Any] = json.loads(output.read_text())
    return measured


def _within(around: list[str], words: list[str]) -> list[str]:
    return [*around, sys.executable, *words] if around else words


def _table(measured: dict[str, Any]) -> str:
    mail = measured["ingest"]
    lines = [f"{'CPU ms a request (wall)':<34}{'median':>10}{'bar':>8}"]
    for name, cost in measured["pages"].items():
        bar = _BARS_OF_WORDS.get(name, _BARS[name.partition(",")[0]])
        lines.append(f"{name:<34}{cost['cpu_ms']:>10.1f}{bar:>8.0f}   ({cost['wall_ms']:.1f})")
    lines += [
        f"{'read for search: CPU ms a ticket':<34}{measured['index_ms']:>10.2f}",
        "",
        f"mail in, {mail['mails']} mails, {mail['rounds']} rounds",
        f"{'messages a second, one core':<34}{mail['kept']['a_second']:>10.0f}{100:>8}",
        f"{'CPU ms a message':<34}{mail['kept']['cpu_ms']:>10.2f}{8:>8}",
        f"{'the floor: CPU ms a message':<34}{mail['floor']['cpu_ms']:>10.2f}",
        f"{'times the floor':<34}{mail['cpu_times_floor']:>10.2f}{3:>8}",
        f"{'the least (no decoding): CPU ms':<34}{mail['least']['cpu_ms']:>10.2f}",
        f"{'times the least':<34}{mail['cpu_times_least']:>10.2f}",
        f"{'an acknowledgement: CPU ms':<34}{mail['acknowledgement_cpu_ms']:>10.2f}",
    ]
    return "\n".join(lines)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 100_000)
