"""Mails that are signed or encrypted, by S/MIME and by PGP: who signed, and what is known of it."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from kept.core.mail import Incoming, Seal, understand
from kept.core.mail.tests.reading import HEAD, NOW, accepted, mail_of


def certificate(
    name: str, issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None, *, ca: bool
) -> tuple[x509.Certificate, ec.EllipticCurvePrivateKey]:
    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer[0].subject if issuer else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(NOW - timedelta(days=10))
        .not_valid_after(NOW + timedelta(days=10))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
    )
    if not ca:
        names = x509.SubjectAlternativeName([x509.RFC822Name(name)])
        builder = builder.add_extension(names, critical=False)
    return builder.sign(issuer[1] if issuer else key, hashes.SHA256()), key


AUTHORITY = certificate("Authority", None, ca=True)
ADA = certificate("ada@example.com", AUTHORITY, ca=False)
STRANGER = certificate("Somebody", None, ca=True)
INNER = b"Content-Type: text/plain; charset=utf-8\r\n\r\nThe signed text.\r\n"


def signed(*options: pkcs7.PKCS7Options, encoding: serialization.Encoding) -> bytes:
    builder = pkcs7.PKCS7SignatureBuilder().set_data(INNER)
    return builder.add_signer(ADA[0], ADA[1], hashes.SHA256()).sign(encoding, list(options))


def der(one: x509.Certificate) -> bytes:
    return one.public_bytes(serialization.Encoding.DER)


def read_with(raw: bytes, *known: x509.Certificate) -> Incoming:
    found = understand(
        raw, mail_from="ada@example.com", rcpt_to=(), received_at=NOW,
        own_addresses=frozenset(), certificates=tuple(der(one) for one in known),
    )  # fmt: skip
    assert isinstance(found, Incoming)
    return found


OPAQUE = mail_of(
    "application/pkcs7-mime; smime-type=signed-data",
    signed(pkcs7.PKCS7Options.Binary, encoding=serialization.Encoding.DER), "smime.p7m",
)  # fmt: skip
DETACHED = HEAD + signed(
    pkcs7.PKCS7Options.DetachedSignature, encoding=serialization.Encoding.SMIME
)


@pytest.mark.parametrize("raw", [OPAQUE, DETACHED])
def test_a_signed_mail_is_read_and_its_signer_named(raw: bytes) -> None:
    mail = read_with(raw)
    assert mail.text.strip() == "The signed text."
    assert mail.seal == Seal("smime", "signed", "ada@example.com")
    assert read_with(raw, AUTHORITY[0]).seal == Seal("smime", "verified", "ada@example.com")
    assert read_with(raw, ADA[0]).seal == Seal("smime", "verified", "ada@example.com")
    assert read_with(raw, STRANGER[0]).seal == Seal("smime", "signed", "ada@example.com")


def test_a_changed_text_breaks_the_signature() -> None:
    mail = read_with(DETACHED.replace(b"The signed text", b"The other text"), AUTHORITY[0])
    assert mail.seal == Seal("smime", "broken", "ada@example.com")
    assert "signature_broken" in mail.warnings


def test_a_signed_piece_proves_nothing_of_what_stands_beside_it() -> None:
    piece = DETACHED.removeprefix(HEAD)
    raw = (
        HEAD + b'Content-Type: multipart/mixed; boundary="m"\r\n\r\n--m\r\n\r\nPay Eve.\r\n--m\r\n'
        + piece + b"\r\n--m--\r\n"
    )  # fmt: skip
    assert read_with(raw, AUTHORITY[0]).seal == Seal("smime", "partial", "ada@example.com")


def test_another_s_signature_is_told() -> None:
    mail = read_with(DETACHED.replace(b"ada@example.com>", b"eve@example.com>"), AUTHORITY[0])
    assert "signed_by_another ada@example.com" in mail.warnings


def test_what_is_encrypted_is_said_and_kept() -> None:
    envelope = pkcs7.PKCS7EnvelopeBuilder().set_data(b"secret")
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "desk")])
    one = (
        x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
        .serial_number(1).not_valid_before(NOW).not_valid_after(NOW + timedelta(days=1))
        .sign(key, hashes.SHA256())
    )  # fmt: skip
    data = envelope.add_recipient(one).encrypt(serialization.Encoding.DER, [])
    mail = accepted(mail_of("application/pkcs7-mime", data, "smime.p7m"))
    assert mail.seal == Seal("smime", "encrypted")
    assert mail.warnings == ("encrypted",)
    assert [file.name for file in mail.attachments] == ["smime.p7m"]


def test_hostile_envelopes_are_read_in_no_time() -> None:
    began = time.perf_counter()
    for data in (
        b"\x30\x80" * 500_000,
        b"\x24\x80" + b"\x04\x01a" * 1_000_000,
        b"\x30\x84\xff" * 9,
    ):
        mail = accepted(mail_of("application/pkcs7-mime", data, "smime.p7m"))
        assert mail.seal is None
    assert time.perf_counter() - began < 2


def test_text_that_pgp_signed_reads_without_its_armour() -> None:
    body = (
        "-----BEGIN PGP SIGNED MESSAGE-----\r\nHash: SHA256\r\n\r\n"
        "It is broken.\r\n- -- \r\nAda\r\n"
        "-----BEGIN PGP SIGNATURE-----\r\n\r\niQEz\r\n-----END PGP SIGNATURE-----\r\n"
    )
    mail = accepted(HEAD + b"\r\n" + body.encode())
    assert mail.reply_text == "It is broken."
    assert mail.signature.startswith("--\nAda\n-----BEGIN PGP SIGNATURE")
    assert mail.seal == Seal("pgp", "signed")
    assert "-----BEGIN PGP SIGNED" in mail.text


def test_text_that_pgp_encrypted_is_told_apart() -> None:
    body = b"-----BEGIN PGP MESSAGE-----\r\n\r\nhQEMA\r\n-----END PGP MESSAGE-----\r\n"
    mail = accepted(HEAD + b"\r\n" + body)
    assert mail.seal == Seal("pgp", "encrypted")
    assert "encrypted" in mail.warnings
