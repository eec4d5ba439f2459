"""What the columns and the activities of another tool's log mean here.

Written as TOML, or chosen on the command line:

    case = "ticket"                  # one case is one request
    at = "timestamp"                 # when something happened
    activity = ["status", "detail"]  # what happened; several columns are joined with "/"
    zone = "Europe/Rome"             # of the stamps, whatever offset they carry
    form = "%d/%m/%Y %H:%M"          # of the stamps, where they are not ISO 8601
    person = "resource"              # who did it

    [means]                          # activity -> meaning; what is not named means nothing
    "Take in charge" = "reply"

    [moments]                        # instead of at and activity: columns with a moment each
    resolved = "solve"

    [facts]                          # channel, language, kind, … -> column
    priority = "impact"
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

MEANINGS: Final = ("request", "message", "reply", "wait", "solve", "close", "reopen")
_TEXTS: Final = ("case", "at", "zone", "form", "person")
_TABLES: Final = ("means", "moments", "facts")


class MappingError(ValueError):
    """A mapping that cannot be meant: a sentence that says what and what to do."""


@dataclass(frozen=True)
class LogMapping:
    """How to read a log. Either `at` and `activity` are columns, or `moments` names some."""

    case: str
    at: str = ""
    activity: tuple[str, ...] = ()
    zone: str = ""
    form: str = ""
    person: str = ""
    means: Mapping[str, str] = field(default_factory=dict)
    moments: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, str] = field(default_factory=dict)

    @property
    def columns(self) -> tuple[str, ...]:
        """Every column that the log must have."""
        named = (self.case, self.at, self.person, *self.activity, *self.moments)
        return tuple(dict.fromkeys(name for name in (*named, *self.facts.values()) if name))


def read_mapping(text: str) -> LogMapping:
    """The mapping that a TOML text writes. Raises MappingError."""
    try:
        return mapping_of(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        raise MappingError(f"The mapping is not TOML: {error}.") from error


def mapping_of(given: Mapping[str, Any]) -> LogMapping:
    """The mapping that these keys write. Raises MappingError."""
    for key, value in given.items():
        _check(key, value)
    activity = given.get("activity", ())
    chosen: dict[str, Any] = dict(given) | {
        "activity": (activity,) if isinstance(activity, str) else tuple(activity)
    }
    if not chosen.get("case"):
        raise MappingError('Which column names the request? Say so: case = "ticket".')
    if not chosen.get("moments") and not (chosen.get("at") and chosen["activity"]):
        raise MappingError("Name the columns of the moment and of the activity: at, activity.")
    for table in ("means", "moments"):
        _meanings(table, chosen.get(table, {}))
    return LogMapping(**chosen)


def _check(key: str, value: object) -> None:
    if key in _TEXTS:
        sound = isinstance(value, str)
    elif key in _TABLES:
        sound = isinstance(value, Mapping) and all(isinstance(x, str) for x in value.values())
    elif key == "activity":
        many = isinstance(value, Sequence)
        sound = many and all(isinstance(x, str) for x in value)  # type: ignore[attr-defined]
    else:
        known = ", ".join((*_TEXTS, "activity", *_TABLES))
        raise MappingError(f"A mapping knows no {key!r}; it knows {known}.")
    if not sound:
        raise MappingError(f"{key} is written as text, or as a table of texts.")


def _meanings(table: str, given: Mapping[str, str]) -> None:
    for name, meaning in given.items():
        if meaning not in MEANINGS:
            raise MappingError(
                f"[{table}] {name!r} means {meaning!r}; it can mean {', '.join(MEANINGS)}."
            )
