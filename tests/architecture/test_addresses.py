"""Nobody real is written to, and nobody's machine is described."""

import re
from pathlib import Path

import pytest

from .sources import ROOT, files, findings, name

MAIL = re.compile(r"[\w.%+-]+@((?:[\w-]+\.)+[a-z]{2,})\b", re.I)
RESERVED = re.compile(
    r"(?:^|\.)(?:example|test|invalid|localhost|localdomain|example\.(?:com|net|org))$", re.I
)
# Domain → why a real one is written here. The demo desk's mail goes to its own outbox only.
KNOWN = {
    "copyfy.io": "the demo desk's own address",
    "exämple.org": "example.org where letters have dots",
}

# The core only reads addresses, so its tests may hold any that a mail could.
CANNOT_SEND = re.compile(r"kept/core/.*/tests/")

HOME = re.compile(r"/(?:home|Users)/\w+|(?<![\w.])/(?:root|work)/\w+")


def real_domains(text: str) -> list[str]:
    domains = [found.group(1) for found in MAIL.finditer(text)]
    return [each for each in domains if not RESERVED.search(each) and each.lower() not in KNOWN]


def _texts() -> list[Path]:
    folders = [ROOT / each for each in ("kept", "tests", "bench", "policies", "docs")]
    below = [path for folder in folders for path in files(folder, *_SUFFIXES)]
    return [*below, *ROOT.glob("*.md"), *ROOT.glob("*.toml"), ROOT / "Makefile"]


_SUFFIXES = (".py", ".html", ".md", ".toml", ".js", ".css", ".txt", ".po")


def test_mail_addresses_belong_to_nobody() -> None:
    found = [
        f"{name(path)}: @{domain}"
        for path in _texts()
        if not CANNOT_SEND.match(name(path))
        for domain in real_domains(path.read_text(encoding="utf-8"))
    ]
    assert not found, findings(
        found, "A test or a demo that slips must not reach a person: use example.org or .example."
    )


def test_no_path_of_somebodys_machine() -> None:
    found = [
        f"{name(path)}: {match.group()}"
        for path in _texts()
        if path != Path(__file__)
        for match in HOME.finditer(path.read_text(encoding="utf-8"))
    ]
    assert not found, findings(found, "It means nothing on another machine: take a parameter.")


@pytest.mark.parametrize(
    ("text", "domains"),
    [
        ("ana@example.org", []),
        ("ana@shop.example", []),
        ("<contact@copyfy.io>", []),
        ("desk@localhost.localdomain", []),
        ("@pytest.fixture", []),
        ("ana@" + "mail" + ".com", ["mail.com"]),
        ("ana@notexample" + ".org", ["notexample.org"]),
    ],
)
def test_real_addresses_are_recognised(text: str, domains: list[str]) -> None:
    assert real_domains(text) == domains
