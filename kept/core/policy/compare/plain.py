"""A comparison as plain data for JSON."""

from __future__ import annotations

from dataclasses import asdict, fields, is_dataclass
from datetime import date, time, timedelta
from typing import Any, get_args

from kept.core import say
from kept.core.calendar import Elapsed, Owed
from kept.core.policy.compare.changes import Change
from kept.core.policy.compare.comparison import Comparison
from kept.core.policy.compare.facts import Node
from kept.core.policy.compare.said import languages
from kept.core.policy.compare.sentences import of_meaning, of_past, of_text

_OWED = get_args(Owed)


def plain(comparison: Comparison) -> dict[str, Any]:
    """All of a comparison: each change with its path and both values, and all sentences."""
    return {
        "same": comparison.same,
        "rewritten": comparison.rewritten,
        "meaning": [_change(change) for change in comparison.meaning],
        "text": [asdict(change) for change in comparison.text],
        "past": _past(comparison),
        "sentences": {
            language: {
                "meaning": of_meaning(comparison, language),
                "text": of_text(comparison, language),
                "past": of_past(comparison, language),
            }
            for language in languages()
        },
    }


def _change(change: Change) -> dict[str, Any]:
    return {
        "path": list(map(str, change.path)),
        "kind": change.kind,
        "old": plain_value(change.old),
        "new": plain_value(change.new),
        **({"place": change.place} if change.place else {}),
    }


def _past(comparison: Comparison) -> dict[str, Any] | None:
    if comparison.past is None:
        return None
    since = comparison.past.since.isoformat()
    return {"since": since, "rules": [asdict(shift) for shift in comparison.shifts]}


def plain_value(held: Node) -> Any:
    """A value as JSON has it: what is owed as policy.toml writes it, times as '10:00:00'."""
    if isinstance(held, timedelta):
        return plain_value(Elapsed(held)) if held else None
    if isinstance(held, _OWED):
        return say.owed(held, "en").replace("\u00a0", " ")
    if isinstance(held, (date, time)):
        return held.isoformat()
    if isinstance(held, dict):
        return {str(key): plain_value(one) for key, one in held.items()}
    if isinstance(held, tuple):
        return [plain_value(one) for one in held]
    if is_dataclass(held) and not isinstance(held, type):
        return {field.name: plain_value(getattr(held, field.name)) for field in fields(held)}
    return held
