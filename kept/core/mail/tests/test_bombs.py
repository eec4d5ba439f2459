"""Texts that were made to be slow to read cost no more than their length."""

from __future__ import annotations

import time

import pytest

from kept.core.mail.tests.reading import HEAD, accepted

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
