"""A value of policy.toml that TOML does not take, and what to write instead."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

#: Quotes of texts that go over several lines.
LONG: Final = ('"""', "'''")
#: What begins a remark in other languages.
REMARK: Final = re.compile(r"//|--|;|%|<!--")

_QUOTED: Final = re.compile(r'"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'')
_CURLED: Final = "“”„«»‘’‚‹›"
_TRUTHS: Final = ("true", "false", "yes", "no", "on", "off", "oui", "non", "ja", "nein")
_DATE: Final = re.compile(
    r"\d{4}([./-])\d{1,2}\1\d{1,2}|\d{1,2}([./-])\d{1,2}\2\d{2,4}|\d{1,2}(?:\.|er|st|nd|rd|th)? "
    r"[^\W\d]+\.? \d{4}|[^\W\d]+ \d{1,2},? \d{4}"
)


@dataclass(frozen=True, slots=True)
class Trouble:
    """What stands at `offset` and what to do, as a template and its facts.

    Where one stretch is to be replaced by another, the facts name them `was` and `write`.
    """

    offset: int
    template: str
    facts: Mapping[str, object] = field(default_factory=dict)


def in_value(at: int, typed: str) -> Trouble | None:
    """What keeps `typed`, which stands at `at` where a value should, from being one."""
    if not typed:
        return Trouble(at, "There is no value after the =: write one.")
    if typed[0] in _CURLED or (typed[0] in "\"'" and typed[-1] in _CURLED):
        bare = typed.strip(_CURLED + "\"' \u00a0\u202f")
        return Trouble(
            at,
            "Only straight quotes can stand here: write %(write)s.",
            {"was": typed, "write": _between_quotes(bare)},
        )
    if typed[-1] in ",;" and is_value(typed[:-1]):
        place = at + len(typed) - 1
        return Trouble(
            place,
            "Nothing stands after the value of a rule: remove the %(was)s.",
            {"was": typed[-1], "write": ""},
        )
    if typed[0] in "\"'":
        return _in_quotes(at, typed)
    if typed.lower() in _TRUTHS:
        return Trouble(at, "Write true or false, in small letters.")
    if _DATE.fullmatch(typed):
        return Trouble(
            at,
            "“%(day)s” is no date: write year, month and day in digits, as 2024-02-28.",
            {"day": typed},
        )
    return unquoted(at, typed)


def _in_quotes(at: int, typed: str) -> Trouble | None:
    quote = typed[0]
    if typed.startswith(LONG):
        return Trouble(
            at, "The text that begins here has no end: close it with %(quotes)s.",
            {"quotes": typed[:3]},
        )  # fmt: skip
    whole = _QUOTED.match(typed)
    if whole is None:
        core = typed.rstrip(" ]},")
        return Trouble(
            at,
            "The text that begins here lacks its closing quote: write %(write)s.",
            {"was": typed, "write": f"{core}{quote}{typed[len(core) :]}"},
        )
    if "\\" in whole[0]:
        return Trouble(
            at,
            "In a text between quotes a backslash is written twice: write %(write)s.",
            {"was": whole[0], "write": re.sub(r"\\+", r"\\\\", whole[0])},
        )
    rest = typed[whole.end() :].lstrip()
    place = at + len(typed) - len(rest)
    if sign := REMARK.match(rest):
        return remark(place, sign[0])
    if not rest:
        return None
    return Trouble(
        place,
        "What stands after %(value)s does not belong to it: each rule has a line of its own, "
        "and a quote within a text is written “…”.",
        {"value": whole[0]},
    )


def unquoted(at: int, typed: str) -> Trouble:
    """A text without quotes, or with one."""
    return Trouble(
        at,
        "This must stand between quotes: write %(write)s.",
        {"was": typed, "write": _between_quotes(typed.strip("\"' \u00a0\u202f" + _CURLED))},
    )


def _between_quotes(text: str) -> str:
    return f"'{text}'" if '"' in text else f'"{text}"'


def is_value(text: str) -> bool:
    """Whether `text` can stand after a key and =."""
    try:
        tomllib.loads(f"value = {text}")
    except (tomllib.TOMLDecodeError, ValueError, RecursionError):
        return False
    return True


def colon(at: int) -> Trouble:
    """A colon at `at`, as other languages write it."""
    return Trouble(at, "A rule is written with =, not with a colon.", {"was": ":", "write": " ="})


def remark(at: int, sign: str) -> Trouble:
    """A remark that begins with `sign`, as in other languages."""
    return Trouble(at, "A remark begins with #, not with %(was)s.", {"was": sign, "write": "#"})
