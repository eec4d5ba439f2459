"""The winmail.dat of one maker's programs gives its text and its files."""

from __future__ import annotations

import random
import time

import compressed_rtf

from kept.core.mail.tests.reading import accepted, mail_of
from kept.core.mail.tnef import unwrapped


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
