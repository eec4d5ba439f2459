"""How mails are written that hurt a reader: of any length, the same thing again and again."""

from __future__ import annotations

import base64
import io
import struct
import zipfile
from collections.abc import Callable

Written = Callable[[int], bytes]
"""A mail of about so many bytes."""

FROM = b"From: mallory@example.org\r\nSubject: Hello\r\nMIME-Version: 1.0\r\n"
HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n"


def text_of(
    unit: bytes, kind: bytes = b"text/plain; charset=utf-8", head: bytes = b"", end: bytes = b""
) -> Written:
    before = FROM + b"Content-Type: " + kind + b"\r\n\r\n" + head
    return lambda size: before + unit * ((size - len(before) - len(end)) // len(unit)) + end


def html_of(unit: str, head: str = "<p>", tail: str = "") -> Written:
    return lambda size: (
        FROM + HTML + head.encode() + unit.encode() * (size // len(unit.encode())) + tail.encode()
    )


def counted(unit: str, before: bytes = FROM + HTML, after: bytes = b"") -> Written:
    """Units that a number in place of `#` tells apart."""
    return lambda size: before + numbered(unit, size).encode() + after


def numbered(unit: str, size: int) -> str:
    return "".join(unit.replace("#", str(n)) for n in range(size // (len(unit) + 6)))


def header_of(name: str, unit: str) -> Written:
    """A field of such units, about as long as a header may be."""
    return lambda size: (
        FROM + f"{name}: {numbered(unit, min(size, 240_000))}\r\n\r\nhello\r\n".encode()
    )


def encoded(encoding: bytes, kind: bytes, unit: bytes) -> Written:
    def written(size: int) -> bytes:
        head = b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: " + encoding
        return FROM + head + b"\r\n\r\n" + unit * (size // len(unit))

    return written


def in_base64(kind: bytes, inside: Callable[[int], bytes]) -> Written:
    def written(size: int) -> bytes:
        head = b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        return FROM + head + base64.encodebytes(inside(size * 73 // 100))

    return written


def parts_of(unit: bytes, kind: bytes = b"mixed") -> Written:
    """Parts with one boundary, all the same."""
    head = FROM + b"Content-Type: multipart/" + kind + b'; boundary="b"\r\n\r\n'
    return lambda size: head + (b"--b\r\n" + unit + b"\r\n") * (size // (len(unit) + 7)) + b"--b--"


def many_parts(head: bytes, unit: bytes, begin: bytes = b"", end: bytes = b"") -> Written:
    """As many parts as a mail may have, each as long as fits and full of units."""

    def written(size: int) -> bytes:
        room = max(1, size // 990 - len(head) - len(begin) - len(end) - 11)
        body = begin + (unit * (room // len(unit) + 1))[:room] + end
        part = b"--b\r\n" + head + b"\r\n\r\n" + body + b"\r\n"
        return FROM + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * 990

    return written


def nested(kinds: tuple[bytes, ...], most: int) -> Written:
    """Multiparts in multiparts, with a text in each."""

    def written(size: int) -> bytes:
        room = max(1, size // most - 150)
        opened, closed = b"", b""
        for n in range(most):
            mark = b"n%d" % n
            opened += b"Content-Type: multipart/%b; boundary=%b\r\n\r\n--%b\r\n\r\n" % (
                kinds[n % len(kinds)], mark, mark,
            )  # fmt: skip
            opened += b"word " * (room // 5) + b"\r\n--" + mark + b"\r\n"
            closed = b"\r\n--" + mark + b"--" + closed
        return FROM + opened + b"\r\nlast" + closed

    return written


def base64_of_base64(size: int) -> bytes:
    inside = b"hello"
    while len(inside) * 1.4 < size:
        head = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        inside = FROM + head + base64.encodebytes(inside * (1 if len(inside) > 300 else 60))
    return inside


def tnef(size: int) -> bytes:
    """Attributes of winmail.dat that claim to be as long as can be, one in the other."""
    one = struct.pack("<BII", 2, 0x00069005, 0x7FFFFFFF) + b"\x0f" * 40
    message = struct.pack("<BII", 1, 0x00069003, 20) + struct.pack("<I", 0xFFFFFFF0) * 5 + b"\0\0"
    return b"\x78\x9f\x3e\x22\x01\0" + message + one * (size // len(one))


def tnef_files(size: int) -> bytes:
    """As many empty files as fit."""
    start = struct.pack("<BII", 2, 0x00069002, 14) + b"\0" * 16
    return b"\x78\x9f\x3e\x22\x01\0" + start * (size // len(start))


def zip_bomb(size: int) -> bytes:
    """Nothing but zeros, a thousand times as long as what they are packed into."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("zeros", "w", force_zip64=True) as file,
    ):
        for _ in range(min(size, 1_000_000) // 1000):
            file.write(b"\0" * 1_000_000)
    return out.getvalue()


def der_in_der(size: int) -> bytes:
    """Constructed elements in each other: each byte pair opens one more."""
    return b"\x30\x80" * (size // 2)


def cms_in_cms(size: int) -> bytes:
    """Signed envelopes in signed envelopes, a thousand deep or as many as fit."""
    inside = FROM + b"\r\nhello"
    head = FROM + b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\n"
    for _ in range(1000):
        inside = head + _signed(inside)
        if len(inside) * 1.01 > size:
            break
    return inside


def _signed(content: bytes) -> bytes:
    data = bytes.fromhex("06092a864886f70d010701")
    signed = bytes.fromhex("06092a864886f70d010702")
    wrapped = _one(0x30, data + _one(0xA0, _one(0x04, content)))
    inner = _one(0x30, _one(2, b"\1") + _one(0x31, b"") + wrapped + _one(0x31, b""))
    return _one(0x30, signed + _one(0xA0, inner))


def _one(tag: int, content: bytes) -> bytes:
    size = len(content)
    if size < 128:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((tag, 0x80 | len(length))) + length + content


def calendar_of(unit: bytes) -> Written:
    head = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\n"

    def written(size: int) -> bytes:
        room = min(size, 63_000) - len(head)
        ics = head + unit * (room // len(unit)) + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        return FROM + b"Content-Type: text/calendar\r\n\r\n" + ics

    return written


def alternatives(size: int) -> bytes:
    """Readings that differ, none of them empty."""
    words = b"x" * (size // 990)
    parts = b"".join(b"--b\r\n\r\n%d %b\r\n" % (n, words) for n in range(990))
    return FROM + b'Content-Type: multipart/alternative; boundary="b"\r\n\r\n' + parts + b"--b--"


def signatures(size: int) -> bytes:
    one = b"DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=a; h=from; bh=AA==; b=" + b"A" * 100
    count = min(size, 250_000) // (len(one) + 2)
    return (one + b"\r\n") * min(1000, count) + FROM + b"\r\nhello"
