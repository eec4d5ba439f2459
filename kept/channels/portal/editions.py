"""The published versions as customers read of them: from when, until when, why."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import pairwise
from typing import Literal

from django.http import Http404

from kept.record import policy as record
from kept.record.models import PolicyVersion
from kept.record.notes import Note, told

Standing = Literal["in force", "to come", "past", "never"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A published version. `until`: when the next one took over, or will; None for the last.

    'never': another was published in its place before its moment came. `digest` names its bytes.
    """

    number: int
    standing: Standing
    published: datetime
    since: datetime
    until: datetime | None
    note: str
    notes: Mapping[str, str] = field(hash=False)
    major: bool
    digest: str

    def told(self, language: str) -> Note:
        """Why it was published, for a reader of `language`."""
        return told(self.note, self.notes, language)


def versions(now: datetime) -> list[Version]:
    """All of them, the newest first, as they stand at `now`."""
    rows = record.history()
    in_turn = sorted(rows, key=lambda row: (row.effective_at, row.number))
    ends = {row.number: following.effective_at for row, following in pairwise(in_turn)}
    current = _current(in_turn, now)
    return [_version(row, ends.get(row.number), current, now) for row in rows]


def find(all_of_them: Sequence[Version], number: int) -> Version:
    """The version of that number; to whom asks for another there is no such page."""
    for version in all_of_them:
        if version.number == number:
            return version
    raise Http404("no such version")


def in_force(all_of_them: Sequence[Version]) -> Version:
    """The version that holds. Raises NothingPublishedError."""
    for version in all_of_them:
        if version.standing == "in force":
            return version
    raise record.NothingPublishedError


def _current(in_turn: Sequence[PolicyVersion], now: datetime) -> int:
    """As `record.in_force` has it: the last whose moment has come, else the first."""
    come = [row for row in in_turn if row.effective_at <= now] or in_turn[:1]
    return come[-1].number if come else 0


def _version(row: PolicyVersion, until: datetime | None, current: int, now: datetime) -> Version:
    return Version(
        number=row.number,
        standing=_standing(row, until, current, now),
        published=row.published_at,
        since=row.effective_at,
        until=until,
        note=row.note,
        notes=row.notes,
        major=row.major,
        digest=row.digest,
    )


def _standing(row: PolicyVersion, until: datetime | None, current: int, now: datetime) -> Standing:
    if row.number == current:
        return "in force"
    if until is not None and until == row.effective_at:
        return "never"
    return "to come" if row.effective_at > now else "past"
