"""Real SMTP over loopback against the real server."""

import smtplib
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest

from kept.channels.mail import spool
from kept.channels.mail.conftest import DESK, Listen, mail
from kept.channels.mail.server.smtp import Limits

ME = "camille@example.org"


@contextmanager
def client(port: int) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="client.example.org", timeout=20) as smtp:
        yield smtp


def speak(port: int, *lines: bytes) -> list[bytes]:
    """Say each line and return the last line of each answer, the greeting first."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        file = connection.makefile("rb")

        def answer() -> bytes:
            while True:
                line = file.readline()
                if line[3:4] != b"-":
                    return line.rstrip()

        said = [answer()]
        for line in lines:
            connection.sendall(line)
            said.append(answer())
        file.close()
        return said


def stored() -> list[spool.Spooled]:
    return [spool.read(file) for file in spool.waiting()]


def test_a_mail_that_got_its_250_is_on_the_disk_as_it_was_sent(listen: Listen) -> None:
    raw = mail("…\r\n.a line that begins with a dot\r\n..two dots\r\n.\xa0\r\nend")
    with client(listen()) as smtp:
        smtp.sendmail(ME, [DESK], raw)
    (kept,) = stored()
    assert kept.raw == raw
    assert (kept.mail_from, kept.rcpt_to, kept.peer) == (ME, (DESK,), "127.0.0.1")


@pytest.mark.parametrize(
    ("recipient", "code"),
    [
        (DESK, 250),
        ("CONTACT@Copyfy.IO", 250),
        ("contact+12.k3x9@copyfy.io", 250),
        ("contact+anything@copyfy.io", 250),
        ("postmaster@copyfy.io", 250),
        ("postmaster", 250),
        ("abuse@copyfy.io", 250),
        ("someone@copyfy.io", 550),
        ("contact@example.org", 550),
        ("contact%example.org@copyfy.io", 550),
        ("contact@copyfy.io.example.org", 550),
        ("contactx@copyfy.io", 550),
        ("contact", 550),
    ],
)
def test_only_the_desk_s_own_addresses_are_taken(listen: Listen, recipient: str, code: int) -> None:
    with client(listen()) as smtp:
        smtp.ehlo()
        smtp.mail(ME)
        said, words = smtp.rcpt(recipient)
    assert said == code
    assert code == 250 or b"not an address of this desk" in words


def test_it_says_what_it_can(listen: Listen) -> None:
    with client(listen()) as smtp:
        smtp.ehlo()
        assert smtp.esmtp_features["size"] == str(30 * 1024 * 1024)
        assert {"8bitmime", "smtputf8", "pipelining"} <= set(smtp.esmtp_features)


def test_an_announced_60_mb_mail_is_refused_before_it_is_sent(listen: Listen) -> None:
    with client(listen()) as smtp:
        smtp.ehlo()
        code, words = smtp.mail(ME, [f"SIZE={60 * 1024 * 1024}"])
    assert code == 552
    assert b"at most 30 MB" in words


def test_a_mail_that_grows_too_big_is_refused_without_holding_it(listen: Listen) -> None:
    port = listen(Limits(mail=1024 * 1024))
    with client(port) as smtp:
        smtp.ehlo()
        smtp.mail(ME)
        smtp.rcpt(DESK)
        code, words = smtp.data(b"x" * 70 + b"\r\n" + (b"y" * 70 + b"\r\n") * 60_000)
        assert code == 552
        assert b"at most 1 MB" in words
        smtp.sendmail(ME, [DESK], mail("and a small one after it"))
    assert len(stored()) == 1


def test_a_mail_without_end_is_cut_off(listen: Listen) -> None:
    port = listen(Limits(mail=100_000, conversation=0.5))
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(
            b"EHLO x\r\nMAIL FROM:<a@b.c>\r\nRCPT TO:<contact@copyfy.io>\r\nDATA\r\n"
        )
        with pytest.raises(OSError):  # noqa: PT012  it ends somewhere on the way
            while True:
                connection.sendall(b"z" * 10_000)
    assert stored() == []


def test_500_recipients_are_one_mail(listen: Listen) -> None:
    to = [f"contact+{n}@copyfy.io" for n in range(500)]
    with client(listen()) as smtp:
        assert smtp.sendmail(ME, to, mail()) == {}
    (kept,) = stored()
    assert len(kept.rcpt_to) == 500


def test_more_recipients_than_allowed_are_told_to_come_again(listen: Listen) -> None:
    with client(listen(Limits(recipients=2))) as smtp:
        refused = smtp.sendmail(ME, [DESK, "contact+1@copyfy.io", "contact+2@copyfy.io"], mail())
    assert refused["contact+2@copyfy.io"][0] == 452


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n",
        b"no header at all",
        b"Subject: nul \0 bytes\r\n\r\n\0\0\0\r\n",
        b"Subject: " + b"a" * 100_000 + b"\r\n\r\nx\r\n",
        b"X: " + b"a" * 500_000,
        b"From: \xff\xfe@\xff\r\n\r\n\xe9\xe8\r\n",
        b"bare\nnewlines\n.\nand a lone dot\r\n",
    ],
)
def test_any_bytes_are_kept_as_they_are(listen: Listen, raw: bytes) -> None:
    answers = speak(
        listen(),
        b"EHLO x\r\n",
        b"MAIL FROM:<>\r\n",
        b"RCPT TO:<contact@copyfy.io>\r\n",
        b"DATA\r\n",
        (raw if raw.endswith(b"\r\n") or not raw else raw + b"\r\n") + b".\r\n",
    )
    assert answers[-1].startswith(b"250 2.0.0 Kept as")
    (kept,) = stored()
    assert kept.raw == (raw if raw.endswith(b"\r\n") or not raw else raw + b"\r\n")
    assert kept.mail_from == ""


def test_a_second_mail_cannot_be_smuggled_inside_the_first(listen: Listen) -> None:
    for ending in (b"\n.\n", b"\r.\r", b"\n.\r\n", b"\r\n.\n"):
        inner = b"MAIL FROM:<evil@example.org>\r\nRCPT TO:<contact@copyfy.io>\r\nDATA\r\nx"
        speak(
            listen(),
            b"EHLO x\r\n",
            b"MAIL FROM:<a@example.org>\r\n",
            b"RCPT TO:<contact@copyfy.io>\r\n",
            b"DATA\r\n",
            b"Subject: x\r\n\r\nfirst" + ending + inner + b"\r\n.\r\n",
        )
    assert {one.mail_from for one in stored()} == {"a@example.org"}
    assert len(stored()) == 4


def test_everything_may_come_in_one_packet_or_byte_by_byte(listen: Listen) -> None:
    port = listen()
    words = (
        b"EHLO x\r\nMAIL FROM:<a@example.org>\r\nRCPT TO:<contact@copyfy.io>\r\nDATA\r\n"
        b"Subject: one\r\n\r\nx\r\n.\r\nMAIL FROM:<b@example.org>\r\n"
        b"RCPT TO:<contact@copyfy.io>\r\nDATA\r\nSubject: two\r\n\r\ny\r\n.\r\nQUIT\r\n"
    )
    for step in (len(words), 1):
        with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for at in range(0, len(words), step):
                connection.sendall(words[at : at + step])
            said = connection.makefile("rb").read()
        assert said.count(b"Kept as") == 2
        assert said.splitlines()[-1].startswith(b"221")
    assert [one.raw[9:12] for one in stored()] == [b"one", b"two"] * 2


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (b"MAIL FROM:<a@b.c>\r\n", b"503"),
        (b"DATA\r\n", b"503"),
        (b"RCPT TO:<contact@copyfy.io>\r\n", b"503"),
        (b"NONSENSE\r\n", b"500"),
        (b"EHLO x\r\n", b"250"),
        (b"\r\n", b"500"),
        (b"MAIL\r\n", b"503"),
        (b"RCPT\r\n", b"503"),
        (b"VRFY contact\r\n", b"252"),
        (b"RSET\r\n", b"250"),
        (b"A" * 5000 + b"\r\n", b"500"),
    ],
)
def test_nonsense_gets_a_clear_answer(listen: Listen, words: bytes, code: bytes) -> None:
    assert speak(listen(), words)[-1][:3] == code


def test_too_much_nonsense_ends_the_conversation(listen: Listen) -> None:
    with socket.create_connection(("127.0.0.1", listen()), timeout=20) as connection:
        connection.sendall(b"WHAT\r\n" * 30)
        said = connection.makefile("rb").read()
    assert said.count(b"\r\n") < 30


def test_silence_ends_the_conversation(listen: Listen) -> None:
    port = listen(Limits(conversation=0.2))
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        said = connection.makefile("rb").read()
    assert said.startswith(b"220")


def test_one_connection_too_many_is_told_to_come_again(listen: Listen) -> None:
    port = listen(Limits(connections=1))
    with client(port) as first:
        first.ehlo()
        with pytest.raises(smtplib.SMTPConnectError, match="421"):
            smtplib.SMTP("127.0.0.1", port, timeout=20)


def test_a_line_without_end_is_refused_with_its_limit(listen: Listen) -> None:
    with client(listen()) as smtp, pytest.raises(smtplib.SMTPDataError) as refusal:
        smtp.sendmail(ME, [DESK], b"Subject: x\r\n\r\n" + b"x" * 3_000_000)
    assert refusal.value.smtp_code == 554
    assert b"longer than 1 MB" in refusal.value.smtp_error


def test_a_full_disk_asks_to_come_again(listen: Listen, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*parts: object, **facts: object) -> str:
        raise OSError(28, "No space left on device")

    port = listen()
    with monkeypatch.context() as broken:
        broken.setattr(spool, "accept", full)
        with client(port) as smtp, pytest.raises(smtplib.SMTPDataError) as refusal:
            smtp.sendmail(ME, [DESK], mail())
    assert refusal.value.smtp_code == 452
    assert b"disk is full" in refusal.value.smtp_error
    with client(port) as smtp:
        smtp.sendmail(ME, [DESK], mail())
    assert len(stored()) == 1


def test_many_connections_at_once(listen: Listen) -> None:
    port = listen()

    def send(number: int) -> None:
        with client(port) as smtp:
            smtp.sendmail(ME, [DESK], mail(f"This is mail number {number} of many."))

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(send, range(100)))
    assert len({one.raw for one in stored()}) == 100


def test_names_beyond_ascii(listen: Listen) -> None:
    with client(listen()) as smtp:
        smtp.ehlo()
        smtp.mail("élodie@exämple.org", ["SMTPUTF8"])
        smtp.rcpt(DESK)
        smtp.data(mail())
    assert stored()[0].mail_from == "élodie@exämple.org"
