"""What is known against the packages that a desk runs on."""

from __future__ import annotations

import importlib.util
import json
import re
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from packaging.requirements import Requirement

from tests.desk import ROOT

_PIN = re.compile(r"^(?P<name>[\w.-]+)(?:\[[^\]]*\])?==(?P<version>[^\s;\\]+)(?P<when>[^\\]*)\\?$")


class NotAskedError(Exception):
    """Nobody could be asked what is known against packages; the sentence says why."""


def unpinned(text: str) -> Iterator[str]:
    """Packages of a requirements file that are not held to one version and to what it hashes to."""
    entries = re.split(r"\n(?=\S)", text.strip())
    for entry in entries:
        first = entry.partition("\n")[0].strip()
        if first.startswith("#"):
            continue
        if not _PIN.match(first):
            yield f"{first}: not pinned to one version"
        elif "--hash=sha256:" not in entry:
            yield f"{first}: no hash"


def other_than_pinned(text: str) -> Iterator[str]:
    """Packages that are installed here in another version than a desk gets."""
    for line in text.splitlines():
        pin = _PIN.match(line.strip())
        if pin and _is_for_here(line):
            try:
                here = version(pin["name"])
            except PackageNotFoundError:
                continue  # for another system
            if here != pin["version"]:
                yield f"{pin['name']}: {here} is installed here, {pin['version']} is pinned"


def _is_for_here(line: str) -> bool:
    """Whether a line of requirements counts for this Python on this system."""
    marker = Requirement(line.strip(" \\")).marker
    return marker is None or marker.evaluate()


def known_against(requirements: Path) -> list[str]:
    """Each known hole of a pinned package, in a line. Raises NotAskedError."""
    if importlib.util.find_spec("pip_audit") is None:
        raise NotAskedError("pip-audit is not installed here (`make audit` installs it)")
    command = [sys.executable, "-m", "pip_audit", "--requirement", str(requirements)]
    command += ["--require-hashes", "--disable-pip", "--format=json", "--progress-spinner=off"]
    command += ["--timeout=10"]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=False, timeout=300
    )
    try:
        told = json.loads(done.stdout)["dependencies"]
    except (ValueError, KeyError) as error:
        last = done.stderr.strip().rpartition("\n")[2] or "it says nothing"
        raise NotAskedError(f"the service that pip-audit asks did not answer: {last}") from error
    return [
        f"{one['name']} {one['version']}: {hole['id']}"
        + (f", mended in {' or '.join(hole['fix_versions'])}" if hole["fix_versions"] else "")
        for one in told
        for hole in one.get("vulns", ())
    ]
