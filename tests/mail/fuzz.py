"""Mutate mails and read them, in processes of their own, and say what goes wrong.

    python -m tests.mail.fuzz --minutes 10
    python -m tests.mail.fuzz --only 1234567     reads the mail of one finding again, and keeps it

The mails come from KEPT_CORPORA where it is there, and a few from here. Each is made from its seed
alone (and the corpus), so a finding is repeated by its seed. A finding is a mail that ends the
process or that the reader gives up on, that takes more than 2 s or 300 MB, or whose reading holds
what nothing may hold (NUL, half a character, a script in what is shown).
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import re
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

MOST_SECONDS, MOST_MB = 2.0, 300
#: What the desk's SMTP server takes; some mutations make mails as long as that.
LONGEST = 30 * 1024 * 1024
_MUTE = 20.0
_NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_ROOT = Path(__file__).resolve().parents[2]
_SUFFIXES = {".eml", ".msg", ".txt", ".mail", ".email", ".box", ".bin", ""}

SMALL = (
    b"From: a@example.org\r\nSubject: =?utf-8?B?w6k=?=\r\n\r\nHello.\r\n> quoted\r\n-- \r\nA\r\n",
    b'From: a@example.org\r\nContent-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n\r\nx\r\n'
    b'--b\r\nContent-Type: text/html; charset=latin1\r\n\r\n<p onclick="x">\xe9<script>y</script>'
    b"\r\n--b\r\nContent-Type: application/ms-tnef\r\nContent-Transfer-Encoding: base64\r\n\r\n"
    b"eJ8+IgAAAQaQCAAEAAAAAAABAAEAAQeQBgAIAAAA\r\n--b--\r\n",
    b"From: MAILER-DAEMON\r\nContent-Type: multipart/report; boundary=c\r\n\r\n--c\r\n\r\nfailed"
    b"\r\n--c\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
    b"Final-Recipient: rfc822; a@b.c\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n--c--\r\n",
)
#: What has hurt readers of mail before.
_NASTY = (
    b"\0", b"\r", b"\n", b"\r\n\r\n", b"\xff\xfe", b"\xed\xa0\x80", b"--b--\r\n", b"=?utf-8?Q?=?=",
    b"=?x?b?" + b"A" * 80 + b"?=", b"<" * 50, b"((((((((", b"<!--", b"<table><tr><td>" * 30,
    b"&#x110000;", b"&" * 60, b"> " * 80, b"Content-Type: multipart/mixed; boundary=b\r\n",
    b"Content-Transfer-Encoding: base64\r\n", b"Content-Type: message/rfc822\r\n\r\n",
    b"charset=utf-7", b"filename*0*=utf-8''%ff;filename*1=x", b"begin 644 x\r\n", b"+AD4-",
    b"Date: 99 Foo 99999 99:99:99 +9999\r\n", b"References: " + b"<a@b> " * 100,
    b"javascript:alert(1)", b"<style>", b"<![CDATA[", b"\xe2\x80\xae", b"https://" * 20,
)  # fmt: skip


@dataclass(frozen=True)
class Finding:
    """What is wrong with the mail of a seed."""

    seed: int
    size: int
    what: str

    def __str__(self) -> str:
        return f"seed {self.seed}: {self.what} ({self.size:,} bytes)"


def corpus() -> list[Path]:
    """The mails that are mutated, in an order of their own."""
    root = Path(os.environ.get("KEPT_CORPORA", _ROOT / "../shared/data"))
    folders = [*root.glob("email_*"), *root.glob("spam_email_raw"), _ROOT / "tests" / "corpora"]
    files = (file for folder in folders for file in folder.rglob("*"))
    return sorted(
        file
        for file in files
        if file.suffix in _SUFFIXES and file.is_file() and 20 < file.stat().st_size < 2_000_000
    )


def made(seed: int, files: Sequence[Path]) -> bytes:
    """The mail of a seed."""
    chance = random.Random(seed)
    raw = bytearray(_picked(chance, files))
    for _ in range(chance.choice((1, 1, 2, 3, 5, 8, 20))):
        chance.choice(_MUTATIONS)(chance, raw, files)
        del raw[LONGEST:]
    return bytes(raw)


def _picked(chance: random.Random, files: Sequence[Path]) -> bytes:
    if files and chance.random() < 0.9:
        return chance.choice(files).read_bytes()
    return chance.choice(SMALL)


def _slice(chance: random.Random, raw: bytes | bytearray, most: int = 2000) -> tuple[int, int]:
    start = chance.randrange(len(raw) + 1)
    return start, min(len(raw), start + chance.randint(1, most))


def _flip(chance: random.Random, raw: bytearray, files: Sequence[Path]) -> None:
    for _ in range(chance.choice((1, 4, 30))):
        if raw:
            raw[chance.randrange(len(raw))] = chance.randrange(256)


def _remove(chance: random.Random, raw: bytearray, files: Sequence[Path]) -> None:
    start, end = _slice(chance, raw)
    del raw[start:end]


def _insert(chance: random.Random, raw: bytearray, files: Sequence[Path]) -> None:
    at = chance.randrange(len(raw) + 1)
    raw[at:at] = chance.choice(_NASTY) * chance.choice((1, 1, 1, 3, 50))


def _splice(chance: random.Random, raw: bytearray, files: Sequence[Path]) -> None:
    other = _picked(chance, files)
    start, end = _slice(chance, other, 20_000)
    at = chance.randrange(len(raw) + 1)
    raw[at:at] = other[start:end]


def _swap_lines(chance: random.Random, raw: bytearray, files: Sequence[Path]) -> None:
    lines = raw.splitlines(keepends=True)
    if len(lines) > 1:
        a, b = chance.randrange(len(lines)), chance.randrange(len(lines))
        lines[a], lines[b] = lines[b], lines[a]
        raw[:] = b"".join(lines)


def _repeat(chance: random.Random, raw: bytearray, files: Sequence[Path]) -> None:
    """A stretch again and again: what costs the square of its length shows here."""
    start, end = _slice(chance, raw, chance.choice((1, 2, 10, 100, 5000)))
    piece = bytes(raw[start:end])
    if piece:
        size = chance.choice((1_000, 30_000, 300_000, 1_000_000, 3_000_000))
        raw[start:start] = piece * (size // len(piece))


def _nest(chance: random.Random, raw: bytearray, files: Sequence[Path]) -> None:
    depth = chance.choice((1, 5, 60, 200, 3000))
    if chance.random() < 0.5:
        raw[:0] = b"Content-Type: message/rfc822\r\n\r\n" * depth
        return
    frames = (
        f'Content-Type: multipart/mixed; boundary="n{n}"\r\n\r\n--n{n}\r\n'.encode()
        for n in range(depth)
    )
    raw[:0] = b"From: a@example.org\r\n" + b"".join(frames)


_MUTATIONS = (_flip, _flip, _remove, _insert, _insert, _splice, _swap_lines, _repeat, _nest)


# In the child


def _serve(pipe: Connection) -> None:
    """Read mails as they come and answer with what is wrong, seconds of work (not of waiting for
    a busy machine) and the peak in MB."""
    from kept.core.mail import understand

    while (raw := pipe.recv_bytes()) != b"stop":
        _forget_peak()
        began = time.process_time()
        found = understand(
            raw,
            mail_from="x@example.org",
            rcpt_to=("contact@copyfy.io",),
            received_at=_NOW,
            own_addresses=frozenset({"contact@copyfy.io"}),
        )
        took, peak = time.process_time() - began, _peak()
        pipe.send((_wrong(found), took, peak))


def _forget_peak() -> None:
    Path("/proc/self/clear_refs").write_text("5")


def _peak() -> float:
    said = Path("/proc/self/status").read_text()
    return int(re.findall(r"VmHWM:\s*(\d+)", said)[0]) / 1024


def _wrong(found: object) -> str:
    if getattr(found, "code", "") == "not_understood":
        return "the reader gave up on it"
    for text in _texts(found):
        if "\0" in text or any("\ud800" <= c <= "\udfff" for c in text):
            return f"it holds NUL or half a character: {text[:60]!r}"
    if _RUNS.search(getattr(found, "html", "")):
        return "its HTML could run something"
    return ""


_RUNS = re.compile(r"<(?:script|style|iframe|object)\b|\b(?:href|src)=[\"']?\s*javascript:", re.I)


def _texts(thing: object) -> Iterator[str]:
    if isinstance(thing, str):
        yield thing
    elif isinstance(thing, tuple):
        for one in thing:
            yield from _texts(one)
    elif is_dataclass(thing):
        for one in fields(thing):
            yield from _texts(getattr(thing, one.name))


# In the parent


class Reader:
    """A process that reads mails, and is replaced when it ends or says nothing any more."""

    def __init__(self) -> None:
        self._start()

    def _start(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        self._pipe, theirs = spawn.Pipe()
        self._child = spawn.Process(target=_serve, args=(theirs,), daemon=True)
        self._child.start()
        theirs.close()

    def read(self, seed: int, raw: bytes) -> Finding | None:
        seconds, mb, wrong = self.cost(raw)
        if not wrong and seconds > MOST_SECONDS:
            wrong = f"it took {seconds:.1f} s"
        if not wrong and mb > MOST_MB:
            wrong = f"it took {mb:.0f} MB"
        return Finding(seed, len(raw), wrong) if wrong else None

    def cost(self, raw: bytes) -> tuple[float, float, str]:
        """Seconds of work and the peak in MB of reading a mail, and what is wrong with it."""
        try:
            self._pipe.send_bytes(raw)
            if self._pipe.poll(_MUTE):
                wrong, seconds, mb = self._pipe.recv()
                return seconds, mb, wrong
            wrong = f"no answer within {_MUTE:.0f} s"
        except (EOFError, OSError):
            self._child.join(5)
            wrong = f"it ended the process (exit code {self._child.exitcode})"
        self.close()
        self._start()
        return 0, 0, wrong

    def close(self) -> None:
        self._child.kill()
        self._child.join()
        self._pipe.close()


def fuzz(seconds: float, first: int, most: int = sys.maxsize) -> tuple[int, list[Finding]]:
    """Read mails for so long, from seed `first` on: how many, and what was found."""
    files, findings, seed = corpus(), [], first
    reader = Reader()
    until = time.monotonic() + seconds
    try:
        while time.monotonic() < until and seed - first < most:
            if found := reader.read(seed, made(seed, files)):
                sys.stdout.write(f"{found}\n")
                sys.stdout.flush()
                findings.append(found)
            seed += 1
    finally:
        reader.close()
    return seed - first, findings


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=None, help="the first; by chance")
    parser.add_argument("--only", type=int, help="read the mail of this seed, and keep it")
    args = parser.parse_args()
    if args.only is not None:
        raw = made(args.only, corpus())
        Path(f"fuzz-{args.only}.eml").write_bytes(raw)
        reader = Reader()
        sys.stdout.write(f"{reader.read(args.only, raw) or 'nothing is wrong with it'}\n")
        reader.close()
        return 0
    first = args.seed if args.seed is not None else random.randrange(10**9)
    count, findings = fuzz(args.minutes * 60, first)
    sys.stdout.write(f"{count:,} mails from seed {first} on, {len(findings)} findings\n")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
