"""A desk with readers, and a major version to announce to them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache

from kept.announcements import subscribers
from kept.announcements.models import Announcement, Subscriber
from kept.conftest import NOW
from kept.core.mail import Address
from kept.core.promises import Edition
from kept.record import policy

VERSION = 2


@pytest.fixture(autouse=True)
def _desk(edition: Edition, clock: object, tmp_path: Path, settings: object) -> None:
    """A home of its own, nobody counted yet, and pages read at NOW."""
    settings.KEPT_HOME = tmp_path
    cache.clear()


@pytest.fixture
def major(edition: Edition) -> int:
    """A published major version, its number."""
    files = policy.files(edition.version)
    slower = files | {"policy.toml": files["policy.toml"].replace('"48 hours"', '"72 hours"')}
    return policy.publish(slower, at=NOW, note="Slower fixes.", major=True).version


@pytest.fixture
def announcement(major: int) -> Announcement:
    return Announcement.objects.create(version=major)


@pytest.fixture
def reader() -> Callable[..., Subscriber]:
    """Somebody who confirmed."""

    def reader(email: str = "ada@example.org", language: str = "en") -> Subscriber:
        asked = subscribers.ask(Address.parse(email), language=language, zone="", at=NOW)
        assert asked is not None
        assert subscribers.confirm(asked, at=NOW)
        asked.refresh_from_db()
        return asked

    return reader
