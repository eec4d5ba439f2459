"""The draft of the next policy: one for the desk, kept until it is published.

Guarantee: nobody's words are lost to somebody else's. A draft is saved over the one that was
seen, or refused; it may hold mistakes, which only publishing refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kept.core.events import Actor
from kept.record.models import PolicyDraft
from kept.record.policy import storable


@dataclass(frozen=True, slots=True)
class Draft:
    """The files as they were saved. `base`: the version that they change; `saved`: how often the
    draft was saved, to name what one saw."""

    files: Mapping[str, str]
    base: int
    by: Actor
    at: datetime
    saved: int


class DraftMovedError(RuntimeError):
    """Somebody saved the draft since it was seen; `now` is what stands there."""

    def __init__(self, now: Draft | None) -> None:
        self.now = now
        super().__init__("Somebody else has saved this draft since you opened it.")


def draft() -> Draft | None:
    """The draft as it stands; None where nobody works on one."""
    row = PolicyDraft.objects.first()
    if row is None or not row.files:
        return None
    return Draft(row.files, row.base, Actor.parse(row.by), row.saved_at, row.saved)


def save_draft(
    files: Mapping[str, str], *, base: int, by: Actor, at: datetime, seen: int = 0
) -> Draft:
    """Keep `files` as the draft. `seen`: the `saved` of the draft that was on the screen, 0 for
    none. Raises DraftMovedError, and keeps the other, if that is no longer the one."""
    with transaction.atomic():
        _replace(seen, files=storable(files), base=base, by=str(by), saved_at=at)
        kept = draft()
    assert kept is not None, "a policy has at least one file"
    return kept


def discard_draft(*, by: Actor, at: datetime, seen: int) -> None:
    """Let the draft go: it was published, or nobody wants it. Raises DraftMovedError."""
    with transaction.atomic():
        _replace(seen, files={}, base=0, by=str(by), saved_at=at)


def _replace(seen: int, *, saved_at: datetime, **news: object) -> None:
    """Compare and set. A discarded draft goes on counting, so that no number names two."""
    row, _new = PolicyDraft.objects.get_or_create(pk=1, defaults={"saved_at": saved_at})
    standing = row.saved if row.files else 0
    if standing != seen or not PolicyDraft.objects.filter(pk=1, saved=row.saved).update(
        saved=row.saved + 1, saved_at=saved_at, **news
    ):
        raise DraftMovedError(draft())
