"""The certificate with which the desk's mail server offers encryption (STARTTLS)."""

from __future__ import annotations

import logging
import ssl
from pathlib import Path

_log = logging.getLogger(__name__)

_Stamp = tuple[tuple[int, int], ...]


class CertificateError(ValueError):
    """The certificate cannot be used; the sentence says why."""


class Certificate:
    """A chain and its key as PEM files, read again when they change: a renewal needs no restart.

    Guarantee: a renewal that went wrong leaves the certificate in use that was read before.
    Raises CertificateError where there is none that could be used from the beginning.
    """

    def __init__(self, chain: Path, key: Path) -> None:
        self._files = chain, key
        self._stamp = self._now()
        self._context = self._read()

    def context(self) -> ssl.SSLContext:
        """How to encrypt a connection that begins now."""
        try:
            stamp = self._now()
            if stamp != self._stamp:
                self._stamp = stamp
                self._context = self._read()
        except CertificateError as error:
            _log.error("The certificate was not renewed: %s", error)
        return self._context

    def _now(self) -> _Stamp:
        try:
            stats = [file.stat() for file in self._files]
        except OSError as error:
            raise CertificateError(f"{error.filename}: {error.strerror}.") from error
        return tuple((one.st_mtime_ns, one.st_size) for one in stats)

    def _read(self) -> ssl.SSLContext:
        chain, key = self._files
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        try:
            # A key with a password would make OpenSSL ask for it on the terminal.
            context.load_cert_chain(chain, key, password=_no_password)
        except (OSError, ssl.SSLError, ValueError) as error:
            raise CertificateError(
                f"{chain} and {key} are no certificate with its key: {error}."
            ) from error
        return context


def _no_password() -> str:
    raise ValueError("the key is protected by a password")
