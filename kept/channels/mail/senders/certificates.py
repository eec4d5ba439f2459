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
from typing import Final

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from kept.channels.mail.senders.known_files import LARGEST, KnownFile, files_in

_log: Final = logging.getLogger(__name__)
_ENDINGS: Final = frozenset({".pem", ".crt", ".cer", ".der"})


def known_in(home: Path) -> tuple[bytes, ...]:
    """The certificates (DER) that vouch for signers; read again when a file is added or changed."""
    return _read(files_in(home, _ENDINGS))


@lru_cache(maxsize=2)
def _read(files: tuple[KnownFile, ...]) -> tuple[bytes, ...]:
    now = datetime.now(UTC)
    return tuple(der for file in files for der in _certificates(file, now))


def _certificates(file: KnownFile, now: datetime) -> Iterator[bytes]:
    try:
        if file.size > LARGEST:
            raise ValueError(f"it is larger than {LARGEST:,} bytes")
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
