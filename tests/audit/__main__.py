"""Look at a desk as it would stand on the internet, behind https.

    python -m tests.audit

Django's own checks for a deployment; what is known against the pinned packages; the headers,
cookies and pages of a demo desk, along all its links, as a visitor, a customer, an agent and a
lead. Prints each finding and ends with 1 if there is one. What could not be looked at is said.
"""

from __future__ import annotations

import logging
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from tests.audit import HOST, dependencies
from tests.desk import ROOT, Desk

#: Warnings of Django's that a desk lives with, and why.
ACCEPTED: Final = {
    "security.W005": "the desk does not speak for other machines below its name",
    "security.W008": "the web listens on loopback; the proxy before it sends http to https",
    "security.W021": "a list that browsers ship is the operator's to join, not ours",
}
SHOWN: Final = 3


def main() -> int:
    with tempfile.TemporaryDirectory(prefix="kept-audit-") as folder:
        desk = Desk(Path(folder, "desk"), web="127.0.0.1:8000", smtp="127.0.0.1:2525")
        desk.kept("demo")
        _put_behind_https(desk)
        found = [
            *_told("Django's checks for a deployment", _of_django(desk)),
            *_told("The packages of requirements.txt", _of_packages()),
            *_told("Headers, cookies and pages", _of_pages(desk)),
        ]
    _say(f"\n{len(found)} findings." if found else "\nNothing was found.")
    return bool(found)


def _told(title: str, looked: Iterator[str]) -> Sequence[str]:
    _say(f"\n{title}")
    found = list(looked)
    _say("\n".join(f"  FOUND  {one}" for one in found) or "  nothing found")
    return found


def _put_behind_https(desk: Desk) -> None:
    file = desk.home / "desk.toml"
    there, told = re.subn(r'(?m)^url = ".*"$', f'url = "https://{HOST}"', file.read_text("utf-8"))
    assert told == 1, "desk.toml says its address once"
    file.write_text(re.sub(r"(?m)^demo = true\n", "", there), "utf-8")


def _of_django(desk: Desk) -> Iterator[str]:
    command = [sys.executable, "-m", "django", "check", "--deploy"]
    done = subprocess.run(
        command, cwd=ROOT, env=desk.environment | {"PYTHONPATH": str(ROOT)},
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    said = done.stdout + done.stderr
    told = re.findall(r"^(?:\S+: )?\((\w+\.[WE]\d+)\) (.*)$", said, re.MULTILINE)
    if done.returncode and not told:
        yield said.strip()
    for code, words in told:
        if code in ACCEPTED:
            _say(f"  {code} stands: {ACCEPTED[code]}")
        else:
            yield f"{code}: {words}"


def _of_packages() -> Iterator[str]:
    file = ROOT / "requirements.txt"
    text = file.read_text("utf-8")
    yield from dependencies.unpinned(text)
    yield from dependencies.other_than_pinned(text)
    try:
        yield from dependencies.known_against(file)
    except dependencies.NotAskedError as error:
        _say(f"  NOT LOOKED AT: what is known against them: {error}")


def _of_pages(desk: Desk) -> Iterator[str]:
    os.environ.update(desk.environment)
    import django

    django.setup()
    logging.disable(logging.WARNING)  # what is only sent to answers that it is not asked for
    from tests.audit import walking

    done = walking.walk()
    _say(f"  {sum(done.seen.values())} pages of {len(done.names())} kinds")
    _say(f"  no link led to: {', '.join(walking.unseen(done))}")
    for what, where in sorted(done.findings.items()):
        more = f" and {len(where) - SHOWN} more" if len(where) > SHOWN else ""
        yield f"{what}: {', '.join(where[:SHOWN])}{more}"


def _say(line: str) -> None:
    sys.stdout.write(f"{line}\n")


if __name__ == "__main__":
    sys.exit(main())
