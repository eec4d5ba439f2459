"""Mails that somebody wrote to hurt a reader, each as long as the desk takes, and their cost.

    python -m tests.mail.hostile                  all of them: seconds of work and peak in MB
    python -m tests.mail.hostile html "To|Cc"      those whose names begin so

`understand` reads each in a process of its own, then `kept mail try` does, which starts a Python
and prints what was understood besides. A cost over the bars of `tests.mail.fuzz` is marked.
"""

from __future__ import annotations

import argparse
import base64
import io
import re
import struct
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterator

from tests.mail.fuzz import LONGEST, MOST_MB, MOST_SECONDS, Reader

Written = Callable[[int], bytes]
"""A mail of about so many bytes."""

_FROM = b"From: mallory@example.org\r\nSubject: Hello\r\nMIME-Version: 1.0\r\n"
_HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n"


def _text(
    unit: bytes, kind: bytes = b"text/plain; charset=utf-8", head: bytes = b"", end: bytes = b""
) -> Written:
    before = _FROM + b"Content-Type: " + kind + b"\r\n\r\n" + head
    return lambda size: before + unit * ((size - len(before) - len(end)) // len(unit)) + end


def _html(unit: str, head: str = "<p>", tail: str = "") -> Written:
    return lambda size: (
        _FROM + _HTML + head.encode() + unit.encode() * (size // len(unit.encode())) + tail.encode()
    )


def _counted(unit: str, before: bytes = _FROM + _HTML, after: bytes = b"") -> Written:
    """Units that a number in place of `#` tells apart."""
    return lambda size: before + _numbered(unit, size).encode() + after


def _numbered(unit: str, size: int) -> str:
    return "".join(unit.replace("#", str(n)) for n in range(size // (len(unit) + 6)))


def _header(name: str, unit: str) -> Written:
    """A field of such units, about as long as a header may be."""
    return lambda size: (
        _FROM + f"{name}: {_numbered(unit, min(size, 240_000))}\r\n\r\nhello\r\n".encode()
    )


def _encoded(encoding: bytes, kind: bytes, unit: bytes) -> Written:
    def written(size: int) -> bytes:
        head = b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: " + encoding
        return _FROM + head + b"\r\n\r\n" + unit * (size // len(unit))

    return written


def _in_base64(kind: bytes, inside: Callable[[int], bytes]) -> Written:
    def written(size: int) -> bytes:
        head = b"Content-Type: " + kind + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        return _FROM + head + base64.encodebytes(inside(size * 73 // 100))

    return written


def _parts(unit: bytes, kind: bytes = b"mixed") -> Written:
    """Parts with one boundary, all the same."""
    head = _FROM + b"Content-Type: multipart/" + kind + b'; boundary="b"\r\n\r\n'
    return lambda size: head + (b"--b\r\n" + unit + b"\r\n") * (size // (len(unit) + 7)) + b"--b--"


def _many(head: bytes, unit: bytes, begin: bytes = b"", end: bytes = b"") -> Written:
    """As many parts as a mail may have, each as long as fits and full of units."""

    def written(size: int) -> bytes:
        room = max(1, size // 990 - len(head) - len(begin) - len(end) - 11)
        body = begin + (unit * (room // len(unit) + 1))[:room] + end
        part = b"--b\r\n" + head + b"\r\n\r\n" + body + b"\r\n"
        return _FROM + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + part * 990

    return written


def _nested(kinds: tuple[bytes, ...], most: int) -> Written:
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
        return _FROM + opened + b"\r\nlast" + closed

    return written


def _base64_of_base64(size: int) -> bytes:
    inside = b"hello"
    while len(inside) * 1.4 < size:
        head = b"Content-Type: message/rfc822\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        inside = _FROM + head + base64.encodebytes(inside * (1 if len(inside) > 300 else 60))
    return inside


def _tnef(size: int) -> bytes:
    """Attributes of winmail.dat that claim to be as long as can be, one in the other."""
    one = struct.pack("<BII", 2, 0x00069005, 0x7FFFFFFF) + b"\x0f" * 40
    message = struct.pack("<BII", 1, 0x00069003, 20) + struct.pack("<I", 0xFFFFFFF0) * 5 + b"\0\0"
    return b"\x78\x9f\x3e\x22\x01\0" + message + one * (size // len(one))


def _tnef_files(size: int) -> bytes:
    """As many empty files as fit."""
    start = struct.pack("<BII", 2, 0x00069002, 14) + b"\0" * 16
    return b"\x78\x9f\x3e\x22\x01\0" + start * (size // len(start))


def _zip_bomb(size: int) -> bytes:
    """Nothing but zeros, a thousand times as long as what they are packed into."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive,
        archive.open("zeros", "w", force_zip64=True) as file,
    ):
        for _ in range(min(size, 1_000_000) // 1000):
            file.write(b"\0" * 1_000_000)
    return out.getvalue()


def _der(size: int) -> bytes:
    """Constructed elements in each other: each byte pair opens one more."""
    return b"\x30\x80" * (size // 2)


def _cms_in_cms(size: int) -> bytes:
    """Signed envelopes in signed envelopes, a thousand deep or as many as fit."""
    inside = _FROM + b"\r\nhello"
    head = _FROM + b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\n\r\n"
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


def _calendar(unit: bytes) -> Written:
    head = b"BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY:x\r\n"

    def written(size: int) -> bytes:
        room = min(size, 63_000) - len(head)
        ics = head + unit * (room // len(unit)) + b"\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
        return _FROM + b"Content-Type: text/calendar\r\n\r\n" + ics

    return written


def _alternatives(size: int) -> bytes:
    """Readings that differ, none of them empty."""
    words = b"x" * (size // 990)
    parts = b"".join(b"--b\r\n\r\n%d %b\r\n" % (n, words) for n in range(990))
    return _FROM + b'Content-Type: multipart/alternative; boundary="b"\r\n\r\n' + parts + b"--b--"


def _signatures(size: int) -> bytes:
    one = b"DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=a; h=from; bh=AA==; b=" + b"A" * 100
    count = min(size, 250_000) // (len(one) + 2)
    return (one + b"\r\n") * min(1000, count) + _FROM + b"\r\nhello"


KINDS: dict[str, Written] = {
    # Long texts
    "text without a line break": _text(b"a"),
    "text of words": _text(b"word word word word word word word word word word word\r\n"),
    "empty lines": _text(b"\n"),
    "quoted lines": _text(b"> a\n"),
    "quote marks without end": _text(b">"),
    "lines of a colon": _text(b"a:\n"),
    "introductions": _text(b"On 5 Jan 2026, Ada wrote:\n> x\n"),
    "header blocks": _text(b"From: a\nSent: b\nTo: c\n\n"),
    "signature marks": _text(b"-- \n"),
    "rules": _text(b"- - - - - - - -\n"),
    "links": _text(b"https://a.example/(((((\n"),
    "one endless link": _text(b"https://a.example/" + b"(" * 40),
    "flowed": _text(b"> a \n", b"text/plain; format=flowed; delsp=yes"),
    "uuencoded beginnings": _text(b"begin 644 a\n"),
    "uuencoded files": _text(b"begin 644 a\n#0V%T\n`\nend\n"),
    "PGP beginnings": _text(b"-----BEGIN PGP SIGNED MESSAGE-----\nHash: x\n\n"),
    "emoji": _text("😀".encode()),
    "one emoji in letters": _text(b"a", head="😀 ".encode()),
    "combining characters": _text("a\u0301\u0323\u0308".encode()),
    "right to left": _text("\u202eאב\u202c ".encode()),
    "UTF-7": _text(b"+AGE-", b"text/plain; charset=utf-7"),
    "UTF-7 that is wrong": _text(b"+AGE+!-", b"text/plain; charset=utf-7"),
    "ISO-2022-JP escapes": _text(b"\x1b$B\x30\x21\x1b(B", b"text/plain; charset=iso-2022-jp"),
    "ISO-2022-JP that is wrong": _text(
        b"\x1b$B\x2d\x21\x1b(B", b"text/plain; charset=iso-2022-jp"
    ),
    "UTF-16": _text("a\n".encode("utf-16-le"), b"text/plain; charset=utf-16"),
    "bytes of no charset": _text(bytes(range(128, 256))),
    "NUL": _text(b"\0"),
    "enriched": _text(b"<<bold>", b"text/enriched"),
    "enriched without end": _text(b"<", b"text/enriched"),
    "emoji in lines": _text(b"word word word word\r\n", head="😀\r\n".encode()),
    "spaces below a signature mark": _text(b" ", head=b"hello\n\nSent from my phone", end=b"x"),
    "phones": _text(b"\nSent from a" + b" " * 350 + b"x\n"),
    "control characters": _text(b"\x01"),
    "carriage returns": _text(b"\r"),
    # HTML
    "html: words": _html("word "),
    "html: words with accents": _html("très déjà "),
    "html: div in div": _html("<div>"),
    "html: blockquote in blockquote": _html("<blockquote>"),
    "html: a link and a link": _html('<a href="https://a.example/">x</a>'),
    "html: cells": _html("<tr><td>x", "<table>"),
    "html: tables": _html("<table><tr><td>"),
    "html: fonts and paragraphs": _html("<font><p>x"),
    "html: attributes": _counted(" a#", _FROM + _HTML + b"<p", b">hello"),
    "html: attributes with values": _counted(' a#="\'>"', _FROM + _HTML + b"<p", b">hello"),
    "html: quotation marks in a tag": _html('"', "<font "),
    "html: one endless attribute": _html("x", '<a href="https://a.example/" '),
    "html: letters in a tag": _html("b", "<p ", ">x"),
    "html: spaces in a tag": _html(" ", "<p a", "=b>x"),
    "html: slashes in a tag": _html("/", "<p "),
    "html: angles": _html("<"),
    "html: angles and letters": _html("<b"),
    "html: closed angles": _html("b>"),
    "html: one endless name": _html("b", "<"),
    "html: names without end": _html("<" + "b" * 1000),
    "html: comments": _html("<!-- x -->"),
    "html: comments without end": _html("<!--"),
    "html: scripts without end": _html("<script>"),
    "html: ampersands": _html("&"),
    "html: unknown entities": _html("&aa;"),
    "html: entities": _html("&amp;"),
    "html: numbered entities": _html("&#38;"),
    "html: no-break spaces": _html("\xa0"),
    "html: ampersands in a link": _html("&", '<a href="https://a.example/?', '">x</a>'),
    "html: one style": _html("color:red;", '<p style="', '">hello'),
    "html: one style sheet": _html("p{color:red} ", "<style>", "</style>hello"),
    "html: line breaks": _html("<br>"),
    "html: empty paragraphs": _html("<p>&nbsp;</p>"),
    "html: lists": _html("<ol><li>x"),
    "html: pre": _html("a\n", "<pre>"),
    "html: pictures": _html('<img src="cid:a">'),
    "html: written pictures": _html('<img src="data:image/png;base64,aGVsbG8=">'),
    "html: one written picture": _html("AAAA", '<img src="data:image/png;base64,', '">hello'),
    "html: quotes of Gmail": _html('<b class="gmail_quote">'),
    "html: thin lines": _html("<p style='border:none;border-top:solid #E1E1E1 1.0pt'>x</p>"),
    "html: sources in a picture": _html(" src=", "<img data:", ">x"),
    "html: data in a picture": _html(" src=data:image/png;base64,", "<img", ">x"),
    "html: spaces in a picture": _html(" ", "<img src", ">data:x"),
    "html: svg": _html("<svg><g>"),
    "html: NUL": _html("a\0"),
    "html: emoji": _html("😀"),
    "html: base64": _in_base64(b"text/html", lambda size: b"<p>word</p>\n" * (size // 12)),
    # Parts
    "tiny parts": _parts(b""),
    "tiny parts of HTML": _parts(b"Content-Type: text/html\r\n\r\n<p>x"),
    "tiny files": _parts(b"Content-Disposition: attachment; filename=a\r\n\r\nx"),
    "a thousand long files": lambda size: _parts(
        b"Content-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + b"QUJD" * (size // 4000)
    )(size),
    "parts of text": _many(b"", b"word word\r\n"),
    "parts of quotes": _many(b"", b"On 5 Jan 2026, Ada wrote:\n> x\n"),
    "parts of flowed text": _many(b"Content-Type: text/plain; format=flowed", b"> a \n"),
    "parts of uuencoded files": _many(b"", b"begin 644 a\n#0V%T\n`\nend\n"),
    "parts of UTF-7 that is wrong": _many(b"Content-Type: text/plain; charset=utf-7", b"+AGE+!-"),
    "parts of broken ISO-2022-JP": _many(
        b"Content-Type: text/plain; charset=iso-2022-jp", b"\x1b$B\x2d\x21\x1b(B"
    ),
    "parts of attributes": _many(_HTML[:-4], _numbered(" a#", 100_000).encode(), b"<p", b">x"),
    "parts of tags": _many(_HTML[:-4], b"<b>"),
    "parts of few tags": _many(_HTML[:-4], b"word " * 100 + b"<p>"),
    "parts of ampersands": _many(_HTML[:-4], b"&aa;"),
    "parts of preformatted lines": _many(_HTML[:-4], b"a\n", b"<pre>"),
    "parts of written pictures": _many(_HTML[:-4], b'<img src="data:image/png;base64,aGVs">'),
    "parts of winmail.dat": _many(b"Content-Type: application/ms-tnef", _tnef(30_000)),
    "parts of S/MIME": _many(b"Content-Type: application/pkcs7-mime", _der(30_000)),
    "parts of calendars": _many(
        b"Content-Type: text/calendar", b"BEGIN:VEVENT\n", b"BEGIN:VCALENDAR\nBEGIN:VEVENT\n"
    ),
    "parts of failures": _many(
        b"Content-Type: message/delivery-status", b"Final-Recipient: rfc822; a@b\nAction: x\n\n"
    ),
    "parts of mails": _many(b"Content-Type: message/rfc822", b"To: a@b.example\n", _FROM),
    "alternatives": _alternatives,
    "alternatives in mixtures": _nested((b"alternative", b"mixed", b"related"), 95),
    "alternatives in alternatives": _nested((b"alternative",), 95),
    "deeper than deep": _nested((b"alternative", b"mixed"), 3000),
    "lines that look like delimiters": _parts(b"\r\n" + b"--bx\r\n" * 50),
    "a boundary in each line": _text(b"--b\r\n", b'multipart/mixed; boundary="b"'),
    "mails in mails": _text(b"Content-Type: message/rfc822\r\n\r\n", b"message/rfc822"),
    "digests": _parts(_FROM + b"\r\nhello", b"digest"),
    # Encodings
    "base64": _in_base64(b"text/plain", lambda size: b"word " * (size // 5)),
    "base64 of base64": _base64_of_base64,
    "base64 with its ends in it": _encoded(b"base64", b"text/plain", b"QQ=="),
    "base64 of a file": _in_base64(b"application/pdf", lambda size: b"%PDF-" + b"\0" * size),
    "quoted-printable": _encoded(b"quoted-printable", b"text/plain; charset=utf-8", b"=C3=A9"),
    "quoted-printable of line breaks": _encoded(b"quoted-printable", b"text/plain", b"=\r\n"),
    "quoted-printable of html": _encoded(b"quoted-printable", b"text/html", b"=3Cb=3E"),
    "uuencode": _encoded(b"x-uuencode", b"text/plain", b"begin 644 a\n" + b"#0V%T\n" * 50),
    # Headers
    "one header of all bytes": lambda size: _FROM + b"X-A: " + b"a" * size + b"\r\n\r\nhello",
    "one folded header": lambda size: _FROM + b"X-A: a\r\n" + b" a\r\n" * (size // 4) + b"\r\nhi",
    "headers without end": lambda size: _FROM + b"X-A: a\r\n" * (size // 8),
    "lines that go on": _text(b"no field at all\r\n", b"text/plain"),
    "To": _header("To", "a#@b.example,\r\n "),
    "To with names": _header("To", '"A B" <a#@b.example>,\r\n '),
    "To with comments": _header("To", "((a#@b.example\r\n "),
    "Cc with encoded words": _header("Cc", "=?utf-8?q?a#?= <a#@b.example>,\r\n "),
    "References": _header("References", "<#@b.example>\r\n "),
    "References without an end": _header("References", "<#\r\n "),
    "rfc2231 continuations": _header("Content-Disposition", "a; filename*#*=utf-8''a;\r\n "),
    "rfc2231 names": _header("Content-Type", "text/plain; a#*=b;\r\n "),
    "encoded words": _header("X-A: a\r\nSubject", "=?utf-8?b?w6k#?=\r\n "),
    "encoded words of many charsets": _header("X-A: a\r\nSubject", "=?x#?q?a?=\r\n "),
    "encoded words that never end": _header("X-A: a\r\nSubject", "=?utf-8?q?a#\r\n "),
    "From": _header("From", "a#@b.example,\r\n "),
    "Received": lambda size: b"Received: from a by b; x\r\n" * (min(size, 250_000) // 26) + _FROM,
    "DKIM signatures": _signatures,
    "Date": _header("Date", "(# \r\n "),
    "Message-ID": _header("Message-ID", "<#\r\n "),
    # Files that are read
    "winmail.dat with false lengths": _in_base64(b"application/ms-tnef", _tnef),
    "winmail.dat of files": _in_base64(b"application/ms-tnef", _tnef_files),
    "zip bomb": _in_base64(b"application/zip", _zip_bomb),
    "S/MIME in S/MIME": _cms_in_cms,
    "S/MIME of nothing but beginnings": _in_base64(b"application/pkcs7-mime", _der),
    "S/MIME of zeros": _in_base64(b"application/pkcs7-mime", lambda size: b"\0" * size),
    "invitation with a rule": _calendar(b"RRULE:FREQ=SECONDLY;COUNT=999999999;BYSECOND=1\r\n"),
    "invitation with one long rule": _calendar(b"RRULE:FREQ=DAILY;BYDAY=" + b"MO," * 20_000),
    "invitation with people": _calendar(b"ATTENDEE:mailto:a@b.example\r\n"),
    "invitation of folds": _calendar(b"X:a\r\n "),
    "invitation in alarms": _calendar(b"BEGIN:VALARM\r\n"),
    "delivery status": lambda size: (
        b"From: MAILER-DAEMON\r\nContent-Type: multipart/report; boundary=b\r\n\r\n--b\r\n"
        b"Content-Type: message/delivery-status\r\n\r\n"
        + b"Final-Recipient: rfc822; a@b.example\r\nAction: failed\r\n\r\n" * (size // 60)
    ),
    "delivery failures in words": lambda size: (
        b"From: MAILER-DAEMON\r\nSubject: Undelivered mail\r\n\r\n"
        + b"a@b.example 550 5.1.1 user unknown\r\n" * (size // 36)
    ),
}  # fmt: skip


_TRY = """
import re, sys, time
from kept.cli import main
sys.argv = ["kept", "mail", "try", sys.argv[1]]
try:
    main()
except SystemExit:
    pass
peak = re.findall(r"VmHWM:\\s*(\\d+)", open("/proc/self/status").read())[0]
print(time.process_time(), int(peak) / 1024, file=sys.stderr)
"""


def cost(raw: bytes) -> tuple[float, float]:
    """Seconds of work and peak in MB of `kept mail try`, whose words nobody hears."""
    with tempfile.NamedTemporaryFile(suffix=".eml") as file:
        file.write(raw)
        file.flush()
        done = subprocess.run(
            [sys.executable, "-c", _TRY, file.name],
            stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=True,
        )  # fmt: skip
    seconds, mb = map(float, done.stderr.split())
    return seconds, mb


def table(names: Iterator[str], size: int) -> int:
    """A line for each; how many are over a bar."""
    over = 0
    reader = Reader()
    sys.stdout.write(f"{'':<36}{'size':>7}{'understand':>19}{'kept mail try':>19}\n")
    for name in names:
        raw = KINDS[name](size)[:LONGEST]
        seconds, mb, wrong = reader.cost(raw)
        tried, tried_mb = cost(raw)
        bad = wrong or seconds > MOST_SECONDS or max(mb, tried_mb) > MOST_MB
        over += bool(bad)
        sys.stdout.write(
            f"{name:<36}{len(raw) / 2**20:>4.1f} MB{seconds:>8.2f} s{mb:>6.0f} MB"
            f"{tried:>8.2f} s{tried_mb:>6.0f} MB{' !' if bad else ''} {wrong}\n"
        )
        sys.stdout.flush()
    reader.close()
    return over


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", default=[".*"], help="what names begin with")
    parser.add_argument("--mb", type=float, default=LONGEST / 2**20)
    args = parser.parse_args()
    chosen = [name for name in KINDS if any(re.match(one, name) for one in args.names)]
    over = table(iter(chosen), int(args.mb * 2**20))
    sys.stdout.write(f"{len(chosen)} mails, {over} over {MOST_SECONDS:.0f} s or {MOST_MB} MB\n")
    return int(over > 0)


if __name__ == "__main__":
    sys.exit(main())
