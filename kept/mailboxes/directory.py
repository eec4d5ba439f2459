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
class Directory:
    """All mailboxes as they stood at `revisions`: for whoever has several questions at once.

    Its mailboxes are shared by all who ask: to change one, read its row anew. The desk's own
    address without a row has a mailbox without an id, and the defaults of all that can be set.
    """

    desk: str
    revisions: _Revisions
    by_address: Mapping[str, Mailbox]
    own: frozenset[str]
    """Every address of the desk, as addresses are compared: of all mailboxes, active or not, with
    their aliases. An address with a `+suffix` belongs to the one without."""

    def of(self, address: str) -> Mailbox | None:
        """The mailbox that this address belongs to, its `+suffix` aside; None: it is not ours."""
        return next(filter(None, map(self.by_address.get, _forms(address))), None)

    def receiving(self, addresses: Iterable[str]) -> Mailbox | None:
        """Which mailbox a mail to these addresses came to: that of the first that is ours."""
        return next(filter(None, map(self.of, addresses)), None)

    def team(self, addresses: Iterable[str]) -> str:
        """The key of the team whose work is a mail to these addresses: that of the first that is
        ours; '' for everybody's."""
        for form in (form for address in addresses for form in _forms(address)):
            if mailbox := self.by_address.get(form):
                return mailbox.team_of(form)
        return ""

    def sending(self, address: str) -> Mailbox:
        """The mailbox that a reply leaves from in a ticket that came by `address`: that mailbox
        while it is there and active, else the desk's own."""
        wanted = map(self.of, (address, self.desk))
        return next((one for one in wanted if one and one.active), Mailbox(address=self.desk))


def _forms(address: str) -> tuple[str, str]:
    """An address as it is compared, and without its `+suffix`."""
    key = Address("", address).key
    local, _, domain = key.rpartition("@")
    return key, f"{local.partition('+')[0]}@{domain}"


def own_addresses() -> frozenset[str]:
    """See `Directory.own`."""
    return directory().own


def of_address(address: str) -> Mailbox | None:
    """See `Directory.of`."""
    return directory().of(address)


def receiving(addresses: Iterable[str]) -> Mailbox | None:
    """See `Directory.receiving`."""
    return directory().receiving(addresses)


_held: Directory | None = None


def directory() -> Directory:
    """The desk's mailboxes as they stand now: one tiny query, as long as none has changed."""
    global _held
    desk = Address("", settings.DESK.address).key
    revisions: _Revisions = tuple(_revisions())
    if _held is None or _held.revisions != revisions or _held.desk != desk:
        _held = _read(desk, revisions)
    return _held


def _read(desk: str, revisions: _Revisions) -> Directory:
    """A row that changes between the two questions is read again by the next who asks, who finds
    a newer revision."""
    rows = list(Mailbox.objects.order_by("address"))
    found = {alias: one for one in rows for alias in one.aliases}
    found |= {one.address: one for one in rows}
    found.setdefault(desk, Mailbox(address=desk))
    return Directory(desk, revisions, found, frozenset(found))


@question
def _revisions() -> QuerySet[Mailbox, tuple[int, str]]:
    return Mailbox.objects.order_by("id").values_list("id", "revision")
