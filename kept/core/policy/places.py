"""Where each key and value of a TOML text stands.

`tomllib` reads values but forgets their places. This walks over a text that `tomllib` has
already accepted, so it need not judge, only find its way.
"""

from __future__ import annotations

import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass

Path = tuple[str | int, ...]

_BLANK = re.compile(r"(?:[ \t\n]|#[^\n]*)*")
_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_BARE_VALUE = re.compile(r"[^,\]}\n#]+")
_STRINGS = (
    re.compile(r'"""(?:\\.|[^\\])*?"""(?:"{0,2})', re.DOTALL),
    re.compile(r"'''.*?'''(?:'{0,2})", re.DOTALL),
    re.compile(r'"(?:\\.|[^"\\])*"'),
    re.compile(r"'[^']*'"),
)


class Lines:
    """Line and column (from 1) of a character of `text`."""

    def __init__(self, text: str) -> None:
        self._starts = [0, *(m.end() for m in re.finditer("\n", text))]

    def at(self, offset: int) -> tuple[int, int]:
        line = bisect_right(self._starts, offset)
        return line, offset - self._starts[line - 1] + 1

    def offset(self, line: int, column: int) -> int:
        """The character that stands at a line and column (from 1)."""
        return self._starts[line - 1] + column - 1


@dataclass(frozen=True, slots=True)
class Spot:
    """Offsets of a key and of its value; a table's value begins where its key does."""

    key: int
    value: int


def spots(text: str) -> dict[Path, Spot]:
    """The spot of every key and array item of `text`, which must be TOML, with `\\n` lines."""
    return _Walk(text).over()


class _Walk:
    def __init__(self, text: str) -> None:
        self.text = text
        self.here = 0
        self.found: dict[Path, Spot] = {}
        self.rows: dict[Path, int] = {}  # arrays of tables and how many tables each has

    def over(self) -> dict[Path, Spot]:
        table: Path = ()
        while self._skip() < len(self.text):
            table = self._header() if self.text[self.here] == "[" else self._entry(table)
        return self.found

    def _skip(self) -> int:
        blank = _BLANK.match(self.text, self.here)
        self.here = blank.end() if blank else self.here
        return self.here

    def _header(self) -> Path:
        many = self.text.startswith("[[", self.here)
        self.here += 2 if many else 1
        keys = self._keys()
        self.here = self.text.index("]", self.here) + (2 if many else 1)
        path: Path = ()
        for number, (key, offset) in enumerate(keys, 1):
            path += (key,)
            if many and number == len(keys):
                self.rows[path] = self.rows.get(path, 0) + 1
            self._mark(path, offset, offset)
            if path in self.rows:
                path += (self.rows[path] - 1,)
                self._mark(path, offset, offset)
        return path

    def _entry(self, table: Path) -> Path:
        keys = self._keys()
        self.here = self.text.index("=", self.here) + 1
        self._skip()
        path = table
        for key, offset in keys:
            path += (key,)
            self._mark(path, offset, offset)
        self.found[path] = Spot(keys[-1][1], self.here)
        self._value(path)
        return table

    def _keys(self) -> list[tuple[str, int]]:
        keys: list[tuple[str, int]] = []
        while True:
            start = self._skip()
            quoted = self.text[start] in "\"'"
            raw = self._match(*_STRINGS) if quoted else self._match(_BARE_KEY)
            keys.append((tomllib.loads(f"k = {raw}")["k"] if quoted else raw, start))
            self._skip()
            if not self.text.startswith(".", self.here):
                return keys
            self.here += 1

    def _value(self, path: Path) -> None:
        opening = self.text[self.here]
        if opening == "[":
            self._array(path)
        elif opening == "{":
            self._inline(path)
        elif opening in "\"'":
            self._match(*_STRINGS)
        else:
            self._match(_BARE_VALUE)

    def _array(self, path: Path) -> None:
        self.here += 1
        number = 0
        while self.text[self._skip()] != "]":
            item = (*path, number)
            self.found[item] = Spot(self.here, self.here)
            self._value(item)
            number += 1
            self._pass_comma()
        self.here += 1

    def _inline(self, path: Path) -> None:
        self.here += 1
        while self.text[self._skip()] != "}":
            self._entry(path)
            self._pass_comma()
        self.here += 1

    def _pass_comma(self) -> None:
        if self.text[self._skip()] == ",":
            self.here += 1

    def _match(self, *patterns: re.Pattern[str]) -> str:
        found = next(m for p in patterns if (m := p.match(self.text, self.here)))
        self.here = found.end()
        return found.group()

    def _mark(self, path: Path, key: int, value: int) -> None:
        self.found.setdefault(path, Spot(key, value))
