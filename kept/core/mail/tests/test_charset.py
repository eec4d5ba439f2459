"""Bytes whose label is absent, wrong or short of what was written."""

from __future__ import annotations

import base64
import binascii
import random

import pytest

from kept.core.mail.charset import decode
from kept.core.mail.tests.reading import HEAD, accepted
from kept.core.mail.transfer import decode_transfer


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"\x1b$B-!#1ET#38)\x1b(B ok", "①１都３県 ok"),
        (b"Hello \x1b$B-j\x1b(B\nbye", "Hello ㈱\nbye"),
        (b"\x1b$B-!", "①"),  # cut before it shifts back
    ],
)
def test_japanese_with_the_characters_of_windows_and_phones(raw: bytes, text: str) -> None:
    assert decode(raw, "iso-2022-jp") == text


def test_every_ordinary_character_is_read_as_by_the_standard_codec() -> None:
    text = "".join(
        bytes((row, cell)).decode("euc_jp", "ignore")
        for row in range(0xA1, 0xF5)
        for cell in range(0xA1, 0xFF)
        if row not in (0xA9, 0xAA, 0xAB, 0xAC, 0xAD)
    )
    raw = text.encode("iso2022_jp") + b"\x1b$B-!\x1b(B"  # one of NEC makes it the hard way
    same = sum(a == b for a, b in zip(decode(raw, "iso-2022-jp"), text + "①", strict=True))
    assert same >= len(text) - 6  # dashes and the like have two readings


@pytest.mark.parametrize("label", ["", "euc-kr", "gb2312", "utf-8"])
def test_no_text_at_all_is_not_read_as_korean_or_chinese(label: str) -> None:
    text = decode(random.Random(4).randbytes(2_000), label)
    assert not any("\u3040" <= char <= "\ud7ff" for char in text)


def test_two_broken_bytes_leave_the_rest_readable_however_far_below() -> None:
    raw = b"caf\xee " + b"word " * 2_000 + "Это сообщение свободно от вирусов".encode()
    assert decode(raw, "utf-8").endswith("Это сообщение свободно от вирусов")


def test_words_that_are_only_labelled_as_base64_stay_words() -> None:
    head = HEAD + b"Content-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    assert accepted(head + b"Hello there, it is broken.\r\n").text == "Hello there, it is broken."
    assert accepted(head + base64.encodebytes(b"Hello there") + b"\r\n").text == "Hello there"


def test_a_raw_subject_is_read_by_the_charset_of_the_text() -> None:
    head = HEAD.replace(b"Hello", "ツール".encode("cp932"))
    raw = head + b"Content-Type: text/html; charset=iso-2022-jp\r\n\r\n<p>x</p>"
    assert accepted(raw).subject == "ツール"


@pytest.mark.parametrize("begin", [b"begin 644 a.txt\r\n", b""])
def test_uuencode_with_and_without_its_first_line(begin: bytes) -> None:
    encoded = binascii.b2a_uu(b"Hello there, it is broken.")
    assert decode_transfer(begin + encoded + b"`\r\nend", "x-uuencode") == (
        b"Hello there, it is broken."
    )
    assert decode_transfer(b"Just words.\r\n", "x-uuencode") == b"Just words.\r\n"
