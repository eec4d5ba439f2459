"""Read an `Authentication-Results` field (RFC 8601): what a mail server has found out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple, cast

from kept.core.mail.authentication.results import RESULTS, Authentication, Check, Result

_LONGEST = 8_000
_COMMENT = re.compile(r"\((?:[^()\\]|\\.)*\)", re.S)
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
    words = _bare(field[:_LONGEST]).partition(";")[0].split()
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
    for part in _quotes_opened(field).split(";")[1:]:
        bare = _without_comments(part)
        found = _METHOD.match(bare)
        if found is None:
            continue
        result = found[2].lower()
        if result == "hardfail":  # what old servers say for a plain fail
            result = "fail"
        check = Check(cast("Result", result), _domain(bare)) if result in RESULTS else Check()
        asked = _ASKED.search(part)
        yield Said(found[1].lower(), check, asked[1].lower() if asked else "")


def _domain(statement: str) -> str:
    """The domain that a statement is about; of an address, what stands after the @."""
    found = {f"{of}.{what}".lower(): value for of, what, value in _PROPERTY.findall(statement)}
    for name in ("smtp.mailfrom", "header.d", "header.from", "header.i", "smtp.helo"):
        if value := found.get(name):
            return value.strip('"<>').rpartition("@")[2].rstrip(".").lower()[:253]
    return ""


def _bare(text: str) -> str:
    return _without_comments(_quotes_opened(text))


def _quotes_opened(text: str) -> str:
    """Quoted strings as plain words: what separates statements means nothing inside of them."""
    return _QUOTED.sub(lambda found: re.sub(r"[;()\s\\]+", "_", found[1]), text)


def _without_comments(text: str) -> str:
    """Comments may stand within comments: the innermost go first."""
    for _level in range(5):
        text, found = _COMMENT.subn(" ", text)
        if not found:
            break
    return text
