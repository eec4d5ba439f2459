"""What setting up a mailbox takes, step by step, and how far one has come."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal

from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from kept.mailboxes.models import Mailbox

Name = Literal["address", "receiving", "sending", "test", "records"]

STEPS: Final[dict[Name, Lazy]] = {
    "address": _("Address"),
    "receiving": _("Mail in"),
    "sending": _("Mail out"),
    "test": _("Test"),
    "records": _("Records"),
}


@dataclass(frozen=True, slots=True)
class Step:
    """A step as the pages show it. `tried`: when it last worked, None where it has not yet."""

    name: Name
    words: Lazy
    url: str
    current: bool
    tried: datetime | None


def steps(mailbox: Mailbox, current: Name | None = None) -> Iterator[Step]:
    """All steps of a mailbox, in their order."""
    for name, words in STEPS.items():
        url = reverse(f"mailbox-{name}", args=[mailbox.pk])
        yield Step(name, words, url, name == current, tried(mailbox, name))


def tried(mailbox: Mailbox, name: Name) -> datetime | None:
    """When a step last worked."""
    at = mailbox.tried.get(name)
    return datetime.fromisoformat(at) if at else None


def worked(mailbox: Mailbox, name: Name, at: datetime) -> None:
    """Note that a step worked at `at`; `save` stores it."""
    mailbox.tried = {**mailbox.tried, name: at.isoformat()}


def failed(mailbox: Mailbox, name: Name) -> None:
    """Note that a step does not work; `save` stores it."""
    mailbox.tried = {step: at for step, at in mailbox.tried.items() if step != name}


def ready(mailbox: Mailbox) -> bool:
    """Whether a test mail has come back: only then is a mailbox known to work."""
    return "test" in mailbox.tried
