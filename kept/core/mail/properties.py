"""The list of properties inside a `winmail.dat` (MS-OXTNEF §2.1.3.4). One pass, never raises."""

from __future__ import annotations

from dataclasses import dataclass

_SIZES = {0x0002: 4, 0x0003: 4, 0x0004: 4, 0x000A: 4, 0x000B: 4,
          0x0005: 8, 0x0006: 8, 0x0007: 8, 0x0014: 8, 0x0040: 8, 0x0048: 16}  # fmt: skip
_UNICODE = 0x001F
_LISTED = frozenset((0x001E, _UNICODE, 0x0102, 0x000D))
_MANY = 0x1000
_NAMED = 0x8000
_MOST = 5_000
"""Properties of one list, and values of one property."""


@dataclass(slots=True)
class _Reader:
    data: bytes
    at: int = 0

    def number(self, size: int) -> int:
        found = int.from_bytes(self.data[self.at : self.at + size], "little")
        self.at += size
        return found

    def skip(self, size: int) -> None:
        self.at += size + -size % 4

    @property
    def ended(self) -> bool:
        return self.at >= len(self.data)


def properties(data: bytes, wanted: frozenset[int]) -> dict[int, bytes | str]:
    """The first value of each wanted property: text that is Unicode, else bytes."""
    found: dict[int, bytes | str] = {}
    reader = _Reader(data)
    count = min(reader.number(4), _MOST)
    for _ in range(count):
        if reader.ended or not _read_one(reader, wanted, found):
            break
    return found


def _read_one(reader: _Reader, wanted: frozenset[int], found: dict[int, bytes | str]) -> bool:
    """Read one property; False where the rest cannot be read."""
    kind, name = reader.number(2), reader.number(2)
    if name >= _NAMED:
        reader.skip(16)
        named = reader.number(4)
        reader.skip(reader.number(4) if named else 4)
    many, kind = kind & _MANY, kind & ~_MANY
    size = _SIZES.get(kind)
    values = reader.number(4) if many or kind in _LISTED else 1
    if (size is None and kind not in _LISTED) or values > _MOST:
        return False
    for place in range(values):
        if reader.ended:
            return False
        length = size if size is not None else reader.number(4)
        if name in wanted and place == 0:
            value = reader.data[reader.at : reader.at + length]
            found[name] = _unicode(value) if kind == _UNICODE else value
        reader.skip(length)
    return True


def _unicode(value: bytes) -> str:
    return value.decode("utf-16-le", "replace").replace("\0", "")
