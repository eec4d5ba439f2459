"""People of the team at their screens."""

from collections.abc import Callable

import pytest
from django.test import Client

from kept.core.promises import Edition
from kept.people.models import Staff


@pytest.fixture
def at_desk(client: Client, agent: Staff, edition: Edition) -> Client:
    """The agent, signed in."""
    client.force_login(agent)
    return client


@pytest.fixture
def text() -> Callable[[object], str]:
    """The page that came back."""

    def text(response: object) -> str:
        return response.content.decode()  # type: ignore[attr-defined]

    return text
