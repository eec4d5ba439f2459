"""Hand mail over to a mail server."""

from __future__ import annotations

import smtplib
from contextlib import suppress
from dataclasses import replace

from kept.channels.mail.sending.relays import NoAccessError, Relay
from kept.record.mail_server import Answer, connect, refused, words_of

__all__ = ["Answer", "Transport"]


class Transport:
    """One connection, opened when needed and used for as many mails as there are."""

    def __init__(self, relay: Relay) -> None:
        self._relay = relay
        self._open: smtplib.SMTP | None = None

    def send(self, sender: str, recipient: str, raw: bytes) -> Answer:
        """Try once. Never raises for what a mail server or a network can do."""
        try:
            connection = self._connected()
        except (OSError, smtplib.SMTPException, ValueError) as error:
            self.close()
            return Answer(False, self._why(error), reached=False)
        try:
            options = [] if (sender + recipient).isascii() else ["SMTPUTF8"]
            connection.sendmail(sender, [recipient], raw, mail_options=options)
        except smtplib.SMTPRecipientsRefused as error:
            code, said = next(iter(error.recipients.values()))
            return replace(refused(code, said), to_recipient=True)
        except smtplib.SMTPSenderRefused as error:
            # About this desk, not about the recipient: somebody must mend the settings.
            self.close()
            return Answer(False, words_of(error))
        except smtplib.SMTPResponseException as error:
            self.close()
            return refused(error.smtp_code, error.smtp_error)
        except smtplib.SMTPNotSupportedError as error:
            return Answer(False, words_of(error), permanent=True)
        except (OSError, smtplib.SMTPException) as error:
            self.close()
            return Answer(False, f"The connection was lost: {words_of(error)}")
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
        self._open = connect(self._relay.server, self._relay.token())
        return self._open

    def _why(self, error: Exception) -> str:
        """Why nobody could be asked to take the mail."""
        if isinstance(error, NoAccessError):
            return str(error)
        if isinstance(error, smtplib.SMTPAuthenticationError):
            self._relay.forget()
            return f"{self._relay.server.host} does not let the desk sign in: {words_of(error)}"
        return f"{self._relay.server.host} cannot be reached: {words_of(error)}"

    @staticmethod
    def _still_there(connection: smtplib.SMTP) -> bool:
        try:
            return connection.noop()[0] == 250
        except (OSError, smtplib.SMTPException):
            return False
