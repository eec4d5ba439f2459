"""Events as JSON text and back: unknown types and unknown fields raise."""

from __future__ import annotations

from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from kept.core.events import Event

_ADAPTERS: dict[str, TypeAdapter[Any]] = {cls.__name__: TypeAdapter(cls) for cls in get_args(Event)}


class UnknownEventError(ValueError):
    """A stored event that this version of Kept does not know: never guessed, never skipped."""


def to_json(event: Event) -> str:
    """The event's facts as JSON text; read back exactly by `from_json`."""
    return str(_ADAPTERS[type(event).__name__].dump_json(event), "utf-8")


def from_json(name: str, data: str) -> Event:
    """The event of type `name` with the facts in `data`.

    Raises UnknownEventError for a type, a field or a value outside the vocabulary.
    """
    adapter = _ADAPTERS.get(name)
    if adapter is None:
        raise UnknownEventError(f"an event of type {name!r} is not in the vocabulary")
    try:
        event: Event = adapter.validate_json(data)
    except ValidationError as error:
        raise UnknownEventError(f"{name} does not read back: {error}") from error
    return event
