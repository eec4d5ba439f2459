"""The same desk as beside the other ways in, and an address that a provider was told."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from kept.channels.mail.webhooks import amazon
from kept.channels.mail.webhooks.models import Webhook
from kept.channels.mail.webhooks.tests import payloads


@pytest.fixture
def webhook(house: Path, db: None) -> Callable[[str], Webhook]:
    def webhook(provider: str) -> Webhook:
        row = Webhook(provider=provider)
        row.secret = payloads.key_of(provider) if row.kind.signs else "correct-horse"
        row.save()
        return row

    return webhook


@pytest.fixture(autouse=True)
def amazon_s_certificate(monkeypatch: pytest.MonkeyPatch) -> None:
    """No test asks Amazon for it."""
    monkeypatch.setattr(amazon, "certificate", lambda _url: payloads.certificate())
