"""Whom the desk does not listen to: addresses, and domains with all that is below them."""

from __future__ import annotations

from datetime import datetime
from functools import reduce
from operator import or_

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_noop as _

from kept.core.decide import Refused
from kept.core.events import Actor
from kept.core.mail import Address
from kept.mailboxes.directory import directory
from kept.mailboxes.models import BlockedSender
from kept.record import audit
from kept.record.questions import Given, question

_MOST_LABELS = 8


def blocked(address: str) -> BlockedSender | None:
    """The block that holds for mail from `address`: its own, its domain's or a domain's above."""
    return next(iter(_found(*_keys(Address("", address).key))), None)


@question
def _found(*keys: Given) -> QuerySet[BlockedSender]:
    return BlockedSender.objects.filter(reduce(or_, (Q(key=one) for one in keys)))


def block(
    wanted: str, *, by: Actor, at: datetime, ticket: int | None = None, reason: str = ""
) -> BlockedSender | Refused:
    """Refuse mail from an address or a domain (`example.org`, `@example.org`) from now on.

    Nothing changes where that is so already. Refused for an address of the desk's own, and for
    what is neither an address nor a domain.
    """
    try:
        key = key_of(wanted)
    except ValueError:
        return Refused(
            "no_sender",
            _("“%(wanted)s” is neither an address such as ada@example.org nor a domain such as "
              "example.org."),
            {"wanted": wanted.strip()[:100]},
        )  # fmt: skip
    if own := _ours(key):
        return Refused(
            "own_address",
            _("%(own)s is an address of this desk: blocking %(key)s would block the desk itself."),
            {"own": own, "key": key},
        )
    facts = {"at": at, "by": str(by), "ticket": ticket, "reason": reason.strip()[:200]}
    with transaction.atomic():
        row, new = BlockedSender.objects.get_or_create(pk=key, defaults=facts)
        if new:
            audit.note("sender_blocked", by=by, at=at, about=None, **_told(key))
    return row


def unblock(key: str, *, by: Actor, at: datetime) -> bool:
    """Listen again; False where nothing was blocked by exactly this key."""
    with transaction.atomic():
        gone = bool(BlockedSender.objects.filter(pk=key).delete()[0])
        if gone:
            audit.note("sender_heard", by=by, at=at, about=None, **_told(key))
    return gone


def _told(key: str) -> dict[str, str]:
    """What is written down of a sender: a domain, never somebody's address."""
    return {} if "@" in key else {"domain": key}


def key_of(wanted: str) -> str:
    """What a person typed, as `BlockedSender.key`. Raises ValueError."""
    typed = wanted.strip().lower()
    if "@" in typed.removeprefix("@"):
        return Address.parse(typed).key
    # A domain is sound where an address at it is.
    return Address.parse(f"any@{typed.removeprefix('@')}").domain


def everyone() -> QuerySet[BlockedSender]:
    """All who are blocked, the newest first."""
    return BlockedSender.objects.all()


def _keys(address: str) -> list[str]:
    """The keys under which a block of this address would stand; a domain of one word, such as
    `com`, is none."""
    labels = address.rpartition("@")[2].split(".")[-_MOST_LABELS:]
    return [address, *(".".join(labels[place:]) for place in range(len(labels) - 1))]


def _ours(key: str) -> str:
    """An address of the desk that a block of `key` would hold for, '' if none."""
    return next((own for own in sorted(directory().own) if key in _keys(own)), "")
