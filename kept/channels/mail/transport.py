"""Hand a mail over to the desk's mail server."""

from __future__ import annotations

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

TIMEOUT = 30.0


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
    """What became of one try. `permanent`: trying again is no use. `words`: the server's own."""

    accepted: bool
    words: str
    permanent: bool = False


class Transport:
    """One connection, opened when needed and used for as many mails as there are."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._open: smtplib.SMTP | None = None

    def send(self, sender: str, recipient: str, raw: bytes) -> Answer:
        """Try once. Never raises for what a mail server or a network can do."""
        try:
            connection = self._connected()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self.close()
            return Answer(False, f"The mail server cannot be reached: {_words(error)}")
        try:
            options = [] if (sender + recipient).isascii() else ["SMTPUTF8"]
            connection.sendmail(sender, [recipient], raw, mail_options=options)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            return _refused(code, said)
        except smtplib.SMTPSenderRefused as error:
            # About this desk, not about the recipient: somebody must mend the settings.
            self.close()
            return Answer(False, _words(error))
        except smtplib.SMTPResponseException as error:
            self.close()
            return _refused(error.smtp_code, error.smtp_error)
        except smtplib.SMTPNotSupportedError as error:
            return Answer(False, _words(error), permanent=True)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Answer(False, f"The connection was lost: {_words(error)}")
        return Answer(True, "")

    def close(self) -> None:
        """Say good-bye; the next mail opens a new connection."""
        if self._open is not None:
            with suppress(OSError, smtplib.SMTPException):
                self._open.quit()
            self._open = None

    def _connected(self) -> smtplib.SMTP:
        if self._open is not None:
            if self._still_there(self._open):
                return self._open
            self.close()
        self._open = self._connect()
        return self._open

    @staticmethod
    def _still_there(connection: smtplib.SMTP) -> bool:
        try:
            return connection.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False

    def _connect(self) -> smtplib.SMTP:
        server, context = self._server, ssl.create_default_context()
        connection: smtplib.SMTP
        if server.security == "tls":
            connection = smtplib.SMTP_SSL(
                server.host, server.port, timeout=TIMEOUT, context=context
            )
        else:
            connection = smtplib.SMTP(server.host, server.port, timeout=TIMEOUT)
        try:
            if server.security == "starttls":
                connection.starttls(context=context)
            if server.user:
                connection.login(server.user, server.password)
        except BaseException:
            connection.close()
            raise
        return connection


def _refused(code: int, said: bytes | str) -> Answer:
    words = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    return Answer(False, f"{code} {words}", permanent=500 <= code < 600)


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return _refused(error.smtp_code, error.smtp_error).words
    return str(error) or type(error).__name__
