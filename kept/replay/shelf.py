"""What was read of the record stands on a shelf, so that the next replay reads only what is new.

A copy that can be lost at any time: events are never changed, so what was read stays right, and
whatever does not fit the record or this version of Kept is read anew.
"""

from __future__ import annotations

import json
import secrets
from pathlib import Path
from typing import Any, Final
from zipfile import BadZipFile

import numpy as np
from django.conf import settings

from kept.core.replay import KINDS, Act, Words
from kept.record.models import Event
from kept.replay.record import FACTS, Events, Progress

#: Fewer new events than this are read again sooner than the whole is written again.
WORTH_WRITING: Final = 5_000
_COLUMNS: Final = ("ticket", "act", "at", "value")
_FORM: Final = [*KINDS, *FACTS, *(f"{act.name}={act.value}" for act in Act)]


def events(progress: Progress = lambda read: None) -> Events:
    """All that the record has, as columns."""
    told = _taken_down() or Events()
    if told.read_on(progress) >= WORTH_WRITING:
        _put(told)
    return told


def _place() -> Path:
    return Path(settings.KEPT_HOME, "replay", "events.npz")


def _taken_down() -> Events | None:
    """What stands on the shelf, if it belongs to this record."""
    try:
        with np.load(_place(), allow_pickle=False) as file:
            label = json.loads(str(file["label"]))
            columns: dict[str, Any] = {name: file[name] for name in _COLUMNS}
    except (OSError, ValueError, KeyError, BadZipFile):
        return None
    if label["form"] != _FORM or label["seal"] != _seal(label["bookmark"]):
        return None
    words = {name: _words(all_) for name, all_ in label["words"].items()}
    told = [(name, data) for name, data in label["told"]]
    return Events(bookmark=label["bookmark"], words=words, told=told, **columns)


def _put(told: Events) -> None:
    label = {
        "form": _FORM,
        "bookmark": told.bookmark,
        "seal": _seal(told.bookmark),
        "words": {name: words.all for name, words in told.words.items()},
        "told": told.told,
    }
    place = _place()
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.{secrets.token_hex(6)}")
    columns: dict[str, Any] = {name: getattr(told, name) for name in _COLUMNS}
    try:
        with draft.open("wb") as file:
            np.savez(file, label=np.array(json.dumps(label)), **columns)
        draft.rename(place)
    finally:
        draft.unlink(missing_ok=True)


def _seal(bookmark: int) -> list[str] | None:
    """By what the record is known: the event at the bookmark."""
    row = Event.objects.filter(pk=bookmark).values_list("ticket", "type", "at").first()
    return None if row is None else [str(one) for one in row]


def _words(all_: list[str]) -> Words:
    words = Words()
    for word in all_:
        words.place(word)
    return words
