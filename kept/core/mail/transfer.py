"""Transfer encodings undone, as far as the bytes allow. Never raises."""

from __future__ import annotations

import binascii
import re
from io import BytesIO
from itertools import islice

_NOT_BASE64 = re.compile(rb"[^A-Za-z0-9+/=]+")
_NOT_BASE64_NOR_BLANK = re.compile(rb"[^A-Za-z0-9+/=\s]+")
_INNER_SPACE = re.compile(rb"(?<=[!-~]) +(?=[!-~])")
_PADDING = re.compile(rb"=+")
_SAMPLE = 4096
_MOST_LINES = 1_000_000
"""Lines of uuencode that are read: 45 MB, as every program writes them."""


def decode_transfer(data: bytes, encoding: str, *, text: bool = False) -> bytes:
    """`data` without base64, quoted-printable or uuencode; as it is where that is impossible.

    `text`: readable text that is only labelled as base64 is given back as it was sent.
    """
    encoding = encoding.partition(";")[0].strip().strip("\"'")
    if encoding == "quoted-printable":
        return binascii.a2b_qp(data)
    if encoding == "base64":
        return data if text and _reads_as_text(data) else from_base64(data)
    if encoding in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _from_uu(data)
    return data


def _reads_as_text(data: bytes) -> bool:
    """Whether what should be base64 is words: spaces between letters, or marks that it has not."""
    sample = data[:_SAMPLE].strip()
    spaces = len(_INNER_SPACE.findall(sample))
    others = sum(map(len, _NOT_BASE64_NOR_BLANK.findall(sample)))
    return (spaces + others) * 20 > len(sample)


def from_base64(data: bytes) -> bytes:
    """What the valid characters stand for; a quantum that was cut gives the bytes that it can."""
    try:
        return binascii.a2b_base64(data)
    except binascii.Error:
        # Padding in the middle: several encoded texts one after the other.
        pieces = _PADDING.split(_NOT_BASE64.sub(b"", data))
        return b"".join(_piece_from_base64(piece) for piece in pieces)


def _piece_from_base64(piece: bytes) -> bytes:
    whole = piece[: len(piece) - 1] if len(piece) % 4 == 1 else piece
    return binascii.a2b_base64(whole + b"==") if whole else b""


def _begins_at_once(data: bytes) -> bool:
    """Whether the first line is encoded already: some programs leave the `begin` line out."""
    line = data.lstrip(b"\r\n").partition(b"\n")[0].rstrip()
    if not line or line.startswith(b"begin "):
        return False
    needed = (((line[0] - 32) & 63) * 4 + 2) // 3
    return len(line) - 1 in range(needed, needed + 4) and all(32 <= byte <= 96 for byte in line)


def _from_uu(data: bytes) -> bytes:
    out = bytearray()
    begun = _begins_at_once(data)
    for line in islice(BytesIO(data), _MOST_LINES):
        line = line.rstrip(b"\r\n")
        if line.startswith(b"begin "):
            begun = True
        elif line.strip() == b"end":
            break
        elif begun and line:
            try:
                out += binascii.a2b_uu(line)
            except binascii.Error:
                # Some encoders pad lines with junk: as many characters as the length needs.
                size = (((line[0] - 32) & 63) * 4 + 5) // 3
                try:
                    out += binascii.a2b_uu(line[:size])
                except binascii.Error:
                    continue
    return bytes(out) if begun else data
