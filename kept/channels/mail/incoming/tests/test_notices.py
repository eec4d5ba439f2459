"""What a mail is, told to the team and to nobody else; whose signatures a desk can verify."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding
from django.test import Client

from kept.channels.mail.conftest import DESK, Write, as_sent, mail
from kept.channels.mail.senders import certificates, keys
from kept.core.mail.tests.reading import HEAD, NOW, mail_of
from kept.core.mail.tests.test_pgp import ADA as ADA_PGP
from kept.core.mail.tests.test_pgp import ADA_KEY, signed
from kept.core.mail.tests.test_signed import ADA, AUTHORITY, DETACHED
from kept.people.models import Customer, Staff
from kept.record.models import OutgoingMail
from kept.tickets.models import Message

LIES = "is not what its name says"


def test_what_is_told_of_a_mail_is_for_the_team_alone(
    write: Write, agent: Staff, client: Client
) -> None:
    raw = mail_of("application/pdf", b"MZ\x90\0\3\0", "invoice.pdf", text="Please pay this.")
    write(raw, to=DESK)
    (message,) = Message.objects.all()
    assert message.notices == [["name_lies", "invoice.pdf"]]
    assert LIES not in message.said + message.text + message.html
    assert LIES.encode() not in as_sent(OutgoingMail.objects.get())
    session = client.session
    session["customer"] = Customer.objects.get().pk
    session.save()
    client.cookies["sessionid"] = str(session.session_key)
    page = client.get("/requests/1", headers={"accept-language": "en"}).content.decode()
    assert "Please pay this." in page
    assert LIES not in page
    desk = Client(headers={"accept-language": "en"})
    desk.force_login(agent)
    assert f"“invoice.pdf” {LIES}" in desk.get("/desk/tickets/1").content.decode()


@pytest.mark.parametrize(
    ("known", "changed", "told"),
    [
        (AUTHORITY, False, "signed by ada@example.com (S/MIME, verified)"),
        (ADA, False, "signed by ada@example.com (S/MIME, verified)"),
        (None, False, "signed by ada@example.com (S/MIME, by a certificate that this desk does"),
        (AUTHORITY, True, "The signature of ada@example.com does not fit what came"),
    ],
)
def test_a_signature_is_verified_by_the_certificates_of_the_desk(
    write: Write,
    agent: Staff,
    house: Path,
    client: Client,
    known: tuple[object, object] | None,
    changed: bool,
    told: str,
) -> None:
    folder = house / "certificates"
    folder.mkdir()
    (folder / "notes.pem").write_text("nothing")
    if known:
        pem = known[0].public_bytes(Encoding.PEM)  # type: ignore[attr-defined]
        (folder / "known.pem").write_bytes(pem)
    raw = DETACHED.replace(b"The signed text", b"The other text") if changed else DETACHED
    write(raw, at=NOW)
    client.force_login(agent)
    page = client.get("/desk/tickets/1", headers={"accept-language": "en"}).content.decode()
    assert told in page


@pytest.mark.parametrize(
    ("named", "changed", "told"),
    [
        ("ada.asc", False, "signed by ada@example.com (PGP, verified)"),
        ("notes.txt", False, "signed (PGP, by a key that this desk does not know)"),
        ("ada.gpg", True, "The signature of ada@example.com does not fit what came"),
    ],
)
def test_what_pgp_signed_is_verified_by_the_keys_of_the_desk(
    write: Write, agent: Staff, house: Path, client: Client, named: str, changed: bool, told: str
) -> None:
    (house / "certificates").mkdir()
    (house / "certificates" / named).write_bytes(ADA_KEY)
    (house / "certificates" / "private.asc").write_bytes(bytes(ADA_PGP))
    raw = HEAD + signed()
    write(raw.replace(b"is signed", b"is forged") if changed else raw, at=NOW)
    client.force_login(agent)
    page = client.get("/desk/tickets/1", headers={"accept-language": "en"}).content.decode()
    assert told in page


def test_a_private_key_is_none_of_the_desk_s(house: Path, caplog: pytest.LogCaptureFixture) -> None:
    (house / "certificates").mkdir()
    (house / "certificates" / "private.asc").write_bytes(bytes(ADA_PGP))
    (house / "certificates" / "broken.asc").write_bytes(b"nothing")
    assert keys.known_in(house) == ()
    assert "it holds a private key, which belongs to its owner alone" in caplog.text
    assert "broken.asc is no public key" in caplog.text


def test_a_certificate_counts_as_soon_as_it_is_there(house: Path) -> None:
    assert certificates.known_in(house) == ()
    (house / "certificates").mkdir()
    file = house / "certificates" / "ada.crt"
    file.write_bytes(ADA[0].public_bytes(Encoding.DER))
    assert len(certificates.known_in(house)) == 1
    file.unlink()
    assert certificates.known_in(house) == ()


def test_an_ordinary_mail_is_told_nothing_of(write: Write) -> None:
    write(mail())
    assert Message.objects.get().notices == []
