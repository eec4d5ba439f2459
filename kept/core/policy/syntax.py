"""What keeps a policy.toml from being TOML, said to somebody who never heard of TOML.

The reader of TOML tells where it stumbled. This looks at what stands there and says what to write
instead: a quote, a bracket, an `=` that is missing, a key that stands twice, a date that is none.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from kept.core.policy.values import (
    LONG,
    REMARK,
    Trouble,
    colon,
    in_value,
    is_value,
    remark,
    unquoted,
)

_TOKEN: Final = re.compile(
    r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'|"(?:\\.|[^"\\\n])*"|\'[^\'\n]*\'|#[^\n]*|.', re.DOTALL
)
_ENTRY: Final = re.compile(
    r"(?P<key>\"[^\"\n]*\"|'[^'\n]*'|[^=\"'\n]*)[ \t]*=[ \t]*(?P<value>[^\n]*)"
)
_NAME: Final = r"[A-Za-z0-9_-]+"
_PLAIN: Final = re.compile(rf"{_NAME}(?:\.{_NAME})*|\"[^\"]*\"|'[^']*'")
_COLON: Final = re.compile(rf"(?:{_NAME}|\"[^\"\n]*\"|'[^'\n]*')[ \t]*(:)")
_PARTED: Final = re.compile(rf"({_NAME})[ \t]+(\S[^\n]*)")


@dataclass(frozen=True, slots=True)
class _Stand:
    """Where the reader of TOML stumbled: at `at`, in what begins at `start`, within the brackets
    that were `opened`; `reason` is what it said."""

    source: str
    at: int
    reason: str
    start: int
    opened: tuple[int, ...]

    def line(self, start: int) -> str:
        """What stands from there to the end of its line, without a remark."""
        line = self.source[start:].partition("\n")[0]
        return re.sub(r"[ \t]+#.*", "", line).rstrip()

    @property
    def heads(self) -> bool:
        return self.source.startswith("[", self.start)

    @property
    def twice(self) -> bool:
        return self.reason.startswith(("Cannot ", "Duplicate "))


def trouble(source: str, at: int, reason: str) -> Trouble:
    """What is wrong with `source`, of which the reader of TOML said `reason` at the offset `at`."""
    stand = _stand(source, at, reason)
    if (sign := source[at : at + 1]) and sign != " " and unicodedata.category(sign) == "Zs":
        return Trouble(
            at,
            "A space that came from copying (%(name)s) stands here: write a plain one.",
            {"name": unicodedata.name(sign).lower(), "was": sign, "write": " "},
        )
    if stand.heads:
        found = _in_heading(stand)
    elif stand.opened:
        found = _in_brackets(stand)
    else:
        found = _in_entry(stand)
    return found or Trouble(
        at,
        'Kept cannot read what stands here. A rule is written key = "value", a heading [hours], '
        "each on a line of its own; a remark begins with #.",
    )


def _stand(source: str, at: int, reason: str) -> _Stand:
    """The reader accepted what comes before `at`, so its brackets and lines can be counted."""
    start, opened, here = 0, list[int](), 0
    while here < at:
        found = _TOKEN.match(source, here, at)
        sign = found[0] if found else ""
        if not found or (source.startswith(LONG, here) and len(sign) < 2 * len(LONG[0])):
            break  # what begins here has no end
        here = found.end()
        if sign in ("[", "{"):
            opened.append(here - 1)
        elif sign in ("]", "}"):
            del opened[-1:]
        elif sign == "\n" and not opened:
            start = here
    start += len(source[start:at]) - len(source[start:at].lstrip(" \t"))
    return _Stand(source, at, reason, start, tuple(opened))


# A heading, as [promise.fix]


def _in_heading(stand: _Stand) -> Trouble | None:
    line = stand.line(stand.start)
    head = re.match(r"\[+([^\]]*)\]*", line)
    name = head[1].strip() if head else ""
    if stand.twice:
        return _already(stand, line, rf"\[[ \t]*{re.escape(name)}[ \t]*\]|{re.escape(name)}[ \t]*=")
    if line.count("]") < line.count("["):
        return Trouble(
            stand.start,
            "This heading lacks its closing bracket: write %(write)s.",
            {"was": line, "write": f"{line.rstrip(')}]( ')}{']' * line.count('[')}"},
        )
    if not _PLAIN.fullmatch(name):
        return Trouble(
            stand.start,
            "%(heading)s is no heading: between the brackets stand letters without accents, "
            "digits, _ and - alone, as [hours] or [promise.fix].",
            {"heading": f"[{name}]"},
        )
    return Trouble(
        stand.at,
        "A heading has a line of its own: begin a new line after %(heading)s.",
        {"heading": f"[{name}]"},
    )


def _already(stand: _Stand, name: str, written: str, begin: int = 0) -> Trouble | None:
    """The same name stands before: in which line."""
    first = re.compile(rf"^[ \t]*(?:{written})", re.MULTILINE).search(
        stand.source, begin, stand.start
    )
    return first and Trouble(
        stand.start,
        "%(name)s stands in line %(line)s already: keep one of the two, with all that belongs to "
        "it, or give this one another name.",
        {"name": name, "line": stand.source.count("\n", 0, first.start()) + 1},
    )


# Within { … } or [ … ]


def _in_brackets(stand: _Stand) -> Trouble | None:
    source, at, opening = stand.source, stand.at, stand.opened[-1]
    bracket, sign = source[opening], source[at : at + 1]
    if stand.twice:
        key = re.findall(r"'([^']*)'", stand.reason)[-1:] or [""]
        return Trouble(
            max(source.rfind(key[0], opening, at), opening),
            "%(name)s stands twice between the same braces: keep one of them. Several values are "
            'a list: ["…", "…"].',
            {"name": key[0]},
        )
    if sign == ":":
        return colon(at)
    before = source[opening:at].rstrip()
    if before.endswith(",") and sign == "}":
        comma = opening + len(before) - 1
        return Trouble(comma, "Remove the comma before the }.", {"was": ",", "write": ""})
    if bracket == "{" and sign in ("", "\n"):
        return Trouble(opening, "What begins with { here must end with } in the same line.")
    begun = any(_begins_a_rule(source, one) for one in (*stand.opened[1:], at))
    if bracket == "[" and (not sign or begun):
        return Trouble(
            stand.opened[0],
            "The list that begins with [ here has no end: close it with ].",
        )
    if stand.reason.startswith("Unclosed"):
        if bracket == "{":
            return Trouble(at, "A comma is missing before this: write one.")
        return Trouble(
            at,
            "A comma or a quote is missing before %(name)s: the values of a list stand between "
            'quotes and are parted by commas, as ["…", "…"].',
            {"name": stand.line(at)},
        )
    value = _value(source, opening, at)
    return in_value(value, re.split(r"[,\]}]", stand.line(value))[0].rstrip())


def _begins_a_rule(source: str, at: int) -> bool:
    """Whether a line begins at `at` that is a rule or a heading: what was open should be closed."""
    begun = source.rfind("\n", 0, at) + 1
    fresh = not source[begun:at].strip()
    return fresh and bool(re.match(rf"{_NAME}[ \t]*=|\"[^\"\n]*\"[ \t]*=|\[", source[at:]))


def _value(source: str, opening: int, at: int) -> int:
    """Where the value begins in which `at` stands, within the bracket at `opening`."""
    *_before, last = re.finditer(r"[=,\[{][ \t\n]*", source[opening:at])
    return opening + last.end()


# A rule, as owed = "48 hours"


def _in_entry(stand: _Stand) -> Trouble | None:
    line = stand.line(stand.start)
    entry = _ENTRY.match(line)
    if sign := REMARK.match(line):
        return remark(stand.start, sign[0])
    if entry is None:
        return _without_equals(stand, line)
    key = entry["key"].rstrip()
    if key and not _PLAIN.fullmatch(key):
        return unquoted(stand.start, key)
    if not key:
        return None
    if stand.twice:
        block = stand.source.rfind("\n[", 0, stand.start)
        bare = re.escape(key.strip("\"'"))
        return _already(stand, key, rf"[\"']?{bare}[\"']?[ \t]*[=.]", max(block, 0))
    return in_value(stand.start + entry.start("value"), entry["value"])


def _without_equals(stand: _Stand, line: str) -> Trouble | None:
    if found := _COLON.match(line):
        return colon(stand.start + found.start(1))
    found = _PARTED.fullmatch(line)
    if found and is_value(found[2]):
        return Trouble(
            stand.start,
            "An = is missing between the two: write %(write)s.",
            {"was": line, "write": f"{found[1]} = {found[2]}"},
        )
    if _PLAIN.fullmatch(line):
        return Trouble(
            stand.start,
            'A rule is written key = "value": %(name)s has neither = nor a value.',
            {"name": line},
        )
    return None
