"""What mails wrap, sign, invite to and pass on is read, and none of it breaks the reading."""

from __future__ import annotations

import base64
import random
import time
from datetime import UTC, date, datetime, timedelta

import compressed_rtf
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import pkcs7
from cryptography.x509.oid import NameOID

from kept.core.mail import Address, Incoming, Invitation, Seal, understand
from kept.core.mail.disguise import lies, runs
from kept.core.mail.spoken_dates import spoken_date
from kept.core.mail.tests.reading import HEAD, NOW, accepted
from kept.core.mail.tnef import unwrapped

# winmail.dat


def element(level: int, name: int, value: bytes) -> bytes:
    size = len(value).to_bytes(4, "little")
    return bytes((level,)) + name.to_bytes(2, "little") + b"\0\0" + size + value + b"\0\0"


def listed(name: int, kind: int, value: bytes) -> bytes:
    head = kind.to_bytes(2, "little") + name.to_bytes(2, "little") + b"\1\0\0\0"
    return head + len(value).to_bytes(4, "little") + value + b"\0" * (-len(value) % 4)


def properties(*some: bytes) -> bytes:
    return len(some).to_bytes(4, "little") + b"".join(some)


RTF = compressed_rtf.compress(
    rb"{\rtf1\ansi\ansicpg1252\deff0 {\fonttbl{\f0 Arial;}}\f0 Die Pr\'fcfung \b fehlt\b0 .\par }"
)
FILE = (
    element(2, 0x9002, b"\0" * 14)
    + element(2, 0x8010, b"BERICH~1.PDF\0")
    + element(2, 0x800F, b"%PDF-1.4 hello")
    + element(2, 0x9005, properties(listed(0x3707, 0x1F, "Bericht März.pdf\0".encode("utf-16-le"))))
)


def winmail(*elements: bytes) -> bytes:
    return (
        b"\x78\x9f\x3e\x22\1\0"
        + element(1, 0x9007, (1252).to_bytes(4, "little"))
        + b"".join(elements)
    )


def mail_of(kind: str, content: bytes, name: str = "winmail.dat", text: str = "") -> bytes:
    first = f"--b\r\nContent-Type: text/plain\r\n\r\n{text}\r\n".encode() if text else b""
    return (
        HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + first
        + f'--b\r\nContent-Type: {kind}; name="{name}"\r\n'.encode()
        + b"Content-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(content)
        + b"\r\n--b--\r\n"
    )  # fmt: skip


def test_winmail_gives_its_text_and_its_files() -> None:
    data = winmail(element(1, 0x9003, properties(listed(0x1009, 0x102, RTF))), FILE)
    mail = accepted(mail_of("application/ms-tnef", data))
    assert mail.text == "Die Prüfung fehlt."
    assert [(one.name, one.type, one.content) for one in mail.attachments] == [
        ("Bericht März.pdf", "application/pdf", b"%PDF-1.4 hello")
    ]


def test_the_text_beside_a_winmail_is_the_text() -> None:
    data = winmail(element(1, 0x9003, properties(listed(0x1000, 0x1E, b"inside\0"))), FILE)
    mail = accepted(mail_of("application/ms-tnef", data, text="outside"))
    assert mail.text == "outside"
    html = winmail(element(1, 0x9003, properties(listed(0x1013, 0x102, b"<p>Caf\xc3\xa9<script>"))))
    assert accepted(mail_of("application/octet-stream", html)).html == "<p>Café</p>"


def test_a_broken_winmail_stays_a_file_and_costs_nothing() -> None:
    whole = winmail(
        element(1, 0x9003, b"\xff\xff\xff\xff" + b"\x02\x10\x00\x10\xff\xff\xff\xff" * 50), FILE
    )
    chance = random.Random(4)
    began = time.perf_counter()
    for _ in range(300):
        data = bytearray(whole)
        for _ in range(chance.choice([1, 4, 20])):
            data[chance.randrange(len(data))] = chance.randrange(256)
        unwrapped(bytes(data[: chance.randrange(len(data))]))
        unwrapped(bytes(data))
    assert time.perf_counter() - began < 3
    mail = accepted(mail_of("application/ms-tnef", b"\x78\x9f\x3e\x22\1\0\1"))
    assert [one.name for one in mail.attachments] == ["winmail.dat"]


# S/MIME


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


# PGP


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


BOMBS = {
    "armour": b"-----BEGIN PGP SIGNED MESSAGE-----\n\n" * 60_000,
    "armoured fields": b"-----BEGIN PGP SIGNED MESSAGE-----\n" + b"A: b\n" * 400_000,
    "forwards": b"---------- Forwarded message ---------\n" * 60_000,
    "fields": b"From: a\nDate: b\n" * 150_000,
}


@pytest.mark.parametrize("name", BOMBS)
def test_bombs_of_text_are_read_in_two_seconds(name: str) -> None:
    began = time.process_time()
    accepted(HEAD.replace(b"Hello", b"Fwd: x") + b"\r\n" + BOMBS[name])
    assert time.process_time() - began < 2


@pytest.mark.parametrize(
    "piece",
    [
        b'<div style="border:none;border-top:solid #E1E1E1 1.0pt">',
        b'<div class="gmail_quote">',
        b"gmail_quote moz-signature ",
        b"<p>border-top:solid <b><b",
    ],
)
def test_bombs_of_marks_are_read_in_two_seconds(piece: bytes) -> None:
    head = HEAD + b"Content-Type: text/html\r\n\r\n"
    began = time.process_time()
    accepted(head + b"<p>x</p>" + piece * (2_000_000 // len(piece)))
    assert time.process_time() - began < 2


# Invitations

EVENT = (
    "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//y//EN\r\nMETHOD:{method}\r\nBEGIN:VEVENT\r\n"
    "UID:1\r\nSUMMARY:Démo\\, deuxième\r\nDTSTART;TZID=Europe/Paris:20260115T140000\r\n"
    "DTEND;TZID=Europe/Paris:20260115T150000\r\nLOCATION:Salle 3\r\n"
    "ORGANIZER;CN=Ada:mailto:ada@example.com\r\nATTENDEE;PARTSTAT=DECLINED:MAILTO:bob@example.com\r\n"
    "RRULE:FREQ=WEEKLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)


def test_an_invitation_is_understood_and_its_file_kept() -> None:
    content = EVENT.format(method="REQUEST").encode()
    mail = accepted(mail_of("text/calendar; method=REQUEST; charset=utf-8", content, "invite.ics"))
    assert mail.invitation == Invitation(
        method="REQUEST", what="Démo, deuxième", where="Salle 3", repeats=True,
        start=datetime(2026, 1, 15, 13, tzinfo=UTC), end=datetime(2026, 1, 15, 14, tzinfo=UTC),
        organizer=Address("Ada", "ada@example.com"), invited=(Address("", "bob@example.com"),),
    )  # fmt: skip
    assert [one.name for one in mail.attachments] == ["invite.ics"]


def test_an_answer_to_an_invitation_and_a_whole_day() -> None:
    content = EVENT.format(method="REPLY").replace(
        "DTSTART;TZID=Europe/Paris:20260115T140000", "DTSTART;VALUE=DATE:20260115"
    )
    found = accepted(mail_of("text/calendar", content.encode(), "a.ics")).invitation
    assert found is not None
    assert (found.answer, found.start) == ("DECLINED", date(2026, 1, 15))


@pytest.mark.parametrize(
    "content", [b"", b"BEGIN:VEVENT", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:x"]
)
def test_a_broken_invitation_is_a_file(content: bytes) -> None:
    mail = accepted(mail_of("text/calendar", content, "a.ics"))
    assert mail.invitation is None or mail.invitation.start is None
    assert len(mail.attachments) == 1


# Mails that are passed on

FORWARDS = [
    ("Fwd: Broken", "Please see below.\n\n---------- Forwarded message ---------\n"
     "From: Bob <bob@example.net>\nDate: Mon, Jan 5, 2026 at 8:30 AM\nSubject: Broken\n"
     "To: Ada <ada@example.com>\n\n\nIt is broken.\n"),
    ("TR: Broken", "Please see below.\n\nDe : Bob <bob@example.net>\n"
     "Envoyé : lundi 5 janvier 2026 08:30\nÀ : Ada <ada@example.com>\nObjet : Broken\n\n"
     "It is broken."),
    ("WG: Broken", "Please see below.\n\nVon: Bob [mailto:bob@example.net]\n"
     "Gesendet: Montag, 5. Januar 2026 08:30\nAn: Ada\nBetreff: Broken\n\nIt is broken."),
    ("Fwd: Broken", "Please see below.\n\n> Begin forwarded message:\n> \n"
     "> From: Bob <bob@example.net>\n> Subject: Broken\n> Date: 5 January 2026 at 08:30:00 GMT\n"
     "> To: ada@example.com\n> \n> It is broken."),
    ("Broken", "Please see below.\n\n-------- Weitergeleitete Nachricht --------\nBetreff: Broken\n"
     "Datum: Mon, 5 Jan 2026 08:30:00 +0000\nVon: Bob <bob@example.net>\nAn: ada@example.com\n\n"
     "It is broken."),
]  # fmt: skip


@pytest.mark.parametrize(("subject", "text"), FORWARDS)
def test_whose_mail_was_passed_on(subject: str, text: str) -> None:
    head = HEAD.replace(b"Hello", subject.encode())
    raw = head + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text.encode()
    found = accepted(raw).forwarded
    assert found is not None
    assert found.sender == Address("Bob", "bob@example.net")
    assert (found.subject, found.text) == ("Broken", "It is broken.")
    assert found.date == datetime(2026, 1, 5, 8, 30, tzinfo=UTC)


def test_an_answer_passes_nothing_on() -> None:
    text = FORWARDS[1][1].encode()
    raw = HEAD + b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + text
    assert accepted(raw).forwarded is None


def test_a_mail_in_a_mail_reads_and_stays_a_file() -> None:
    inner = (
        b"From: Bob <bob@example.net>\r\nSubject: Broken\r\n"
        b"Date: Mon, 5 Jan 2026 08:30:00 +0000\r\n\r\nIt is broken.\r\n"
    )
    raw = (
        HEAD.replace(b"Hello", b"Fwd: Broken")
        + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        b"--b\r\n\r\nSee this.\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n"
        + inner + b"--b--\r\n"
    )  # fmt: skip
    mail = accepted(raw)
    assert mail.forwarded is not None
    assert mail.forwarded.sender.email == "bob@example.net"
    assert mail.enclosed == (mail.forwarded,)
    assert [one.name for one in mail.attachments] == ["Broken.eml"]
    assert mail.text.strip() == "See this."


@pytest.mark.parametrize(
    ("text", "want"),
    [
        ("5 sty 2026, 08:30", (2026, 1, 5, 8, 30)),
        ("mar. 10 nov. 2020 à 10:20", (2020, 11, 10, 10, 20)),
        ("1/5/2026 8:30 PM", (2026, 1, 5, 20, 30)),
        ("05.01.2026 08:30", (2026, 1, 5, 8, 30)),
        ("2026-01-05 08:30", (2026, 1, 5, 8, 30)),
        ("someday", None),
        ("31 February 2026 08:30", None),
    ],
)
def test_dates_as_mail_programs_say_them(text: str, want: tuple[int, ...] | None) -> None:
    expected = datetime(*want, tzinfo=UTC) if want else None  # type: ignore[arg-type,misc]
    assert spoken_date(text, None) == expected


# Files that are not what they are called


@pytest.mark.parametrize(
    ("name", "content", "lie", "program"),
    [
        ("a.pdf", b"%PDF-1.4", False, False),
        ("a.pdf", b"MZ\x90\0\3", True, True),
        ("a.png", b"<html><script>", True, False),
        ("a.png", b"\x89PNG\r\n\x1a\n", False, False),
        ("a.jpg", b"\x89PNG\r\n\x1a\n", False, False),
        ("a.docx", b"PK\3\4", False, False),
        ("a.doc", b"{\\rtf1", False, False),
        ("a.txt", b"MZ is how this begins", False, False),
        ("invoice.pdf.exe", b"MZ\0", False, True),
        ("a", b"%PDF", False, False),
        ("a.mov", b"\0\0\0\x14ftypqt  ", False, False),
    ],
)
def test_names_that_lie(name: str, content: bytes, lie: bool, program: bool) -> None:
    assert lies(name, content) is lie
    assert runs(name, content) is program


def test_a_lie_is_a_warning() -> None:
    mail = accepted(mail_of("application/pdf", b"MZ\x90\0\3\0", "invoice.pdf", text="Pay."))
    assert mail.warnings == ("name_lies invoice.pdf",)
