"""A desk with a mailbox on a real server of its own, and ways to look at both."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kept.channels.mail import spool
from kept.channels.mail.conftest import DESK, mail
from kept.channels.mail.imap.session import opened
from kept.channels.mail.imap.take import Look, look
from kept.mailboxes.models import Mailbox
from kept.mailboxes.secrets import Secrets
from tests.dovecot import PASSWORD, Dovecot, dovecot

_numbers = itertools.count(1)
USERS = [f"u{number}" for number in range(1, 60)]


@pytest.fixture(scope="session")
def server() -> Iterator[Dovecot]:
    """A server that can do what most can: IDLE, MOVE, UIDPLUS."""
    with dovecot(USERS) as running:
        yield running


@pytest.fixture(scope="session")
def plain_server() -> Iterator[Dovecot]:
    """A server that lets nobody know of IDLE, MOVE and UIDPLUS."""
    with dovecot(USERS, hidden=("IDLE", "MOVE", "UIDPLUS")) as running:
        yield running


@pytest.fixture
def user() -> str:
    """Somebody whose mailbox is empty."""
    return f"u{next(_numbers)}"


def mailbox_on(server: Dovecot, user: str, **settings: object) -> Mailbox:
    """A mailbox of the desk, as a lead set it up."""
    row = Mailbox(
        address=DESK,
        fetch="imap",
        imap_host="127.0.0.1",
        imap_port=server.port,
        imap_security="none",
        imap_user=user,
    )
    for name, value in settings.items():
        setattr(row, name, value)
    row.seal(Secrets(imap_password=PASSWORD))
    row.save()
    return row


def never() -> bool:
    return False


def look_into(mailbox: Mailbox) -> Look:
    """One connection, one look."""
    with opened(mailbox) as session:
        return look(session, never)


@pytest.fixture
def spooled(desk: Path) -> Callable[[], Counter[bytes]]:
    """What stands in the spool, and how often."""

    def count() -> Counter[bytes]:
        return Counter(spool.read(file).raw for file in spool.waiting(100_000))

    return count


def mails(count: int, start: int = 0) -> list[bytes]:
    return [
        mail(f"The report {number} stops.", Message_ID=f"<m{number}@example.org>")
        for number in range(start, start + count)
    ]
