"""Published policies: written once, read back as they were."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from functools import lru_cache

from django.db import transaction

from kept.core.policy import read
from kept.core.promises import Edition
from kept.record.models import PolicyVersion


class NothingPublishedError(LookupError):
    """The desk has no policy yet, so it can promise nothing."""

    def __init__(self) -> None:
        super().__init__("No policy is published yet. Run `kept init`, it publishes one.")


def publish(files: Mapping[str, str], *, at: datetime) -> Edition:
    """Make `files` the policy in force from `at` on. Raises PolicyMistakes for a faulty one."""
    policy = read(files)
    with transaction.atomic():
        last = PolicyVersion.objects.order_by("-number").first()
        version = PolicyVersion.objects.create(
            number=last.number + 1 if last else 1,
            published_at=at,
            files=dict(files),
            days_off=policy.days_off,
            digest=_digest(files),
        )
    edition.cache_clear()
    return Edition(version.number, policy)


def in_force() -> Edition:
    """The newest published policy. Raises NothingPublishedError."""
    number = PolicyVersion.objects.order_by("-number").values_list("number", flat=True).first()
    if number is None:
        raise NothingPublishedError
    return edition(number)


@lru_cache(maxsize=64)
def edition(number: int) -> Edition:
    """A version as it was published: a published version never changes, so it is read once."""
    row = PolicyVersion.objects.get(number=number)
    return Edition(number, read(row.files, days_off=row.days_off))


def altered() -> list[int]:
    """The published versions whose bytes are not those that were published."""
    return [row.number for row in PolicyVersion.objects.all() if _digest(row.files) != row.digest]


def _digest(files: Mapping[str, str]) -> str:
    return hashlib.sha256(json.dumps(dict(files), sort_keys=True).encode()).hexdigest()
