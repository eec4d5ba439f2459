"""The public keys by which the desk knows who signs their mail by PGP.

    KEPT_HOME/certificates/*.asc     of senders; also .pgp and .gpg

Guarantee: a file that is none, or holds a private key, is passed over and said in the log; it
stops no mail.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import Final

from kept.channels.mail.senders.known_files import LARGEST, KnownFile, files_in

_log: Final = logging.getLogger(__name__)
_PRIVATE: Final = b"-----BEGIN PGP PRIVATE KEY BLOCK-----"
_ENDINGS: Final = frozenset({".asc", ".pgp", ".gpg"})


def known_in(home: Path) -> tuple[bytes, ...]:
    """The keys, each as RFC 9580 transfers it; read again when a file is added or changed."""
    return _read(files_in(home, _ENDINGS))


@lru_cache(maxsize=2)
def _read(files: tuple[KnownFile, ...]) -> tuple[bytes, ...]:
    return tuple(key for file in files for key in _keys(file))


def _keys(file: KnownFile) -> Iterator[bytes]:
    try:
        if file.size > LARGEST:
            raise ValueError(f"it is larger than {LARGEST:,} bytes")
        yield from _public(file.path.read_bytes())
    except (OSError, ValueError, RuntimeError) as error:
        said = str(error).partition("\n")[0]
        _log.error("%s is no public key that can be used: %s.", file.path, said)


def _public(data: bytes) -> list[bytes]:
    """Raises ValueError where one of them is private: its owner alone should have it."""
    from pysequoia import Cert
    from pysequoia.packet import PacketPile, Tag

    private = Tag.SecretKey, Tag.SecretSubkey
    packets = PacketPile.from_bytes(data)  # of the first, where several are written as text
    if _PRIVATE in data or any(packet.tag in private for packet in packets):
        raise ValueError("it holds a private key, which belongs to its owner alone")
    return [bytes(one) for one in Cert.split_bytes(data)]
