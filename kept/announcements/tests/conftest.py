"""A desk with readers, and a major version to announce to them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest
from django.core.cache import cache
from django.test import Client

from kept.announcements import subscribers
from kept.announcements.models import Announcement, Subscriber
from kept.conftest import NOW
from kept.core.mail import Address
from kept.core.promises import Edition
from kept.people.models import Customer, Staff
from kept.record import policy

VERSION = 2


@pytest.fixture(autouse=True)
def _desk(edition: Edition, tmp_path: Path, settings: object) -> None:
    """A home of its own, nobody counted yet, and pages read at NOW."""
    settings.KEPT_HOME = tmp_path
    cache.clear()


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the clock; it stands at NOW."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    at(NOW)
    return at


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


@pytest.fixture
def browser(customer: Customer, agent: Staff, lead: Staff) -> Callable[..., Client]:
    """The browser of 'nobody', 'agent' or 'lead'."""
    staff = {"agent": agent, "lead": lead}

    def of(who: str, **headers: str) -> Client:
        client = Client(headers={"accept-language": "en", **headers})
        if who in staff:
            client.force_login(staff[who])
        return client

    return of
