"""The memory that mails share while they come in, seen by real SMTP clients."""

from __future__ import annotations

import smtplib
import socket
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.channels.mail import spool
from kept.channels.mail.conftest import DESK, Listen
from kept.channels.mail.server.body import Room
from kept.channels.mail.server.smtp import Limits

ME = "camille@example.org"
KB, MB = 1024, 1024 * 1024
TIGHT = Limits(mail=4 * MB, small=64 * KB, big=2 * MB)


@contextmanager
def client(port: int) -> Iterator[smtplib.SMTP]:
    with smtplib.SMTP("127.0.0.1", port, local_hostname="client.example.org", timeout=20) as smtp:
        yield smtp


@contextmanager
def half_sent(port: int, size: int) -> Iterator[socket.socket]:
    """A mail of which `size` bytes have come, and the end has not. It did not say its size."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(
            b"HELO x\r\nMAIL FROM:<big@example.org>\r\nRCPT TO:<contact@copyfy.io>\r\nDATA\r\n"
        )
        said = b""
        while b"354" not in said:
            said += connection.recv(4096)
        connection.sendall(body(size))
        yield connection


def body(size: int) -> bytes:
    return (b"y" * 62 + b"\r\n") * (size // 64)


def stored() -> list[spool.Spooled]:
    return [spool.read(file) for file in spool.waiting()]


def eventually_sends(smtp: smtplib.SMTP, raw: bytes) -> None:
    """Send again, as a sender's queue does, until it is taken."""
    for _ in range(200):
        try:
            smtp.sendmail(ME, [DESK], raw)
        except smtplib.SMTPDataError:
            time.sleep(0.02)
        else:
            return
    pytest.fail("the mail was never taken")


def refused(smtp: smtplib.SMTP, raw: bytes) -> tuple[int, bytes]:
    with pytest.raises(smtplib.SMTPDataError) as refusal:
        smtp.sendmail(ME, [DESK], raw)
    said = refusal.value.smtp_error
    return refusal.value.smtp_code, said if isinstance(said, bytes) else said.encode()


def full(port: int) -> bool:
    smtp = smtplib.SMTP("127.0.0.1", port, local_hostname="client.example.org", timeout=20)
    try:
        smtp.ehlo()
        smtp.mail(ME, [f"SIZE={MB}"])
        smtp.rcpt(DESK)
        smtp.putcmd("DATA")
        return smtp.getreply()[0] == 452
    finally:
        smtp.close()  # no QUIT, which waits for a reply: after 354 it is a line of the mail


def wait_until_full(port: int) -> None:
    until = time.monotonic() + 10
    while not full(port):
        assert time.monotonic() < until, "the memory never filled"
        time.sleep(0.02)


def test_a_big_mail_that_finds_no_room_is_told_to_come_again_and_is_taken_then(
    listen: Listen,
) -> None:
    port = listen(TIGHT)
    with client(port) as smtp:
        with half_sent(port, 2 * MB):
            wait_until_full(port)
            code, words = refused(smtp, body(2 * MB))
            assert (code, words[:5]) == (452, b"4.3.1")
            assert b"try again later" in words
        eventually_sends(smtp, body(2 * MB))
    (kept,) = stored()
    assert kept.raw == body(2 * MB)


def test_small_mail_gets_through_while_big_ones_wait(listen: Listen) -> None:
    port = listen(TIGHT)
    with half_sent(port, 2 * MB) as big, client(port) as smtp:
        wait_until_full(port)
        for _ in range(20):
            smtp.sendmail(ME, [DESK], body(63 * KB))
        big.sendall(b".\r\n")
        assert b"250 2.0.0 Kept as" in big.recv(4096)
    assert sorted(len(one.raw) for one in stored()) == [63 * KB] * 20 + [2 * MB]


def test_a_mail_that_does_not_say_its_size_is_refused_when_the_room_ends(listen: Listen) -> None:
    port = listen(TIGHT)
    with half_sent(port, 3 * MB) as big:
        big.sendall(b".\r\nNOOP\r\n")
        said = b""
        while said.count(b"\n") < 2:
            said += big.recv(4096)
    assert said.startswith(b"452 4.3.1")
    assert b"250" in said, "the conversation goes on after it"
    assert stored() == []


def test_what_can_never_be_taken_is_not_told_to_come_again(listen: Listen) -> None:
    port = listen(TIGHT)
    with half_sent(port, 5 * MB) as big:
        big.sendall(b".\r\n")
        assert big.recv(4096).startswith(b"552 5.3.4")


@pytest.mark.parametrize("end", ["lost", "refused", "taken"])
def test_room_comes_back_however_a_mail_ends(listen: Listen, end: str) -> None:
    port = listen(TIGHT)
    for _ in range(5):
        with half_sent(port, 2 * MB if end != "refused" else 3 * MB) as big:
            if end != "lost":
                big.sendall(b".\r\n")
                assert big.recv(4096)[:3] == (b"250" if end == "taken" else b"452")
    with client(port) as smtp:
        eventually_sends(smtp, body(2 * MB))


def test_many_big_mails_at_once_hold_no_more_than_the_room(listen: Listen) -> None:
    port = listen(Limits(mail=8 * MB, small=64 * KB, big=8 * MB))
    payload = body(MB)
    connections: list[socket.socket] = []
    tracemalloc.start()
    try:
        for _ in range(20):
            connection = socket.create_connection(("127.0.0.1", port), timeout=20)
            connections.append(connection)
            connection.sendall(
                b"HELO x\r\nMAIL FROM:<b@example.org>\r\nRCPT TO:<contact@copyfy.io>\r\nDATA\r\n"
            )
        for _ in range(4):
            for connection in connections:
                connection.sendall(payload)
        highest = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
        for connection in connections:
            connection.close()
    assert highest < 16 * MB, "80 MB were sent, and most of it may not be held"


@given(st.lists(st.lists(st.integers(0, 400), max_size=6), max_size=6))
def test_a_room_gives_no_more_than_it_has_and_gets_all_of_it_back(sizes: list[list[int]]) -> None:
    room = Room(big=500, small=100)
    parts = [room.part() for _ in sizes]
    held = [0] * len(sizes)
    for number, (part, wanted) in enumerate(zip(parts, sizes, strict=True)):
        for size in wanted:
            if part.holds(size):
                held[number] = max(held[number], size)
            else:
                assert size > 100
        assert sum(max(0, size - 100) for size in held) + room.big == 500
        assert room.big >= 0
    for part in parts:
        part.leave()
    assert room.big == 500
