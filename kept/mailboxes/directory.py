"""Which addresses are the desk's, and which mailbox stands behind each.

The mailboxes are read once and held; each call asks for their revisions alone, a handful of short
rows, and reads them again where one has changed. The address in `desk.toml` is always a mailbox,
with or without a row.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.db.models import QuerySet

from kept.core.mail import Address
from kept.mailboxes.models import Mailbox
from kept.record.questions import question

_Revisions = tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class _Directory:
    """All mailboxes as they stood at `revisions`; `by_address` in the order of their addresses."""

    desk: str
    revisions: _Revisions
    by_address: Mapping[str, Mailbox]


_held: _Directory | None = None


def own_addresses() -> frozenset[str]:
    """Every address of the desk, as addresses are compared: of all mailboxes, active or not, with
    their aliases. An address with a `+suffix` belongs to the one without."""
    return frozenset(_directory().by_address)


def of_address(address: str) -> Mailbox | None:
    """The mailbox that this address belongs to, its `+suffix` aside; None where it is not ours.

    Shared by all who ask: to change a mailbox, read its row anew. The desk's own address without
    a row answers with a mailbox that has no id and the defaults of all that can be set.
    """
    return _of(_directory(), address)


def receiving(addresses: Iterable[str]) -> Mailbox | None:
    """Which mailbox a mail to these addresses came to: that of the first that is ours."""
    known = _directory()
    return next(filter(None, (_of(known, one) for one in addresses)), None)


def sending(address: str) -> Mailbox:
    """The mailbox that a reply leaves from in a ticket that came by `address`: that mailbox while
    it is there and active, else the desk's own."""
    known = _directory()
    wanted = (_of(known, one) for one in (address, known.desk) if one)
    return next((one for one in wanted if one and one.active), Mailbox(address=known.desk))


def _of(known: _Directory, address: str) -> Mailbox | None:
    key = Address("", address).key
    local, _, domain = key.rpartition("@")
    bare = f"{local.partition('+')[0]}@{domain}"
    return known.by_address.get(key) or known.by_address.get(bare)


def _directory() -> _Directory:
    global _held
    desk = Address("", settings.DESK.address).key
    revisions: _Revisions = tuple(_revisions())
    if _held is None or _held.revisions != revisions or _held.desk != desk:
        _held = _read(desk, revisions)
    return _held


def _read(desk: str, revisions: _Revisions) -> _Directory:
    """Rows that change meanwhile are read again by the next who asks: their revision is newer."""
    rows = list(Mailbox.objects.order_by("address"))
    found = {alias: one for one in rows for alias in one.aliases}
    found |= {one.address: one for one in rows}
    found.setdefault(desk, Mailbox(address=desk))
    return _Directory(desk, revisions, found)


@question
def _revisions() -> QuerySet[Mailbox, tuple[int, str]]:
    return Mailbox.objects.order_by("id").values_list("id", "revision")
