"""Certificates of those who sign: whose they are, what they signed, and who vouches for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, TypeVar

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

_HASHES: dict[str, type[hashes.HashAlgorithm]] = {
    "sha1": hashes.SHA1,
    "sha224": hashes.SHA224,
    "sha256": hashes.SHA256,
    "sha384": hashes.SHA384,
    "sha512": hashes.SHA512,
}
_LONGEST_CHAIN = 6
_Extension = TypeVar("_Extension", bound=x509.ExtensionType)


@dataclass(frozen=True)
class Certificate:
    """One X.509 certificate."""

    x509: x509.Certificate

    @classmethod
    def read(cls, der: bytes) -> Certificate:
        """Raises ValueError for bytes that are no certificate."""
        return cls(x509.load_der_x509_certificate(der))

    @cached_property
    def signer(self) -> str:
        """The address that it was given out for, else the name; '' where it says neither."""
        names = self._extension(x509.SubjectAlternativeName)
        if names is not None and (found := names.get_values_for_type(x509.RFC822Name)):
            return str(found[0])[:254]
        for oid in (NameOID.EMAIL_ADDRESS, NameOID.COMMON_NAME):
            if said := self.x509.subject.get_attributes_for_oid(oid):
                return str(said[0].value)[:254]
        return ""

    @property
    def may_issue(self) -> bool:
        """Whether it may vouch for others."""
        constraints = self._extension(x509.BasicConstraints)
        return constraints is not None and constraints.ca

    @property
    def may_sign_mail(self) -> bool:
        """Whether it was given out for mail, or for anything."""
        uses = self._extension(x509.ExtendedKeyUsage)
        return uses is None or bool(
            {ExtendedKeyUsageOID.EMAIL_PROTECTION, ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE}
            & set(uses)
        )

    def valid(self, at: datetime | None) -> bool:
        return at is None or self.x509.not_valid_before_utc <= at <= self.x509.not_valid_after_utc

    def issued(self, other: Certificate) -> bool:
        """Whether this one's key signed the other certificate."""
        try:
            other.x509.verify_directly_issued_by(self.x509)
        except (ValueError, TypeError, InvalidSignature):
            return False
        return True

    def signed(self, data: bytes, signature: bytes, algorithm: Any, digest: str) -> bool:
        """Whether this one's key signed these bytes, as a CMS signer says that it did."""
        key: Any = self.x509.public_key()
        scheme = algorithm.signature_algo
        try:
            if isinstance(key, rsa.RSAPublicKey):
                hashed = _HASHES[digest]()
                if scheme == "rsassa_pss":
                    filled: Any = padding.PSS(padding.MGF1(hashed), padding.PSS.AUTO)
                else:
                    filled = padding.PKCS1v15()
                key.verify(signature, data, filled, hashed)
            elif isinstance(key, ec.EllipticCurvePublicKey):
                key.verify(signature, data, ec.ECDSA(_HASHES[digest]()))
            elif isinstance(key, ed25519.Ed25519PublicKey):
                key.verify(signature, data)
            else:
                return False
        except (InvalidSignature, ValueError):
            return False
        return True

    def _extension(self, kind: type[_Extension]) -> _Extension | None:
        try:
            return self.x509.extensions.get_extension_for_class(kind).value
        except (x509.ExtensionNotFound, ValueError):
            return None


def signer_of(
    signer: Any, sent: Sequence[Certificate], known: Sequence[Certificate]
) -> Certificate | None:
    """The certificate that a CMS signer names, among those that came along and those we know."""
    named = signer["sid"]
    for one in (*sent, *known):
        if named.name == "issuer_and_serial_number":
            same = one.x509.serial_number == named.chosen["serial_number"].native
            if same and one.x509.issuer.public_bytes() == named.chosen["issuer"].dump():
                return one
        else:
            found = one._extension(x509.SubjectKeyIdentifier)
            if found is not None and found.digest == named.chosen.native:
                return one
    return None


def vouched(
    one: Certificate,
    sent: Sequence[Certificate],
    known: Sequence[Certificate],
    at: datetime | None,
) -> bool:
    """Whether a known certificate vouches for this one, through those that came along."""
    if not one.may_sign_mail:
        return False
    current = one
    for _ in range(_LONGEST_CHAIN):
        if not current.valid(at):
            return False
        if current in known or _issuer(current, known, at) is not None:
            return True
        following = _issuer(current, sent, at)
        if following is None:
            return False
        current = following
    return False


def _issuer(
    one: Certificate, among: Sequence[Certificate], at: datetime | None
) -> Certificate | None:
    return next(
        (c for c in among if c != one and c.may_issue and c.valid(at) and c.issued(one)), None
    )
