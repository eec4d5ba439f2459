"""Real LMTP, over loopback and at a socket, against the real server."""

import smtplib
import socket
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from kept.channels.mail import spool
from kept.channels.mail.conftest import DESK, Listen, mail
from kept.channels.mail.server.smtp import Limits
from kept.channels.mail.server.tests.test_smtp import ME, speak, stored

HELLO = (b"LHLO x\r\n", b"MAIL FROM:<ada@example.org>\r\n")
TO = (b"RCPT TO:<contact@copyfy.io>\r\n", b"RCPT TO:<contact+1@copyfy.io>\r\n")
RAW = mail().rstrip(b"\r\n") + b"\r\n.\r\n"


def talk(port: int, *lines: bytes) -> list[bytes]:
    """Say all lines at once, as PIPELINING allows, and return every line that is answered."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(b"".join(lines) + b"QUIT\r\n")
        with connection.makefile("rb") as heard:
            return heard.read().splitlines()[1:]


def test_each_recipient_hears_what_became_of_the_mail(listen: Listen) -> None:
    nobody = b"RCPT TO:<nobody@copyfy.io>\r\n"
    said = talk(listen(lmtp=True), *HELLO, TO[0], nobody, TO[1], b"DATA\r\n", RAW)
    codes = [line[:3] for line in said if line[3:4] == b" "]
    assert codes == [b"250", b"250", b"250", b"550", b"250", b"354", b"250", b"250", b"221"]
    (kept,) = stored()
    assert kept.rcpt_to == (DESK, "contact+1@copyfy.io")
    assert kept.raw == RAW[:-3]


def test_a_mail_that_is_refused_is_refused_for_each(listen: Listen) -> None:
    port = listen(Limits(mail=1000), lmtp=True)
    long = b"Subject: x\r\n\r\n" + (b"y" * 70 + b"\r\n") * 50 + b".\r\n"
    said = talk(port, *HELLO, *TO, b"DATA\r\n", long)
    assert [line[:9] for line in said[-3:]] == [b"552 5.3.4", b"552 5.3.4", b"221 Bye"]
    assert stored() == []


def test_without_a_recipient_there_is_one_answer(listen: Listen) -> None:
    said = talk(listen(lmtp=True), *HELLO, b"RCPT TO:<nobody@copyfy.io>\r\n", b"DATA\r\n")
    assert [line[:3] for line in said[-3:]] == [b"550", b"503", b"221"]


@pytest.mark.parametrize("hello", [b"EHLO x\r\n", b"HELO x\r\n"])
def test_who_speaks_smtp_is_told(listen: Listen, hello: bytes) -> None:
    assert speak(listen(lmtp=True), hello)[-1].startswith(b"500")


def test_who_speaks_lmtp_to_the_other_is_told(listen: Listen) -> None:
    assert speak(listen(), b"LHLO x\r\n")[-1].startswith(b"500")


def test_at_a_socket_of_the_file_system(listen: Listen, tmp_path: Path) -> None:
    place = tmp_path / "lmtp"
    listen(lmtp=place)
    assert stat.S_IMODE(place.stat().st_mode) == 0o666, "its folder says who may reach it"
    with smtplib.LMTP(str(place)) as lmtp:
        assert lmtp.sendmail(ME, [DESK], mail()) == {}
    (kept,) = stored()
    assert kept.peer == "", "nobody's address"


def test_a_full_disk_is_told_to_each(listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*parts: object, **facts: object) -> str:
        raise OSError(28, "No space left on device")

    port = listen(lmtp=True)
    monkeypatch.setattr(spool, "accept", full)
    said = talk(port, *HELLO, *TO, b"DATA\r\n", RAW)
    assert [line[:9] for line in said[-3:-1]] == [b"452 4.3.1"] * 2


def test_both_share_one_memory(listen: Listen) -> None:
    """What one mail holds, another that comes by the other protocol does not find."""
    port = listen(Limits(big=0, small=1000), lmtp=True)
    with smtplib.LMTP("127.0.0.1", port) as lmtp, pytest.raises(smtplib.SMTPDataError) as refusal:
        lmtp.sendmail(ME, [DESK], mail("x" * 70 + "\r\n" * 2000))
    assert refusal.value.smtp_code == 452


def test_many_at_once(listen: Listen, tmp_path: Path) -> None:
    place = tmp_path / "lmtp"
    listen(lmtp=place)

    def send(number: int) -> None:
        with smtplib.LMTP(str(place)) as lmtp:
            lmtp.sendmail(ME, [DESK], mail(f"Mail {number} of many."))

    with ThreadPoolExecutor(10) as pool:
        list(pool.map(send, range(50)))
    assert len({one.raw for one in stored()}) == 50
