"""Mails that somebody wrote to hurt a reader, each as long as the desk takes, and their cost.

    python -m tests.mail.hostile                  all of them: seconds of work and peak in MB
    python -m tests.mail.hostile html "To|Cc"      those whose names begin so

`understand` reads each in a process of its own, then `kept mail try` does, which starts a Python
and prints what was understood besides. A cost over the bars of `tests.mail.fuzz` is marked.
"""

from __future__ import annotations

import argparse
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator

from tests.mail.fuzz import LONGEST, MOST_MB, MOST_SECONDS, Reader
from tests.mail.hostile.kinds import KINDS

_TRY = """
import re, sys, time
from kept.cli import main
sys.argv = ["kept", "mail", "try", sys.argv[1]]
try:
    main()
except SystemExit:
    pass
peak = re.findall(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[0]
print(time.process_time(), int(peak) / 1024, file=sys.stderr)
"""


def cost(raw: bytes) -> tuple[float, float]:
    """Seconds of work and peak in MB of `kept mail try`, whose words nobody hears."""
    with tempfile.NamedTemporaryFile(suffix=".eml") as file:
        file.write(raw)
        file.flush()
        done = subprocess.run(
            [sys.executable, "-c", _TRY, file.name],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
    seconds, mb = map(float, done.stderr.split())
    return seconds, mb


def table(names: Iterator[str], size: int) -> int:
    """A line for each; how many are over a bar."""
    over = 0
    sys.stdout.write(f"{'':<36}{'size':>7}{'understand':>19}{'kept mail try':>19}\n")
    for name in names:
        raw = KINDS[name](size)[:LONGEST]
        reader = Reader()  # a new one for each: what one mail leaves in memory is not the next's
        seconds, mb, wrong = reader.cost(raw)
        reader.close()
        tried, tried_mb = cost(raw)
        bad = wrong or seconds > MOST_SECONDS or max(mb, tried_mb) > MOST_MB
        over += bool(bad)
        sys.stdout.write(
            f"{name:<36}{len(raw) / 2**20:>4.1f} MB{seconds:>8.2f} s{mb:>6.0f} MB"
            f"{tried:>8.2f} s{tried_mb:>6.0f} MB{' !' if bad else ''} {wrong}\n"
        )
        sys.stdout.flush()
    return over


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", default=[".*"], help="what names begin with")
    parser.add_argument("--mb", type=float, default=LONGEST / 2**20)
    args = parser.parse_args()
    chosen = [name for name in KINDS if any(re.match(one, name) for one in args.names)]
    over = table(iter(chosen), int(args.mb * 2**20))
    sys.stdout.write(f"{len(chosen)} mails, {over} over {MOST_SECONDS:.0f} s or {MOST_MB} MB\n")
    return int(over > 0)


if __name__ == "__main__":
    sys.exit(main())
