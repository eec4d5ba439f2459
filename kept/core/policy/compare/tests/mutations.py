"""Every single-token change of a TOML file, from its own tokens: not a list made by hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_TOKEN = re.compile(
    r"""(?P<comment>\#[^\n]*)
      | (?P<string>"[^"\n]*")
      | (?P<day>\d{4}-\d\d-\d\d)
      | (?P<number>\d+)
      | (?P<truth>true|false)
      | (?P<name>[A-Za-z_][A-Za-z0-9_-]*)
      | (?P<space>\s+)
      | (?P<sign>.)""",
    re.VERBOSE,
)
_WORD = re.compile(r"\d{1,2}:\d{2}|\d+|[^\W\d]+")
_DAYS = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
_UNITS = [unit + s for unit in ("minute", "hour", "day") for s in ("", "s")]
_OTHERS = {"Europe/Paris", "America/New_York", "Asia/Tokyo"}
_COUNTRIES = ["DE", "US", "DE-BY"]


@dataclass(frozen=True)
class Mutation:
    """One token of a file made another."""

    line: int
    was: str
    now: str
    source: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.was} → {self.now or 'nothing'}"


def mutations(source: str) -> Iterator[Mutation]:
    """Each token that is not a comment replaced by others like it, by nonsense and by nothing."""
    tokens = [found for found in _TOKEN.finditer(source) if found.lastgroup != "comment"]
    pool = {
        kind: sorted({found[0] for found in tokens if found.lastgroup == kind})
        for kind in ("string", "name")
    }
    for found in tokens:
        kind, was = found.lastgroup, found[0]
        for now in dict.fromkeys(_instead(str(kind), was, pool)):
            if now != was:
                yield Mutation(
                    source.count("\n", 0, found.start()) + 1,
                    was,
                    now,
                    source[: found.start()] + now + source[found.end() :],
                )
    yield from _without_items(source)


def _instead(kind: str, was: str, pool: dict[str, list[str]]) -> Iterator[str]:
    match kind:
        case "number":
            yield from (str(int(was) + 1), str(max(int(was) - 1, 0)), str(int(was) * 2))
        case "truth":
            yield "false" if was == "true" else "true"
        case "day":
            day = date.fromisoformat(was)
            yield from ((day + timedelta(days)).isoformat() for days in (-1, 1, 365))
        case "name":
            yield from (*_some(pool["name"], was), f"{was}x", was[:-1] or "x")
        case "string":
            yield from _some(pool["string"], was)
            yield from (f'"{text}"' for text in _strings(was[1:-1]))
            if was == '"preamble"':
                yield "1"
        case "sign" if was in "[]{}=,":
            yield ""


def _some(pool: list[str], was: str) -> list[str]:
    """The neighbours of a token among its like: enough to meet every kind of mistake."""
    at = pool.index(was)
    return pool[max(at - 1, 0) : at + 2]


def _strings(text: str) -> Iterator[str]:
    yield from ("", f"{text}x", text[:-1])
    if re.fullmatch(r"[A-Z]{2}(-\w+)?", text):
        yield from _COUNTRIES
    if "/" in text or text == "UTC":
        yield from sorted(_OTHERS)
    words = _WORD.findall(text)
    if not any(word[0].isdigit() or word in (*_DAYS, *_UNITS) for word in words):
        return  # a name, or words for people: any change of it is like another
    for found in _WORD.finditer(text):
        for word in _words(found[0]):
            yield text[: found.start()] + word + text[found.end() :]
    if "business " in text:
        yield text.replace("business ", "")
    elif found := re.match(r"\d+ ", text):
        yield f"{found[0]}business {text[found.end() :]}"


def _words(word: str) -> Iterator[str]:
    if ":" in word:
        hour, minute = word.split(":")
        yield from (f"{(int(hour) + step) % 24:02}:{minute}" for step in (1, 23))
        yield f"{hour}:{(int(minute) + 30) % 60:02}"
    elif word.isdigit():
        yield from (str(int(word) + 1), str(max(int(word) - 1, 0)), str(int(word) * 3))
    elif word in _DAYS:
        yield from _DAYS
    elif word in _UNITS:
        yield from _UNITS
    elif word == "to":
        yield "and"
    yield f"{word}x"


def _without_items(source: str) -> Iterator[Mutation]:
    """Each item of a list left out, with its comma; each whole line left out."""
    for found in re.finditer(r'"[^"\n]*",? ?(?=["\]])', source):
        yield Mutation(
            source.count("\n", 0, found.start()) + 1,
            found[0],
            "",
            source[: found.start()] + source[found.end() :],
        )
    lines = source.splitlines(keepends=True)
    for number, line in enumerate(lines):
        if line.strip() and not line.startswith("#"):
            rest = "".join(lines[:number] + lines[number + 1 :])
            yield Mutation(number + 1, line.strip(), "", rest)
