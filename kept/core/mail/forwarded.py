"""A mail that somebody passed on inside the text of their own: who wrote it, when and what."""

from __future__ import annotations

import re
from datetime import timedelta

from kept.core.mail import quote_lines as words
from kept.core.mail.address import Address
from kept.core.mail.introductions import Field, field_of, header_block
from kept.core.mail.messages import Forwarded
from kept.core.mail.spoken_dates import spoken_date
from kept.core.mail.words import tidy

_MARK = re.compile(
    rf"[\s>]*(?:[-_—–=+*]{{2,}}\s*(?:{words.PASSED_ON})\s*[-_—–=+*:]*|(?:{words.PASSED_ON_APPLE})"
    r"\s*[:：]?)\s*",
    re.I,
)
_SUBJECT = re.compile(rf"\s*(?:\[[^\]]{{1,40}}\]\s*)?(?:{words.PASSED_ON_SUBJECT})\s*[:：]", re.I)
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
_AROUND = " \t*_\"'<>[]()‘’“”"
_MAILTO = re.compile(r"mailto:\s*", re.I)
_MOST_LINES = 2_000
_LONGEST = 100_000


def passed_on(subject: str) -> bool:
    """Whether a subject says that the mail passes another one on: `Fwd:`, `TR :`, `WG:`."""
    return _SUBJECT.match(subject) is not None


def forwarded_in(text: str, subject: str, offset: timedelta | None) -> Forwarded | None:
    """The mail that `text` passes on, None where it passes none on or doesn't say whose.

    `offset` is the distance from UTC of the clock that wrote the date into the text.
    """
    lines = text[:_LONGEST].split("\n", _MOST_LINES)
    found = _block(lines, expected=passed_on(subject))
    if found is None:
        return None
    begin, end = found
    fields = _fields(lines[begin:end])
    sender = _sender(fields.get(Field.FROM, ""))
    if sender is None:
        return None
    quoted = lines[begin].lstrip().startswith(">")
    below = lines[end:]
    rest = [_unquoted(line) for line in below] if quoted else below
    return Forwarded(
        sender=sender,
        date=spoken_date(fields.get(Field.SENT, ""), offset),
        subject=tidy(fields.get(Field.SUBJECT, "")),
        text="\n".join(rest).strip("\n"),
    )


def _block(lines: list[str], *, expected: bool) -> tuple[int, int] | None:
    """The lines of the header of the mail that is passed on.

    A header without a word that it is passed on is that of a mail that was answered, unless the
    subject says otherwise (`expected`).
    """
    for i, line in enumerate(lines):
        start = line.lstrip("> \t")
        if not start:
            continue
        if _may_mark(start) and _MARK.fullmatch(line):
            below = i + 1
            while below < len(lines) and not lines[below].strip("> \t"):
                below += 1
            end = header_block(lines, below)
            return (below, end) if end is not None else None
        if expected and not line.lstrip().startswith(">"):
            end = header_block(lines, i)
            if end is not None:
                return i, end
    return None


def _may_mark(start: str) -> bool:
    """A cheap look at a line: few are worth more."""
    return len(start) < 160 and (start[0] in "-_—–=+*" or start.rstrip().endswith((":", "：")))


def _fields(block: list[str]) -> dict[Field, str]:
    """The fields of a quoted header by their kind; a line that names none goes on with the last."""
    fields: dict[Field, str] = {}
    last: Field | None = None
    for line in block:
        found = field_of(line)
        if found is not None:
            kind, value = found
            last = kind if kind not in fields else None
            if last is not None:
                fields[last] = value.strip(" \t*_")
        elif last is not None and line.strip():
            fields[last] += " " + line.strip("> \t")
    return fields


def _sender(value: str) -> Address | None:
    value = _MAILTO.sub("", value)
    email = _EMAIL.search(value)
    if email is None:
        return None
    name = tidy(value[: email.start()]).strip(_AROUND)
    return Address("" if name.lower() == email[0].lower() else name, email[0].strip(".'"))


def _unquoted(line: str) -> str:
    return line.lstrip().removeprefix(">").removeprefix(" ")
