"""Which mail server takes a mail: the one of the mailbox that it leaves from, else the desk's."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.db import connections

from kept.mailboxes.models import Mailbox
from kept.mailboxes.sending import server
from kept.record.mail_server import MailServer

CONNECTIONS, TO_ONE_DOMAIN = 6, 2
"""How many at once, where nothing else is set."""


@dataclass(frozen=True, slots=True)
class Relay:
    """A mail server, and how many connections it is sent mail over. `token`: asks for one that
    signs in instead of a password (XOAUTH2); it may take seconds.

    `name` is the same for two mailboxes only where they sign in alike.
    """

    name: str
    server: MailServer
    connections: int = CONNECTIONS
    to_one_domain: int = TO_ONE_DOMAIN
    token: Callable[[], str] | None = None


def relay(mailbox: Mailbox) -> Relay | None:
    """Where mail from `mailbox` goes; None: into the desk's own outbox. Raises SealBrokenError."""
    through = server(mailbox)
    if through is None:
        return None
    if not mailbox.smtp_host:
        asked = settings.DESK.smtp
        return Relay(
            f"desk {through.host}:{through.port} {through.user}",
            through,
            connections=getattr(asked, "connections", CONNECTIONS),
            to_one_domain=getattr(asked, "to_one_domain", TO_ONE_DOMAIN),
        )
    granted = through.user and not through.password and mailbox.open_secrets().oauth
    return Relay(
        f"mailbox {mailbox.pk} {mailbox.revision}",
        through,
        token=partial(_token, mailbox) if granted else None,
    )


def _token(mailbox: Mailbox) -> str:
    """Asked in the carrier's thread, which keeps no connection to the database. Raises OSError."""
    from kept.channels.mail.imap import tokens, troubles

    try:
        return tokens.access(mailbox)
    except troubles.TroubleError as error:
        raise OSError(str(error)) from error
    finally:
        connections.close_all()
