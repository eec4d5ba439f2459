"""Mails that PGP signed (RFC 9580): whether the signature holds, and whose key it is.

Read by Sequoia, through pysequoia. A signature proves who wrote only by a key that the desk knows:
then it is verified, or what came is not what was signed. Whether a key was valid is asked of the
moment at which it signed. There are no private keys here, and nothing is decrypted.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from kept.core.mail.messages import Seal

if TYPE_CHECKING:
    from pysequoia import Cert, Sig

_BEGIN = b"-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE, _END = b"\n-----BEGIN PGP SIGNATURE-----", b"-----END PGP SIGNATURE-----"
_BREAK = re.compile(rb"\r?\n")
_LARGEST = 20 * 1024 * 1024
_LARGEST_SIGNATURE = 64 * 1024
_UNPROVED = Seal("pgp", "signed")
_EMAIL = re.compile(r"[^\s<>@]+@[^\s<>@]+")


def detached(content: bytes, signature: bytes, keys: tuple[bytes, ...], sender: str) -> Seal:
    """How a signature beside its content seals it (RFC 3156). `keys`: those that the desk knows,
    each a transferable public key; `sender`: whose address is named where a key has several."""
    return _sealed(_BREAK.sub(b"\r\n", content), signature, keys, sender, beside=True)


def written(text: bytes, keys: tuple[bytes, ...], sender: str) -> Seal:
    """How a text is sealed that was signed as it was written.

    Proved only where nothing stands around what was signed: nobody signed that.
    """
    whole = text.replace(b"\r\n", b"\n").strip() if len(text) <= _LARGEST else b""
    at = whole.find(_SIGNATURE)
    alone = whole.count(_BEGIN) == 1 and whole.startswith(_BEGIN) and whole.endswith(_END)
    if not alone or at < 0 or whole.find(_END, at) + len(_END) != len(whole):
        return _UNPROVED
    return _sealed(whole + b"\n", whole[at + 1 :] + b"\n", keys, sender, beside=False)


def _sealed(
    content: bytes, signature: bytes, keys: tuple[bytes, ...], sender: str, *, beside: bool
) -> Seal:
    if not keys or len(content) > _LARGEST or len(signature) > _LARGEST_SIGNATURE:
        return _UNPROVED
    from pysequoia import Sig

    try:
        sig = Sig.from_bytes(signature)
        key = _key_of(sig, keys)
        if key is None:
            return _UNPROVED
        signer = _signer(key, sender)
        if _holds(content, sig if beside else None, key):
            return Seal("pgp", "verified", signer)
        return Seal("pgp", "broken" if _counts(sig, key) else "signed", signer)
    except Exception:  # whatever a stranger calls a signature, the mail is read without it
        return _UNPROVED


def _holds(content: bytes, beside: Sig | None, key: Cert) -> bool:
    from pysequoia import verify

    try:
        verify(bytes=content, store=lambda _: [key], signature=beside)
    except Exception:
        return False
    return True


def _key_of(sig: Sig, keys: tuple[bytes, ...]) -> Cert | None:
    """The known key that a signature names."""
    from pysequoia import Cert
    from pysequoia.packet import PacketPile

    named = {name for name in (sig.issuer_fingerprint, sig.issuer_key_id) if name}
    for one in keys:
        packets = PacketPile.from_bytes(one)
        if any(named & {packet.fingerprint, packet.key_id} for packet in packets):
            return Cert.from_bytes(one)
    return None


def _counts(sig: Sig, key: Cert) -> bool:
    """Whether the signature of a mail could have held at all: one by a key that was revoked or had
    run out, or by a digest that proves nothing, says nothing about what came."""
    from pysequoia.packet import HashAlgorithm

    ended = key.expiration is not None and (sig.created is None or key.expiration <= sig.created)
    weak = sig.hash_algorithm in (HashAlgorithm.MD5, HashAlgorithm.SHA1, HashAlgorithm.RipeMD)
    return not (ended or weak or key.is_revoked or sig.expiration is not None)


def _signer(key: Cert, sender: str) -> str:
    """The address that the key names: the sender's own where it is one of them, else the first."""
    named = [str(one) for one in key.user_ids]
    addresses = [found[0] for one in named if (found := _EMAIL.search(one))]
    own = (one for one in addresses if one.lower() == sender)
    return next(own, next(iter([*addresses, *named]), ""))[:254]
