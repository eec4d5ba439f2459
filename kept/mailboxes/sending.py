"""Send one mail through a mailbox's server, and say in a sentence what stands in the way."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from django.conf import settings

from kept.mailboxes import grants
from kept.mailboxes.models import Mailbox
from kept.mailboxes.reach import Server, reach
from kept.mailboxes.secrets import SealBrokenError
from kept.mailboxes.troubles import TroubleError
from kept.record.mail_server import MailServer, connect, words_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Through:
    """A mail server with what signs in there: `record.mail_server.MailServer` of a mailbox."""

    host: str
    port: int
    security: str
    user: str
    password: str = field(repr=False)


def server(mailbox: Mailbox) -> MailServer | None:
    """Where mail from `mailbox` is handed over: its own server, else the desk's; None where there
    is neither. Raises SealBrokenError."""
    if not mailbox.smtp_host:
        desk_s: MailServer | None = settings.DESK.smtp
        return desk_s
    return Through(
        host=mailbox.smtp_host,
        port=mailbox.smtp_port,
        security=mailbox.smtp_security,
        user=mailbox.smtp_user,
        password=mailbox.open_secrets().smtp_password,
    )


def by_grant(mailbox: Mailbox, through: MailServer) -> bool:
    """Whether a granted access signs in there instead of a password. Raises SealBrokenError."""
    own = bool(mailbox.smtp_host and through.user and not through.password)
    return own and mailbox.open_secrets().oauth is not None


def try_connecting(mailbox: Mailbox) -> str:
    """Reach the server and sign in there, without a mail; its name. Raises TroubleError."""
    through, where = _through(mailbox)
    reach(where)
    with _talking(mailbox, where, through) as connection:
        connection.noop()
    return where.host


def try_sending(mailbox: Mailbox, recipient: str, raw: bytes) -> None:
    """Hand one mail over. Raises TroubleError where the server did not take it."""
    through, where = _through(mailbox)
    reach(where)
    with _talking(mailbox, where, through) as connection:
        try:
            connection.sendmail(mailbox.address, [recipient], raw)
        except smtplib.SMTPSenderRefused as error:
            code = "not_now" if _passes_by(error.smtp_code) else "sender_refused"
            raise where.trouble(code, address=mailbox.address, words=words_of(error)) from None
        except smtplib.SMTPRecipientsRefused as error:
            number, said = next(iter(error.recipients.values()))
            code = "not_now" if _passes_by(number) else "recipient_refused"
            words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
            raise where.trouble(code, address=recipient, words=f"{number} {words}") from None
        except smtplib.SMTPDataError as error:
            code = "not_now" if _passes_by(error.smtp_code) else "mail_refused"
            raise where.trouble(code, words=words_of(error)) from None


def _through(mailbox: Mailbox) -> tuple[MailServer, Server]:
    try:
        through = server(mailbox)
    except SealBrokenError:
        raise TroubleError("sealed") from None
    if through is None:
        raise TroubleError("no_server")
    if through.user and not through.password and not by_grant(mailbox, through):
        raise TroubleError("no_password")
    return through, Server("smtp", through.host, through.port, through.security)


@contextmanager
def _talking(mailbox: Mailbox, where: Server, through: MailServer) -> Iterator[smtplib.SMTP]:
    """A connection that is signed in; whatever breaks it is a TroubleError."""
    token = grants.access(mailbox) if by_grant(mailbox, through) else ""
    try:
        connection = connect(through, token)
        try:
            yield connection
        finally:
            connection.close()
    except smtplib.SMTPAuthenticationError as error:
        code = "not_now" if _passes_by(error.smtp_code) else "wrong_password"
        if token and code == "wrong_password":
            grants.forget(mailbox)
            code = "token_refused"
        raise where.trouble(code, user=through.user, words=words_of(error)) from None
    except smtplib.SMTPNotSupportedError:
        raise where.trouble("no_sign_in") from None
    except smtplib.SMTPResponseException as error:
        code = "not_now" if _passes_by(error.smtp_code) else "mail_refused"
        raise where.trouble(code, words=words_of(error)) from None
    except (OSError, smtplib.SMTPException, ValueError) as error:
        raise where.trouble("lost", words=words_of(error)) from None


def _passes_by(code: int) -> bool:
    """Whether the server means: not now (RFC 5321 §4.2.1)."""
    return 400 <= code < 500
