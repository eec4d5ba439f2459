"""Reach a mail server and sign in; whatever stands in the way is a sentence."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, ProtocolError

from kept.channels.mail.imap.troubles import TroubleError, without
from kept.mailboxes import grants
from kept.mailboxes import troubles as setting_up
from kept.mailboxes.models import Mailbox, Security
from kept.mailboxes.secrets import SealBrokenError, Secrets

#: Seconds until a server that says nothing is given up.
TIMEOUT = SocketTimeout(connect=20, read=60)
#: A connection that says nothing is asked whether it is still there: after so many seconds, again
#: after so many, and given up after so many times.
_PROBES = (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 20), ("TCP_KEEPCNT", 3))


class Connection(IMAPClient):  # type: ignore[misc]  # it has no types
    """A connection that also tells what the server says unasked."""

    def told_of_mail(self) -> bool:
        """Whether the server told, while it answered something, how many mails there are."""
        return bool(self._imap.response("EXISTS")[1] != [None])


def connect(mailbox: Mailbox) -> Connection:
    """A connection that is signed in. Raises TroubleError."""
    secrets = _secrets(mailbox)
    client = _reach(mailbox)
    try:
        with spoken(secrets):
            _sign_in(client, mailbox, secrets)
    except BaseException:
        leave(client)
        raise
    return client


def leave(client: Connection) -> None:
    """End a connection, however it stands. Does not raise, and waits for nothing."""
    try:
        client.shutdown()
    except (OSError, IMAPClientError):
        pass


@contextmanager
def spoken(secrets: Secrets | None = None) -> Iterator[None]:
    """What the library raises in here, as TroubleError."""
    try:
        yield
    except IMAPClientAbortError as error:
        raise _trouble("lost", error, secrets) from error
    except ProtocolError as error:
        raise _trouble("server", error, secrets) from error
    except IMAPClientError as error:
        raise _trouble("server", error, secrets) from error
    except (OSError, EOFError) as error:
        raise _trouble("lost", error, secrets) from error


def _trouble(code: str, error: Exception, secrets: Secrets | None) -> TroubleError:
    trouble = TroubleError(code, error)
    if secrets:
        trouble.detail = without(trouble.detail, [secrets.imap_password])
    return trouble


def _secrets(mailbox: Mailbox) -> Secrets:
    try:
        return mailbox.open_secrets()
    except SealBrokenError as error:
        raise TroubleError("sealed") from error


def _reach(mailbox: Mailbox) -> Connection:
    context = ssl.create_default_context()
    protected = mailbox.imap_security == Security.TLS
    try:
        client = Connection(
            mailbox.imap_host,
            port=mailbox.imap_port,
            ssl=protected,
            ssl_context=context if protected else None,
            timeout=TIMEOUT,
        )
    except ssl.SSLCertVerificationError as error:
        raise TroubleError("not_trusted", error.verify_message) from error
    except ssl.SSLEOFError as error:
        raise TroubleError("lost", "before anything was said") from error
    except ssl.SSLError as error:
        raise TroubleError("not_protected", _plainly(error)) from error
    except TimeoutError as error:
        raise TroubleError("silent") from error
    except (OSError, UnicodeError, IMAPClientError) as error:
        raise TroubleError("unreachable", error) from error
    client.normalise_times = False  # aware datetimes
    try:
        _keep_alive(client.socket())
        if mailbox.imap_security == Security.STARTTLS:
            _protect(client, context)
    except BaseException:
        leave(client)
        raise
    return client


def _plainly(error: ssl.SSLError) -> str:
    """What OpenSSL says, in words."""
    return (error.reason or str(error)).replace("_", " ").lower()


def _keep_alive(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for name, value in _PROBES:
        if hasattr(socket, name):
            connection.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _protect(client: Connection, context: ssl.SSLContext) -> None:
    try:
        client.starttls(context)
    except ssl.SSLCertVerificationError as error:
        raise TroubleError("not_trusted", error.verify_message) from error
    except (OSError, IMAPClientError) as error:
        raise TroubleError("not_protected", error) from error


def _sign_in(client: Connection, mailbox: Mailbox, secrets: Secrets) -> None:
    if mailbox.imap_auth == Mailbox.Auth.XOAUTH2:
        _by_grant(client, mailbox)
    else:
        _by_password(client, mailbox, secrets.imap_password)


def _by_password(client: Connection, mailbox: Mailbox, password: str) -> None:
    if not password:
        raise TroubleError("no_password")
    try:
        if client.has_capability("AUTH=PLAIN"):  # in UTF-8, where LOGIN knows ASCII alone
            client.plain_login(mailbox.imap_user, password)
        else:
            client.login(mailbox.imap_user, password)
    except IMAPClientAbortError:
        raise
    except (IMAPClientError, UnicodeError) as error:
        _unless_it_broke(error)
        raise TroubleError("refused", without(str(error), [password])) from None


def _by_grant(client: Connection, mailbox: Mailbox) -> None:
    try:
        token = grants.access(mailbox)
    except setting_up.TroubleError as error:
        trouble = error.trouble
        raise TroubleError(trouble.code, trouble.facts.get("words", "")) from None
    answers = iter((f"user={mailbox.imap_user}\x01auth=Bearer {token}\x01\x01".encode(),))
    try:
        # A server that refuses says why in a second challenge, to be answered with nothing.
        client.sasl_login("XOAUTH2", lambda _challenge: next(answers, b""))
    except IMAPClientAbortError:
        raise
    except IMAPClientError as error:
        _unless_it_broke(error)
        grants.forget(mailbox)
        raise TroubleError("token_refused", without(str(error), [token])) from None


def _unless_it_broke(error: Exception) -> None:
    """The library calls it a refusal, too, where the connection broke during signing in."""
    if isinstance(error.__context__, IMAPClientAbortError):
        raise TroubleError("lost", "signing in") from None
