"""Published policies: numbered, sealed, and read back as they were.

Guarantee of `publish`: each version has one number, without gaps, however many publish at once;
nothing of it ever changes. What guards that is a chain of digests: each version's covers its
files, days off and all that was said of it, and the digest before it. So a byte that changes, by
accident or by hand, in any version is found, and so is a version that is missing below another.
It does not hold against somebody who rewrites a version *and* every digest after it: write down
the newest digest (`kept policy history` tells it) and you hold the whole history by it.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from kept.core.events import DESK, Actor
from kept.core.policy import Policy, read, read_published
from kept.core.promises import Edition
from kept.record import audit
from kept.record.models import PolicyVersion
from kept.record.notes import Words, tidied
from kept.record.questions import Columns, Given, question

# One key for the whole desk: whoever holds it publishes.
_PUBLISHING = 0x4B657071


class NothingPublishedError(LookupError):
    """The desk has no policy yet, so it can promise nothing."""

    def __init__(self) -> None:
        super().__init__("No policy is published yet. Run `kept init`, it publishes one.")


class NotPublishableError(ValueError):
    """The policy is without mistakes, but cannot be published like this; the sentence says why."""


def storable(files: Mapping[str, str]) -> dict[str, str]:
    """The files of a draft without NUL, which PostgreSQL keeps in no text; a sign that the check
    refuses stands in its place."""
    return {name: source.replace("\x00", "\ufffd") for name, source in files.items()}


def publish(
    files: Mapping[str, str],
    *,
    at: datetime,
    by: Actor = DESK,
    note: Words = "",
    major: bool = False,
    effective: datetime | None = None,
    base: int | None = None,
) -> Edition:
    """Make `files` the next version, in force from `effective` (`at`) on.

    `note`: why, in each language of the policy that has it (see `notes`).
    `base`: the version that was changed; another one published meanwhile is not undone unseen.
    Raises PolicyMistakes for a faulty policy and NotPublishableError, with a sentence; nothing is
    written then.
    """
    policy = _read(files)
    said = _in_order(tidied(note), policy)
    starts = effective or at
    if starts < at:
        raise NotPublishableError(
            "A policy cannot come into force before it is published: what was promised until "
            "then was promised under another one."
        )
    with transaction.atomic():
        _one_at_a_time()
        last = _newest(base)
        row = PolicyVersion(
            number=last.number + 1 if last else 1,
            published_at=at,
            effective_at=starts,
            by=str(by),
            note=next(iter(said.values()), ""),
            notes={language: text for language, text in said.items() if language},
            major=major,
            files=files,
            days_off=policy.days_off,
        )
        row.digest = seal(row, last.digest if last else "")
        row.save(force_insert=True)
        if by != DESK:
            audit.note("policy_published", by=by, at=at, version=row.number)
    edition.cache_clear()
    return Edition(row.number, policy)


def _in_order(notes: Mapping[str, str], policy: Policy) -> dict[str, str]:
    """The notes as the policy lists its languages. Raises NotPublishableError for another one."""
    for language in notes:
        if language and language not in policy.languages:
            raise NotPublishableError(
                f"The note is in {language}, but the policy is in {', '.join(policy.languages)}."
            )
    return {one: notes[one] for one in ("", *policy.languages) if one in notes}


def _newest(base: int | None) -> PolicyVersion | None:
    """The version that stands, none at first. Raises NotPublishableError where it is not `base`."""
    last = PolicyVersion.objects.order_by("-number").first()
    number = last.number if last else 0
    if base is not None and base != number:
        raise NotPublishableError(
            f"Version {number} was published since you began from version {base}. Look at "
            "what it changed, and begin from it."
        )
    return last


def _one_at_a_time() -> None:
    """Until this transaction ends nobody else publishes. SQLite has one writer anyway."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_PUBLISHING])


def in_force(at: datetime | None = None) -> Edition:
    """The version in force at `at` (now). Raises NothingPublishedError.

    Of the versions whose moment has come, the one whose moment came last: what was announced for
    a day comes on that day, also if a smaller change was published in between. Before the first
    version's moment it is the first: a desk that takes requests has promised something.
    """
    come = _come(at or timezone.now()) or _first()
    if not come:
        raise NothingPublishedError
    return edition(come[0][0])


@question
def _come(at: Given) -> Columns:
    """The version whose moment came last, until `at`."""
    come = PolicyVersion.objects.filter(effective_at__lte=at)
    return come.order_by("-effective_at", "-number").values_list("number")[:1]


@question
def _first() -> Columns:
    """The version whose moment is the first of all."""
    return PolicyVersion.objects.order_by("effective_at", "number").values_list("number")[:1]


def history() -> list[PolicyVersion]:
    """Who published what and when, the newest first; without files."""
    return list(PolicyVersion.objects.order_by("-number").defer("files", "days_off"))


def pinned(ticket: int, promises: Iterable[int]) -> Edition:
    """The version that a ticket runs under, with the others that its promises are pinned to."""
    others = sorted(set(promises) - {ticket})
    return replace(edition(ticket), others=tuple(edition(number) for number in others))


@lru_cache(maxsize=64)
def edition(number: int) -> Edition:
    """A version as it was published: a published version never changes, so it is read once."""
    row = PolicyVersion.objects.get(number=number)
    return Edition(number, _read(row.files, row.days_off))


def _read(files: Mapping[str, str], days_off: Mapping[str, Any] | None = None) -> Policy:
    return _read_once(json.dumps([files, days_off], sort_keys=True))


@lru_cache(maxsize=64)
def _read_once(written: str) -> Policy:
    """What a policy says depends on what is written alone, and working it out takes a while."""
    files, days_off = json.loads(written)
    return read(files) if days_off is None else read_published(files, days_off=days_off)


def files(number: int) -> dict[str, str]:
    """The files of a version, as they were published. Raises PolicyVersion.DoesNotExist."""
    return dict(PolicyVersion.objects.values_list("files", flat=True).get(number=number))


def altered() -> list[int]:
    """The published versions that are not what was published, or that follow one that is gone."""
    found: list[int] = []
    before = ""
    for row in PolicyVersion.objects.order_by("number").iterator():
        if seal(row, before) != row.digest:
            found.append(row.number)
        before = row.digest
    return found


def seal(row: PolicyVersion, before: str) -> str:
    """The digest of a version: SHA-256 over all that it says and the digest `before` it."""
    said = [
        before,
        row.number,
        row.published_at.astimezone(UTC).isoformat(),
        row.effective_at.astimezone(UTC).isoformat(),
        row.by,
        row.note,
        row.major,
        row.files,
        row.days_off,
        *([row.notes] if row.notes else []),  # a version from before there were any is as it was
    ]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()
