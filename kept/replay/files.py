"""Stretches of the record as files: what is on the shelf.

A file appears whole or not at all, also when its writer is killed, and two who write the same one
write the same. Whoever takes one down looks whether it is whole, of this form and of this record.
"""

from __future__ import annotations

import json
import re
import secrets
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
from django.conf import settings
from numpy.lib.format import read_array, write_array

from kept.core.replay import KINDS, Codes
from kept.record.models import Event
from kept.replay.gathered import ACTS
from kept.replay.stretch import SIZE, Stretch

_COLUMNS: Final = ("ticket", "act", "at", "value")
_SEALING: Final = ("pk", "ticket", "type", "at")
_FORM: Final = [SIZE, *KINDS, *(f"{name}={act}" for name, act in ACTS.items())]
_STRETCH: Final = re.compile(r"\d{7,}\.stretch")
#: Seconds after which nobody is writing a file any more.
_ABANDONED: Final = 3600.0


class _Label(NamedTuple):
    """What a file says of itself. `seal` is the record's last event in it; `sums` are those of the
    columns, for after a power cut a file may be as long as it was and yet empty."""

    form: list[str | int]
    seal: list[str]
    sums: list[int]
    words: list[tuple[int, str]]


def put(number: int, one: Stretch) -> None:
    """Put a stretch there; one before the record's first event is nothing to keep. Raises OSError
    where the disk takes no file."""
    columns = [getattr(one, name) for name in _COLUMNS]
    last = Event.objects.filter(pk__lte=(number + 1) * SIZE).order_by("-pk")[:1]
    seal = next(iter(_seals(last).values()), None)
    if seal is None:
        return
    label = _Label(_FORM, seal, _sums(columns), one.words)
    place = _place(number)
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.{secrets.token_hex(6)}")
    try:
        with draft.open("wb") as file:
            for column in (np.array(json.dumps(label)), *columns):
                write_array(file, column)
        draft.rename(place)
    finally:
        draft.unlink(missing_ok=True)


def taken_down(numbers: Iterable[int]) -> dict[int, Stretch]:
    """Those of these stretches that are there, by their numbers."""
    found = {number: one for number in numbers if (one := _read(_place(number)))}
    last = Event.objects.filter(pk__in=[int(label.seal[0]) for label, _stretch in found.values()])
    seals = _seals(last)
    return {
        number: stretch
        for number, (label, stretch) in found.items()
        if label.seal == seals.get(label.seal[0])
    }


def tidy() -> None:
    """Throw away what writers that were killed left here, and the shelf of an older version."""
    for file in _folder().glob("*"):
        with suppress(OSError):
            old = time.time() - file.stat().st_mtime > _ABANDONED
            if old and not _STRETCH.fullmatch(file.name):
                file.unlink()


def _folder() -> Path:
    return Path(settings.KEPT_HOME, "replay")


def _place(number: int) -> Path:
    return _folder() / f"{number:07}.stretch"


def _read(place: Path) -> tuple[_Label, Stretch] | None:
    """What stands in a file; None if that is not there, not whole or of another form."""
    try:
        with place.open("rb") as file:
            label = _Label(*json.loads(str(read_array(file))))
            ticket, act, at, value = columns = [read_array(file) for _name in _COLUMNS]
    except (OSError, EOFError, ValueError, TypeError):
        return None
    if label.form != _FORM or label.sums != _sums(columns):
        return None
    return label, Stretch(ticket, act, at, value, [(of, said) for of, said in label.words])


def _seals(rows: Any) -> dict[str, list[str]]:
    """By their ids: by what some events are known."""
    told = ([str(each) for each in row] for row in rows.values_list(*_SEALING))
    return {row[0]: row for row in told}


def _sums(columns: Sequence[Codes]) -> list[int]:
    return [int(column.sum(dtype=np.int64)) for column in columns]
