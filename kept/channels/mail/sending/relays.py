"""Which mail server takes a mail: the one of the mailbox that it leaves from, else the desk's."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.db import connections

from kept.mailboxes import grants
from kept.mailboxes.models import Mailbox
from kept.mailboxes.sending import by_grant, server
from kept.mailboxes.troubles import TroubleError
from kept.record.mail_server import MailServer

CONNECTIONS, TO_ONE_DOMAIN = 6, 2
"""How many at once, where nothing else is set."""


class NoAccessError(OSError):
    """Nobody grants access to the mailbox now; the sentence says what to do."""


@dataclass(frozen=True, slots=True)
class Relay:
    """A mail server, and how many connections it is sent mail over. `mailbox`: whose server it is,
    None where it is the desk's; `granted`: its access signs in instead of a password (XOAUTH2).

    `name` is the same for two mailboxes only where they sign in alike.
    """

    name: str
    server: MailServer
    connections: int = CONNECTIONS
    to_one_domain: int = TO_ONE_DOMAIN
    mailbox: Mailbox | None = None
    granted: bool = False

    def token(self) -> str:
        """What signs in now, '' where a password does. May take seconds. Asked in the carrier's
        thread, which keeps no connection to the database. Raises NoAccessError."""
        if not self.granted or self.mailbox is None:
            return ""
        try:
            return grants.access(self.mailbox)
        except TroubleError as error:
            raise NoAccessError(str(error.trouble)) from error
        finally:
            connections.close_all()

    def forget(self) -> None:
        """The server did not take the token: ask for another next time."""
        if self.mailbox is not None:
            grants.forget(self.mailbox)


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
    return Relay(
        f"mailbox {mailbox.pk} {mailbox.revision}",
        through,
        mailbox=mailbox,
        granted=by_grant(mailbox, through),
    )
