"""Encryption is offered with the desk's certificate, which may be renewed at any time."""

from __future__ import annotations

import logging
import os
import smtplib
import socket
import ssl
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from kept.channels.mail.conftest import DESK, Listen, mail
from kept.channels.mail.server.certificate import Certificate, CertificateError
from kept.channels.mail.server.tests.test_smtp import ME, client, speak, stored


def issue(folder: Path, name: str = "copyfy.io", password: bytes = b"") -> tuple[Path, Path]:
    """A certificate that signs itself, and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    who = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(who)
        .issuer_name(who)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / "chain.pem", folder / "key.pem"
    lock = serialization.BestAvailableEncryption(password) if password else None
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            lock or serialization.NoEncryption(),
        )
    )
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    return chain, secret


def name_of(port: int, trusted: Path) -> str:
    """The name in the certificate with which the server encrypts; checked like a careful MTA."""
    context = ssl.create_default_context(cafile=str(trusted))
    context.check_hostname = False
    with client(port) as smtp:
        smtp.starttls(context=context)
        smtp.sendmail(ME, [DESK], mail())
        assert isinstance(smtp.sock, ssl.SSLSocket)
        told = smtp.sock.getpeercert()
    assert told is not None
    return str(dict(pair[0] for pair in told["subject"])["commonName"])


def test_a_mail_comes_in_encrypted_and_as_it_was(listen: Listen, tmp_path: Path) -> None:
    chain, key = issue(tmp_path)
    port = listen(certificate=Certificate(chain, key))
    assert name_of(port, chain) == "copyfy.io"
    assert [one.raw for one in stored()] == [mail()]


def test_encryption_is_offered_once_and_nobody_is_asked_to_sign_in(
    listen: Listen, tmp_path: Path
) -> None:
    port = listen(certificate=Certificate(*issue(tmp_path)))
    with client(port) as smtp:
        smtp.ehlo()
        assert "starttls" in smtp.esmtp_features
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        smtp.starttls(context=context)
        smtp.ehlo()
        assert "starttls" not in smtp.esmtp_features
        assert "auth" not in smtp.esmtp_features


def test_without_a_certificate_none_is_offered(listen: Listen) -> None:
    port = listen()
    with client(port) as smtp:
        smtp.ehlo()
        assert not {"starttls", "auth"} & set(smtp.esmtp_features)
    assert speak(port, b"STARTTLS\r\n")[-1][:3] in (b"454", b"500")


def test_what_was_said_before_encryption_began_is_not_heard_after_it(
    listen: Listen, tmp_path: Path
) -> None:
    """A command put in before the handshake by somebody in between is dropped (RFC 3207)."""
    port = listen(certificate=Certificate(*issue(tmp_path)))
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    with socket.create_connection(("127.0.0.1", port), timeout=20) as plain:
        plain.recv(1000)
        plain.sendall(b"EHLO x\r\n")
        while b"250 " not in plain.recv(1000):
            pass
        plain.sendall(b"STARTTLS\r\nMAIL FROM:<eve@example.org>\r\n")
        assert plain.recv(1000).startswith(b"220")
        with context.wrap_socket(plain) as secret:
            secret.sendall(b"EHLO x\r\nRCPT TO:<contact@copyfy.io>\r\nQUIT\r\n")
            said = b""
            while piece := secret.recv(1000):
                said += piece
    assert b"503" in said
    assert b"250 2.1.5" not in said


def test_a_renewed_certificate_is_used_without_a_restart(listen: Listen, tmp_path: Path) -> None:
    chain, key = issue(tmp_path, "old.example.org")
    port = listen(certificate=Certificate(chain, key))
    assert name_of(port, chain) == "old.example.org"
    issue(tmp_path, "new.example.org")
    assert name_of(port, chain) == "new.example.org"


def test_a_renewal_that_went_wrong_leaves_the_old_one_in_use(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    chain, key = issue(tmp_path)
    certificate = Certificate(chain, key)
    before = certificate.context()
    chain.write_text("broken")
    os.utime(chain, (1, 1))
    with caplog.at_level(logging.ERROR):
        assert certificate.context() is before
        assert certificate.context() is before
        key.unlink()
        assert certificate.context() is before
    said = [record.getMessage() for record in caplog.records]
    assert len(said) == 2, "said once for each change"
    assert all(words.startswith("The certificate was not renewed: ") for words in said)
    issue(tmp_path)
    assert certificate.context() is not before


@pytest.mark.parametrize(
    ("break_it", "why"),
    [
        (lambda chain, key: chain.unlink(), "chain.pem: No such file or directory"),
        (lambda chain, key: key.write_text("none"), "are no certificate with its key"),
        (lambda chain, key: issue(key.parent, password=b"x"), "protected by a password"),
    ],
)
def test_what_cannot_be_used_is_said_at_the_beginning(
    tmp_path: Path, break_it: object, why: str
) -> None:
    chain, key = issue(tmp_path)
    break_it(chain, key)  # type: ignore[operator]
    with pytest.raises(CertificateError, match=why):
        Certificate(chain, key)


def test_it_can_be_had_by_lmtp_too(listen: Listen, tmp_path: Path) -> None:
    chain, key = issue(tmp_path)
    port = listen(certificate=Certificate(chain, key), lmtp=True)
    with smtplib.LMTP("127.0.0.1", port) as lmtp:
        lmtp.ehlo()
        assert "starttls" in lmtp.esmtp_features
