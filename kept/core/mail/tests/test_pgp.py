"""What PGP signed is proved by a key that the desk knows, and by nothing else."""

from __future__ import annotations

import time

import pytest
from pysequoia import SignatureMode, Tsk, sign

from kept.core.mail import Incoming, Seal, understand
from kept.core.mail.tests.reading import HEAD, NOW

ADA = Tsk.generate("Ada <ada@example.com>")
OTHER = Tsk.generate(user_ids=["Ada <ada@elsewhere.example>", "Ada <ADA@example.com>"])
ADA_KEY, OTHER_KEY = (bytes(one.extract_certificate()) for one in (ADA, OTHER))
INNER = b"Content-Type: text/plain; charset=utf-8\r\n\r\nCaf\xc3\xa9 is signed."
SIGNED = Seal("pgp", "signed")
VERIFIED = Seal("pgp", "verified", "ada@example.com")
BROKEN = Seal("pgp", "broken", "ada@example.com")


def read(raw: bytes, *keys: bytes) -> Incoming:
    found = understand(
        raw, mail_from="ada@example.com", rcpt_to=(), received_at=NOW,
        own_addresses=frozenset(), keys=keys,
    )  # fmt: skip
    assert isinstance(found, Incoming)
    return found


def signed(key: Tsk = ADA, inner: bytes = INNER) -> bytes:
    """A multipart that PGP/MIME signed, with its own Content-Type."""
    signature = sign(key.signer(), inner, mode=SignatureMode.DETACHED)
    return (
        b'Content-Type: multipart/signed; protocol="application/pgp-signature"; boundary="s"\r\n'
        b"\r\n--s\r\n" + inner + b"\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\n"
        + signature + b"\r\n--s--\r\n"
    )  # fmt: skip


def written(key: Tsk = ADA, text: str = "It is signed.\r\n- a dash\r\nAda") -> bytes:
    """A text that was signed as it was written."""
    clear = sign(key.signer(), text.replace("\r\n", "\n").encode(), mode=SignatureMode.CLEAR)
    return b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + clear.replace(b"\n", b"\r\n")


@pytest.mark.parametrize("make", [signed, written])
def test_a_known_key_proves_what_it_signed(make: object) -> None:
    raw = HEAD + make()  # type: ignore[operator]
    assert read(raw).seal == SIGNED
    assert read(raw, OTHER_KEY).seal == SIGNED
    assert read(raw, OTHER_KEY, ADA_KEY).seal == VERIFIED
    assert read(raw.replace(b"\r\n", b"\n"), ADA_KEY).seal == VERIFIED
    assert read(raw, ADA_KEY).warnings == ()


@pytest.mark.parametrize("raw", [HEAD + signed(), HEAD + written()])
def test_a_changed_text_breaks_the_signature(raw: bytes) -> None:
    changed = raw.replace(b"is signed", b"is forged")
    assert read(changed, ADA_KEY).seal == BROKEN
    assert "signature_broken" in read(changed, ADA_KEY).warnings
    assert read(changed).seal == SIGNED


def test_a_key_with_several_addresses_is_the_sender_s_where_it_names_them() -> None:
    mail = read(HEAD + signed(OTHER), OTHER_KEY)
    assert mail.seal == Seal("pgp", "verified", "ADA@example.com")
    assert mail.warnings == ()


def test_another_s_signature_is_told() -> None:
    raw = HEAD.replace(b"ada@example.com", b"eve@example.com") + signed()
    assert read(raw, ADA_KEY).warnings == ("signed_by_another ada@example.com",)


def test_a_signed_piece_proves_nothing_of_what_stands_beside_it() -> None:
    mixed = (
        b'Content-Type: multipart/mixed; boundary="m"\r\n\r\n--m\r\n\r\nPay Eve.\r\n--m\r\n'
        + signed() + b"\r\n--m--\r\n"
    )  # fmt: skip
    assert read(HEAD + mixed, ADA_KEY).seal == Seal("pgp", "partial", "ada@example.com")
    around = written().replace(b"\r\n\r\n", b"\r\n\r\nPay Eve.\r\n", 1)
    assert read(HEAD + around, ADA_KEY).seal == SIGNED


def test_a_key_that_its_owner_took_back_proves_nothing_and_breaks_nothing() -> None:
    lost = Tsk.generate("Ada <ada@example.com>")
    key = lost.extract_certificate()
    revoked = bytes(key) + bytes(key.revoke(lost.certifier()))
    unproved = Seal("pgp", "signed", "ada@example.com")
    assert read(HEAD + signed(lost), bytes(key)).seal == VERIFIED
    assert read(HEAD + signed(lost), revoked).seal == unproved
    changed = (HEAD + signed(lost)).replace(b"is signed", b"is forged")
    assert read(changed, revoked).seal == unproved


@pytest.mark.parametrize(
    "signature", [b"", b"x", b"\x88" * 1000, b"-----BEGIN PGP SIGNATURE-----\r\n\r\niQEz\r\n"]
)
def test_what_is_no_signature_is_shown_as_unproved(signature: bytes) -> None:
    raw = HEAD + (
        b'Content-Type: multipart/signed; boundary="s"\r\n\r\n--s\r\n' + INNER
        + b"\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\n" + signature + b"\r\n--s--"
    )  # fmt: skip
    assert read(raw, ADA_KEY, b"no key").seal == SIGNED


def test_many_armours_are_read_in_no_time() -> None:
    began = time.process_time()
    assert read(HEAD + b"\r\n" + b"-----BEGIN PGP SIGNED MESSAGE-----\n\n" * 60_000, ADA_KEY)
    assert time.process_time() - began < 2
