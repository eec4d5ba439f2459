"""Read an `Authentication-Results` field (RFC 8601): what a mail server has found out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, cast

from kept.core.mail.authentication.results import RESULTS, Authentication, Check, Result

_LONGEST = 8_000
_PIECE = re.compile(r"[();]|[^();]+")
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.S)
_METHOD = re.compile(r"\s*([a-z][a-z0-9_-]*)(?:\s*/\s*\d+)?\s*=\s*([a-z]+)", re.I)
_PROPERTY = re.compile(r"\b(smtp|header|policy)\s*\.\s*([a-z_-]+)\s*=\s*([^\s;]+)", re.I)
_ASKED = re.compile(r"\bp\s*=\s*(none|quarantine|reject)\b", re.I)


class Said(NamedTuple):
    """One statement of a field: `dkim=pass header.d=example.org`."""

    method: str
    check: Check
    asked: str


def server_of(field: str) -> str:
    """The name of the server whose word the field is, in lower case; '' if it gives none."""
    words = _parts(field[:_LONGEST])[0][0].split()
    return words[0].lower() if words and "=" not in words[0] else ""


def read(field: str) -> Authentication:
    """What one field says. What it does not speak of is 'none'; nothing makes it raise."""
    return read_all((field,))


def read_all(fields: Iterable[str]) -> Authentication:
    """What the fields of one server say together, the uppermost first: its first word counts."""
    fields = list(fields)
    said = [one for field in fields for one in _statements(field[:_LONGEST])]
    spf = next((one.check for one in said if one.method == "spf"), Check())
    dmarc = next((one for one in said if one.method == "dmarc"), Said("dmarc", Check(), ""))
    dkim = tuple(one.check for one in said if one.method == "dkim" and one.check != Check())
    return Authentication(
        by=server_of(fields[0]) if fields else "",
        spf=spf,
        dkim=dkim,
        dmarc=dmarc.check,
        policy=dmarc.asked,
    )


def _statements(field: str) -> Iterable[Said]:
    for bare, comments in _parts(field)[1:]:
        found = _METHOD.match(bare)
        if found is None:
            continue
        result = found[2].lower()
        if result == "hardfail":  # what old servers say for a plain fail
            result = "fail"
        check = Check(cast("Result", result), _domain(bare)) if result in RESULTS else Check()
        asked = _ASKED.search(comments) or _ASKED.search(bare)
        yield Said(found[1].lower(), check, asked[1].lower() if asked else "")


def _domain(statement: str) -> str:
    """The domain that a statement is about; of an address, what stands after the @."""
    said: list[tuple[str, str, str]] = _PROPERTY.findall(statement)
    found = {f"{of}.{what}".lower(): value for of, what, value in said}
    for name in ("smtp.mailfrom", "header.d", "header.from", "header.i", "smtp.helo"):
        if value := found.get(name):
            return value.strip('"<>').rpartition("@")[2].rstrip(".").lower()[:253]
    return ""


def _parts(field: str) -> list[tuple[str, str]]:
    """What stands between the semicolons: the words, and the comments apart from them.

    Nothing separates within quotes, nor within comments, which may stand within comments.
    """
    parts: list[tuple[list[str], list[str]]] = [([], [])]
    depth = 0
    for piece in _PIECE.findall(_quotes_opened(field)):
        if piece == "(":
            depth += 1
        elif piece == ")":
            depth = max(depth - 1, 0)
        elif piece == ";" and not depth:
            parts.append(([], []))
            continue
        words, comments = parts[-1]
        (comments if depth or piece == ")" else words).append(" " if piece in "()" else piece)
        if piece == ")":
            words.append(" ")
    return [("".join(words), "".join(comments)) for words, comments in parts]


def _quotes_opened(text: str) -> str:
    """Quoted strings as plain words: what separates statements means nothing inside of them."""
    return _QUOTED.sub(lambda found: re.sub(r"[;()\s\\]+", "_", found[1]), text)
