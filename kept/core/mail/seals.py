"""Mails that are signed or encrypted: what they are, who signed, and whether that can be proved.

S/MIME is CMS (RFC 5652), read through asn1crypto and checked through cryptography. A signature
proves who wrote only where a certificate that the desk knows vouches for its signer; without one
it is shown as what it is. What PGP signed is checked in `pgp`. There are no private keys here.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from kept.core.mail import pgp
from kept.core.mail.messages import Seal
from kept.core.mail.mime import Part

if TYPE_CHECKING:
    from kept.core.mail.certificates import Certificate

_SIGNATURES = {
    "application/pkcs7-signature": "smime",
    "application/x-pkcs7-signature": "smime",
    "application/pgp-signature": "pgp",
}
_ENVELOPES = ("application/pkcs7-mime", "application/x-pkcs7-mime")
_ARMOURED = re.compile(r"^-----BEGIN PGP (?:SIGNED )?MESSAGE-----[ \t]*$", re.M)
_SIGNED = "-----BEGIN PGP SIGNED MESSAGE-----"
_SIGNATURE, _END = "\n-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----"
_FIELDS = re.compile(r"[ \t]*\n(?:[A-Za-z-]{1,40}: [^\n]*\n){0,10}[ \t]*\n")
_BREAK = re.compile(rb"\r?\n")
_LARGEST = 20 * 1024 * 1024
"""Bytes of an S/MIME envelope that is opened."""
_LARGEST_SIGNATURE = 256 * 1024
_MOST_ELEMENTS = 30_000
_MOST_CERTIFICATES = 20
_DIGESTS = frozenset({"sha1", "sha224", "sha256", "sha384", "sha512"})
_WEAK = frozenset({"sha1"})
"""Digests for which others can find a second text: they hold, and prove nothing."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An envelope: the mail part inside (None where it cannot be read), and how it is sealed."""

    content: bytes | None
    seal: Seal


@dataclass(frozen=True, slots=True)
class Trust:
    """Certificates that the desk knows (DER), and the moment at which they must be valid; the PGP
    keys that it knows, and the address of the mail's sender, by which a key may be named."""

    certificates: tuple[bytes, ...] = ()
    at: datetime | None = None
    keys: tuple[bytes, ...] = ()
    sender: str = ""


NOBODY = Trust()


def sealed(part: Part, trust: Trust) -> Seal | None:
    """How a multipart is sealed, None if it is not."""
    if part.type == "multipart/encrypted":
        return Seal("pgp", "encrypted")
    if part.type != "multipart/signed" or len(part.children) < 2:
        return None
    content, signature = part.children[0], part.children[1]
    kind = _SIGNATURES.get(signature.type)
    if kind is None or content.whole is None:
        return None
    if kind == "pgp":
        whole = content.whole.bytes()
        return pgp.detached(whole, signature.content, trust.keys, trust.sender)
    signed = _BREAK.sub(b"\r\n", content.whole.bytes())
    der = signature.content
    found = _read(der, signed, trust) if len(der) <= _LARGEST_SIGNATURE else None
    return found.seal if found else Seal("smime", "signed")


def is_envelope(part: Part, name: str) -> bool:
    """Whether a part is an S/MIME envelope, by its type or by its name."""
    return part.type in _ENVELOPES or (
        part.type == "application/octet-stream" and name.lower().endswith((".p7m", ".p7z"))
    )


def opened(der: bytes, trust: Trust) -> Opened | None:
    """What an S/MIME envelope holds, None where it is none or beyond what is read."""
    return _read(der, None, trust) if len(der) <= _LARGEST else None


def armour(text: str) -> Seal | None:
    """How PGP seals a text that is written into a mail itself."""
    if "-----BEGIN PGP " not in text or (found := _ARMOURED.search(text)) is None:
        return None
    return Seal("pgp", "signed" if "SIGNED" in found[0] else "encrypted")


def written(part: Part, text: str, trust: Trust) -> Seal | None:
    """How PGP seals the text of a part that was signed as it was written, None if it was not."""
    return pgp.written(part.content, trust.keys, trust.sender) if _SIGNED in text else None


def covers(root: Part) -> bool:
    """Whether what is sealed is all of a mail: whatever stands beside it, nobody signed."""
    while len(root.children) == 1 and root.type != "multipart/signed":
        root = root.children[0]
    return root.type == "multipart/signed" or not root.children


def without_armour(text: str) -> tuple[str, str]:
    """A text that PGP signed as it was written, and the signature; unchanged and '' if it isn't."""
    start = text.find(_SIGNED)
    ends = text.find(_SIGNATURE, start) if start >= 0 else -1
    fields = _FIELDS.match(text, start + len(_SIGNED)) if ends >= 0 else None
    if fields is None or fields.end() > ends + 1:
        return text, ""
    closed = text.find(_END, ends)
    after = closed + len(_END) if closed >= 0 else len(text)
    inside = re.sub(r"^- ", "", text[fields.end() : ends], flags=re.M)
    return f"{text[:start]}{inside}{text[after:]}", text[ends + 1 : after]


def _read(der: bytes, detached: bytes | None, trust: Trust) -> Opened | None:
    if not _bounded(der):
        return None
    from asn1crypto import cms

    try:
        info = cms.ContentInfo.load(der)
        kind = info["content_type"].native
        if kind in ("enveloped_data", "authenticated_enveloped_data", "encrypted_data"):
            return Opened(None, Seal("smime", "encrypted"))
        if kind != "signed_data":
            return None
        return _signed(info["content"], detached, trust)
    except Exception:  # whatever a stranger calls a signature, the mail is read without it
        return None


def _signed(data: Any, detached: bytes | None, trust: Trust) -> Opened | None:
    content = detached
    if content is None:
        content = data["encap_content_info"]["content"].native
    if not isinstance(content, bytes):
        return None
    try:
        return Opened(content, _seal(data, content, trust))
    except Exception:  # a signature that cannot be read; what it signs can
        return Opened(content, Seal("smime", "signed"))


def _seal(data: Any, content: bytes, trust: Trust) -> Seal:
    from kept.core.mail.certificates import Certificate, signer_of, vouched

    sent = [
        Certificate.read(one.chosen.dump())
        for one in list(data["certificates"])[:_MOST_CERTIFICATES]
        if one.name == "certificate"
    ]
    known = [Certificate.read(one) for one in trust.certificates]
    signer = data["signer_infos"][0]
    certificate = signer_of(signer, sent, known)
    if certificate is None:
        return Seal("smime", "signed")
    if not _holds(signer, content, certificate):
        return Seal("smime", "broken", certificate.signer)
    strong = signer["digest_algorithm"]["algorithm"].native not in _WEAK
    proved = strong and vouched(certificate, sent, known, trust.at)
    return Seal("smime", "verified" if proved else "signed", certificate.signer)


def _holds(signer: Any, content: bytes, certificate: Certificate) -> bool:
    """Whether what was signed is this content, and by this certificate's key."""
    digest = signer["digest_algorithm"]["algorithm"].native
    if digest not in _DIGESTS:
        return False
    attributes = signer["signed_attrs"]
    signed = content
    if attributes:
        said = next(
            one["values"][0].native for one in attributes if one["type"].native == "message_digest"
        )
        if said != hashlib.new(digest, content, usedforsecurity=False).digest():
            return False
        signed = b"\x31" + attributes.dump()[1:]  # signed as a SET, sent as the field [0]
    algorithm = signer["signature_algorithm"]
    return certificate.signed(signed, signer["signature"].native, algorithm, digest)


def _bounded(der: bytes) -> bool:
    """Whether the data has few enough elements to be read in no time, whatever they are."""
    todo: list[tuple[int, int]] = [(0, len(der))]
    count = 0
    while todo:
        at, end = todo.pop()
        while at + 2 <= end:
            count += 1
            if count > _MOST_ELEMENTS:
                return False
            tag, first = der[at], der[at + 1]
            if tag & 0x1F == 0x1F:
                return False  # a tag of several bytes: CMS has none
            at += 2
            if first == 0x80:
                continue  # of indefinite length: what it holds follows, up to two zero bytes
            size = first
            if first > 0x80:
                size = int.from_bytes(der[at : at + (first & 0x7F)], "big")
                at += first & 0x7F
            if tag & 0x20:
                todo.append((at, min(at + size, end)))
            at += size
    return True
