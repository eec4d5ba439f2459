"""A connection to the desk's mail server, as all who send mail need it."""

from __future__ import annotations

import re
import smtplib
import ssl
from dataclasses import dataclass
from typing import Final, Protocol

TIMEOUT: Final = 30.0
#: Answers that say something of all mail to a domain, not of one (RFC 5321 §4.2.3).
_BUSY: Final = (421, 450, 451)
_STATUS: Final = re.compile(r"5\d\d[ -]+(5\.\d{1,3}\.\d{1,3})(?![\d.])")
#: Of the sender's address, and of mails that are too long for a mailbox, or for its list.
_NOT_OF_ADDRESS: Final = ("5.1.7", "5.1.8", "5.2.3", "5.2.4")
_SAYS_NOTHING: Final = ("5.0.0", "5.5.0")


class MailServer(Protocol):
    """Where outgoing mail goes; `security`: 'starttls', 'tls' or 'none'."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def security(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of one try. `permanent`: trying again is no use. `words`: the server's own.

    `busy`: the receiving domain takes no mail at the moment. `reached` False: there was no server.
    `to_recipient`: it was said of the address, not of the mail.
    """

    accepted: bool
    words: str
    permanent: bool = False
    busy: bool = False
    reached: bool = True
    to_recipient: bool = False

    @property
    def nobody(self) -> bool:
        """Whether mail does not reach the address for good: by the status (RFC 3463: its second
        number 1 is of addresses, 2 of mailboxes), else by what was refused. A server that wants
        none of this desk, or of this mail, says nothing of the address."""
        if self.accepted or not self.permanent:
            return False
        status = _STATUS.match(self.words)
        if status is None or status[1] in _SAYS_NOTHING:
            return self.to_recipient
        return status[1][:4] in ("5.1.", "5.2.") and status[1] not in _NOT_OF_ADDRESS


def connect(server: MailServer, token: str = "") -> smtplib.SMTP:
    """A connection that was greeted, made safe and signed in as the desk's settings say; with a
    `token` by XOAUTH2.

    Raises OSError, smtplib.SMTPException or ValueError; nothing stays open then.
    """
    connection: smtplib.SMTP
    if server.security == "tls":
        connection = smtplib.SMTP_SSL(
            server.host, server.port, timeout=TIMEOUT, context=ssl.create_default_context()
        )
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
    try:
        if server.security == "starttls":
            connection.starttls(context=ssl.create_default_context())
        if token:
            _present(connection, server.user, token)
        elif server.user:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _present(connection: smtplib.SMTP, user: str, token: str) -> None:
    """Sign in with an access token. A server that wants none of it explains itself in a challenge,
    which an empty answer brings to its end."""
    connection.ehlo_or_helo_if_needed()
    said = f"user={user}\x01auth=Bearer {token}\x01\x01"
    connection.auth("XOAUTH2", lambda challenge=None: said if challenge is None else "")


def refused(code: int, said: bytes | str) -> Answer:
    """The server's no: for good with a code of 5xx, for now with any other."""
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return Answer(False, f"{code} {words}", 500 <= code < 600, busy=code in _BUSY)


def words_of(error: Exception) -> str:
    """What an error says, as a person may read it."""
    if isinstance(error, smtplib.SMTPResponseException):
        strange = error.smtp_code == -1  # no code at all
        said = refused(error.smtp_code, error.smtp_error).words
        return "it does not speak SMTP at this port" if strange else said
    if isinstance(error, ssl.SSLError):
        return _of_tls(error)
    if isinstance(error, TimeoutError) or str(error).endswith("timed out"):
        return f"it gave no answer within {TIMEOUT:.0f} seconds"
    return getattr(error, "strerror", "") or str(error) or type(error).__name__


def _of_tls(error: ssl.SSLError) -> str:
    if isinstance(error, ssl.SSLCertVerificationError):
        return f"its certificate cannot be trusted, {error.verify_message}"
    if isinstance(error, ssl.SSLEOFError):
        return "it hung up before anything was said"
    if error.reason == "WRONG_VERSION_NUMBER":
        return "it does not begin with TLS: try STARTTLS, or another port"
    reason = (error.reason or str(error)).replace("_", " ").lower()
    return f"no protected connection came about, {reason}"
