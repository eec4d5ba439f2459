"""A desk with a policy in force, and browsers of the four people."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from django.core.cache import cache

from kept.conftest import NOW
from kept.core.events import Actor
from kept.core.promises import Edition
from kept.people.models import Staff
from kept.record import draft as drafts
from kept.record import policy


@pytest.fixture(autouse=True)
def _desk(edition: Edition, clock: object, tmp_path: Path, settings: object) -> None:
    """A home of its own, nobody counted yet."""
    settings.KEPT_HOME = tmp_path
    cache.clear()


@pytest.fixture
def files(edition: Edition) -> dict[str, str]:
    """The files of the version in force."""
    return policy.files(edition.version)


@pytest.fixture
def other_lead(db: None) -> Staff:
    return Staff.objects.create_user(
        "mina@kept.example", "correct horse", name="Mina Park", role=Staff.Role.LEAD
    )


@pytest.fixture
def saved(files: dict[str, str], lead: Staff) -> Callable[..., drafts.Draft]:
    """Save a draft as a lead does: `saved(rules=(old, new), en=(old, new))`."""

    def saved(*, by: Staff = lead, seen: int = 0, **changed: tuple[str, str]) -> drafts.Draft:
        now = dict(files)
        for name, (old, new) in changed.items():
            file = "policy.toml" if name == "rules" else f"{name}.md"
            assert old in now[file]
            now[file] = now[file].replace(old, new)
        actor = Actor("staff", by.pk)
        return drafts.save_draft(now, base=1, by=actor, at=NOW, seen=seen)

    return saved
