"""The certificates by which the desk knows who signs their mail (S/MIME).

    KEPT_HOME/certificates/*.pem     of senders, or of those who issue them; also .crt and .cer

Guarantee: a file that is none is passed over and said in the log; it stops no mail.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final, NamedTuple

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from django.conf import settings

_log: Final = logging.getLogger(__name__)
_ENDINGS: Final = frozenset({".pem", ".crt", ".cer", ".der"})
_LARGEST: Final = 1024 * 1024


class _File(NamedTuple):
    """A file as it stands now: read again when it changes."""

    path: Path
    changed: int
    size: int


def known() -> tuple[bytes, ...]:
    """The certificates (DER) that vouch for signers; read again when a file is added or changed."""
    return _read(tuple(sorted(_files(Path(settings.KEPT_HOME, "certificates")))))


def _files(folder: Path) -> Iterator[_File]:
    try:
        for path in folder.iterdir():
            if path.suffix.lower() in _ENDINGS and path.is_file():
                now = path.stat()
                yield _File(path, now.st_mtime_ns, now.st_size)
    except OSError:
        return  # there is no such folder, which is how most desks are


@lru_cache(maxsize=2)
def _read(files: tuple[_File, ...]) -> tuple[bytes, ...]:
    now = datetime.now(UTC)
    return tuple(der for file in files for der in _certificates(file, now))


def _certificates(file: _File, now: datetime) -> Iterator[bytes]:
    try:
        if file.size > _LARGEST:
            raise ValueError(f"it is larger than {_LARGEST:,} bytes")
        for one in _loaded(file.path.read_bytes()):
            if one.not_valid_after_utc < now:
                until = f"{one.not_valid_after_utc:%Y-%m-%d}"
                _log.warning("%s: a certificate was valid until %s only.", file.path, until)
            yield one.public_bytes(Encoding.DER)
    except (OSError, ValueError) as error:
        _log.error("%s is no certificate that can be used: %s.", file.path, error)


def _loaded(data: bytes) -> list[x509.Certificate]:
    if b"-----BEGIN" in data:
        return x509.load_pem_x509_certificates(data)
    return [x509.load_der_x509_certificate(data)]
