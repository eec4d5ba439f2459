"""A mailbox in words: how mail comes in, how it goes out, and how it goes with it."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext as _

from kept.channels.mail.imap.models import Watch
from kept.channels.mail.imap.troubles import sentence
from kept.mailbox_settings.steps import ready
from kept.mailboxes.models import Mailbox
from kept.people.models import Team
from kept.people.reader import Reader


@dataclass(frozen=True, slots=True)
class Shown:
    """`state`: in one word or two; `trouble`: why nothing is fetched now, and `stays`: why nothing
    leaves, '' while all is well."""

    row: Mailbox
    state: str
    comes: str
    leaves: str
    looked: str
    trouble: str
    stays: str

    @classmethod
    def of(cls, row: Mailbox, read: Reader) -> Shown:
        watch = Watch.objects.filter(pk=row.address).first() if row.active and row.fetch else None
        return cls(
            row,
            _state(row),
            _comes(row),
            _leaves(row),
            read.moment(watch.looked_at) if watch and watch.looked_at else "",
            _trouble(watch, read),
            _stays(row, read),
        )


def whose(row: Mailbox) -> list[tuple[str, str]]:
    """Each of its addresses, and the team whose work is what comes to it; nothing where all of it
    is everybody's."""
    given = {address: row.team_of(address) for address in row.addresses}
    names = dict(Team.objects.filter(key__in=given.values()).values_list("key", "name"))
    said = [(address, names.get(team, _("everybody"))) for address, team in given.items()]
    return said if names else []


def words(row: Mailbox) -> tuple[str, str, str]:
    """Its state, how mail comes in and how it goes out."""
    return _state(row), _comes(row), _leaves(row)


def _state(row: Mailbox) -> str:
    if row.active:
        return _("in use")
    return _("resting") if ready(row) else _("being set up")


def _comes(row: Mailbox) -> str:
    if row.fetch == Mailbox.Fetch.IMAP:
        facts = {"folder": row.imap_folder, "host": row.imap_host}
        return _("fetched from %(host)s, folder %(folder)s") % facts
    return _("handed over to this desk, at %(smtp)s") % {"smtp": settings.KEPT_SMTP}


def _leaves(row: Mailbox) -> str:
    if row.smtp_host:
        return _("through %(host)s") % {"host": row.smtp_host}
    if settings.DESK.smtp:
        return _("through the desk's own server, %(host)s") % {"host": settings.DESK.smtp.host}
    return _("not at all: it stays in the desk's outbox")


def _trouble(watch: Watch | None, read: Reader) -> str:
    if watch is None or not watch.code:
        return ""
    said = sentence(watch.code, watch.detail)
    if not watch.failing_since or not watch.next_at:  # all other mail comes in
        return said
    since = _("Nothing is fetched since %(moment)s.") % {"moment": read.moment(watch.failing_since)}
    return f"{since} {said}"


def _stays(row: Mailbox, read: Reader) -> str:
    if not row.active or row.smtp_failing_since is None:
        return ""
    moment = read.moment(row.smtp_failing_since)
    since = _("Nothing leaves since %(moment)s; it waits, and is tried again.") % {"moment": moment}
    return f"{since} {row.smtp_trouble}"
