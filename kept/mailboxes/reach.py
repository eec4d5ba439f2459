"""Whether a mail server is there, speaks what it should, and protects the connection as is wanted.

`reach` finds out before a user name or a password is sent, and tells apart what the libraries of
both protocols put into one error.
"""

from __future__ import annotations

import errno
import socket
import ssl
import time
from contextlib import closing
from dataclasses import dataclass
from typing import Final, Literal

from cryptography import x509

from kept.mailboxes.troubles import TroubleError

Protocol = Literal["imap", "smtp"]

PATIENCE: Final = 8.0
"""Seconds for a connection, and for each answer."""
_BEGIN: Final = 3.0
"""Seconds of silence after which a server may be waiting for us to begin with TLS."""
_A_GREETING: Final = {"imap": (b"* OK", b"* PREAUTH", b"* BYE"), "smtp": (b"220", b"421", b"554")}
_NAMES: Final = {"imap": "IMAP", "smtp": "SMTP"}
_USUAL: Final = {"imap": "993 (TLS), 143 (STARTTLS)", "smtp": "465 (TLS), 587 (STARTTLS)"}
_TLS_PORT: Final = {"imap": 993, "smtp": 465}
_LONGEST_LINE, _MOST_LINES = 4096, 50
_MISMATCHES = (62, 64)  # X509_V_ERR_… of OpenSSL: of names, of IP addresses
_EXPIRED, _EARLY = 10, 9


@dataclass(frozen=True, slots=True)
class Server:
    """Where a mail server listens. `security`: 'tls', 'starttls' or 'none'."""

    protocol: Protocol
    host: str
    port: int
    security: str

    @property
    def facts(self) -> dict[str, object]:
        return {
            "host": self.host,
            "port": self.port,
            "protocol": _NAMES[self.protocol],
            "usual": _USUAL[self.protocol],
            "tls": _TLS_PORT[self.protocol],
            "seconds": int(PATIENCE),
        }

    def trouble(self, code: str, **more: object) -> TroubleError:
        return TroubleError(code, **self.facts, **more)


def reach(server: Server) -> str:
    """Connect, protect the connection, and hang up; the words that the server greeted with.

    Takes a handful of seconds at most. Raises TroubleError.
    """
    with closing(_called(server)) as line:
        try:
            if server.security == "tls":
                with _protected(line, server) as safe:
                    return _greeting(safe, server)
            greeting = _greeting(line, server)
            if server.security == "starttls":
                _start_tls(line, server)
                _protected(line, server).close()
            return greeting
        except TimeoutError:
            raise server.trouble("silent") from None
        except OSError as error:
            raise server.trouble("lost", words=_said(error)) from error


def _called(server: Server) -> socket.socket:
    if not server.host:
        raise server.trouble("no_host")
    try:
        return socket.create_connection((server.host, server.port), timeout=PATIENCE)
    except TimeoutError:
        raise server.trouble("no_answer") from None
    except ConnectionRefusedError:
        raise server.trouble("closed") from None
    except socket.gaierror as error:
        unknown = error.errno == socket.EAI_AGAIN
        raise server.trouble("name_unknown" if unknown else "no_such_name") from None
    except UnicodeError:
        raise server.trouble("no_such_name") from None
    except OSError as error:
        code = "no_answer" if error.errno == errno.ETIMEDOUT else "no_way"
        raise server.trouble(code, words=_said(error)) from error


def _protected(line: socket.socket, server: Server) -> ssl.SSLSocket:
    context = ssl.create_default_context()
    try:
        return context.wrap_socket(line, server_hostname=server.host)
    except ssl.SSLCertVerificationError as error:
        raise _distrust(server, error) from None
    except (ssl.SSLError, ConnectionError, TimeoutError) as error:
        if server.security == "tls" and _greets_plainly(server):
            raise server.trouble("speaks_plain") from None
        if isinstance(error, TimeoutError):
            raise
        if isinstance(error, (ssl.SSLEOFError, ConnectionError)):
            raise server.trouble("lost", words=_said(error)) from error
        raise server.trouble("tls_failed", words=_said(error)) from error


def _distrust(server: Server, error: ssl.SSLCertVerificationError) -> TroubleError:
    if error.verify_code in _MISMATCHES:
        return server.trouble("other_names", names=", ".join(_names(server)) or "–")
    if error.verify_code in (_EXPIRED, _EARLY):
        return server.trouble("expired")
    return server.trouble("nobody_vouches", words=error.verify_message)


def _names(server: Server) -> list[str]:
    """The names in the server's certificate, which is looked at and not trusted."""
    curious = ssl.create_default_context()
    curious.check_hostname, curious.verify_mode = False, ssl.CERT_NONE
    try:
        with closing(_called(server)) as line:
            if server.security == "starttls":
                _greeting(line, server)
                _start_tls(line, server)
            with curious.wrap_socket(line, server_hostname=server.host) as safe:
                certificate = x509.load_der_x509_certificate(safe.getpeercert(True) or b"")
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        return found.value.get_values_for_type(x509.DNSName)[:5]
    except (OSError, ValueError, TroubleError, x509.ExtensionNotFound):
        return []


def _greets_plainly(server: Server) -> bool:
    try:
        with closing(_called(server)) as line:
            return bool(_line(line))
    except (OSError, TroubleError):
        return False


def _greeting(line: socket.socket, server: Server) -> str:
    try:
        line.settimeout(_BEGIN)
        said = _line(line)
    except TimeoutError:
        if server.security != "tls" and _shakes_hands(server):
            raise server.trouble("wants_tls") from None
        line.settimeout(PATIENCE)
        said = _line(line)
    line.settimeout(PATIENCE)
    words = said.decode("utf-8", "replace").strip()
    if said.startswith(_A_GREETING[server.protocol]):
        return words
    raise server.trouble("other_protocol" if words else "silent", words=words)


def _shakes_hands(server: Server) -> bool:
    """Whether TLS is understood at once."""
    curious = ssl.create_default_context()
    curious.check_hostname, curious.verify_mode = False, ssl.CERT_NONE
    try:
        with closing(_called(server)) as line:
            curious.wrap_socket(line, server_hostname=server.host).close()
            return True
    except (OSError, TroubleError):
        return False


def _start_tls(line: socket.socket, server: Server) -> None:
    """Ask for protection. Whoever does not offer it says so in an answer of its own."""
    if server.protocol == "imap":
        line.sendall(b"k1 STARTTLS\r\n")
        answer = _last(line, b"k1 ")
        agreed = answer.upper().startswith(b"K1 OK")
    else:
        line.sendall(b"EHLO kept.invalid\r\n")
        _last(line, b"250 ")
        line.sendall(b"STARTTLS\r\n")
        agreed = _line(line).startswith(b"220")
    if not agreed:
        raise server.trouble("no_starttls")


def _last(line: socket.socket, mark: bytes) -> bytes:
    """The line of an answer that begins with `mark`, or says no."""
    for _ in range(_MOST_LINES):
        said = _line(line)
        if said.lower().startswith(mark) or said[:1] in (b"4", b"5") or not said:
            return said
    return b""


def _line(line: socket.socket) -> bytes:
    """One line; what came by then where it ends or grows too long."""
    said, end = b"", time.monotonic() + PATIENCE
    while not said.endswith(b"\n") and len(said) < _LONGEST_LINE:
        if time.monotonic() > end:
            raise TimeoutError
        one = line.recv(1)
        if not one:
            break
        said += one
    return said


def _said(error: OSError) -> str:
    reason = getattr(error, "reason", None)
    return str(reason).replace("_", " ").lower() if reason else error.strerror or str(error)
