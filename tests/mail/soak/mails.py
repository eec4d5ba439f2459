"""What people and machines write to a desk, each mail with a token of its own in its header."""

from __future__ import annotations

import base64
import os
import random
from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.mail.fuzz import corpus

ADDRESS = "contact@copyfy.io"
MARK = b"X-Soak: "
_LARGEST = 3_000_000


@dataclass(frozen=True)
class Mail:
    """`again`: a desk can tell a copy of it by its Message-ID, so that it may be handed over again
    by a client that never heard an answer."""

    token: str
    kind: str
    sender: str
    raw: bytes
    again: bool


@dataclass
class Writer:
    """Makes mails, always the same ones for the same seed (and the same corpora)."""

    seed: int
    people: int
    asked: deque[tuple[str, str, str]] = field(default_factory=lambda: deque(maxlen=400))

    def mails(self, count: int) -> Iterator[Mail]:
        chance = random.Random(self.seed)
        files = corpus()
        chance.shuffle(files)
        kinds, weights = zip(*_KINDS.items(), strict=True)
        for number in range(count):
            kind = chance.choices(kinds, weights)[0]
            if kind == "reply" and len(self.asked) < 50:
                kind = "request"
            if kind == "from the corpora" and not files:
                kind = "broken"
            yield self._mail(kind, f"{self.seed}.{number}", chance, files)

    def _mail(self, kind: str, token: str, chance: random.Random, files: list[Path]) -> Mail:
        who = f"c{chance.randrange(self.people)}@example.org"
        if kind == "from the corpora":
            return Mail(token, kind, who, _marked(token, files.pop().read_bytes()), again=False)
        if kind == "bounce":
            return Mail(token, kind, "", _bounce(token, who), again=False)
        if kind == "auto-reply":
            return Mail(token, kind, who, _auto_reply(token, who), again=False)
        if kind == "broken":
            return Mail(token, kind, who, _broken(token, who, chance), again=False)
        if kind == "reply":
            who, subject, before = chance.choice(self.asked)
            return Mail(token, kind, who, _reply(token, who, subject, before), again=True)
        size = chance.randrange(100_000, _LARGEST) if kind == "large" else 0
        self.asked.append((who, f"Report {token}", f"{token}@example.org"))
        return Mail(token, kind, who, _request(token, who, size), again=True)


_KINDS = {
    "request": 50, "reply": 20, "auto-reply": 6, "bounce": 4, "large": 2, "broken": 6,
    "from the corpora": 12,
}  # fmt: skip


def poison(number: int) -> Mail:
    """A mail whose mark no other mail has in it."""
    token, who = f"0.0.{number}.0", f"poison{number}@example.org"
    return Mail(token, "cuts its line", who, _request(token, who, 0), again=False)


def _marked(token: str, raw: bytes) -> bytes:
    return MARK + token.encode() + b"\r\n" + raw


def _head(token: str, who: str, subject: str, **more: str) -> str:
    fields = {
        "From": f"Camille <{who}>", "To": ADDRESS, "Subject": subject,
        "Message-ID": f"<{token}@example.org>", "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
    }  # fmt: skip
    fields |= {name.replace("_", "-"): value for name, value in more.items()}
    return "".join(f"{name}: {value}\r\n" for name, value in fields.items()) + "\r\n"


def _request(token: str, who: str, size: int) -> bytes:
    words = f"The report {token} stops at {len(token)} percent, déjà; who can say why?\r\n"
    if not size:
        return _marked(token, (_head(token, who, f"Report {token}") + words).encode())
    kind = 'multipart/mixed; boundary="b"'
    head = _head(token, who, f"Report {token}", Content_Type=kind) + f"--b\r\n\r\n{words}"
    head += "--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n"
    head += f'Content-Disposition: attachment; filename="{token}.pdf"\r\n\r\n'
    content = random.Random(token).randbytes(size)
    file = base64.encodebytes(content).replace(b"\n", b"\r\n")
    return _marked(token, head.encode() + file + b"--b--\r\n")


def _reply(token: str, who: str, subject: str, before: str) -> bytes:
    head = _head(token, who, f"Re: {subject}", In_Reply_To=f"<{before}>", References=f"<{before}>")
    words = f"It still stops, now for {token}.\r\n\r\nOn Monday Camille wrote:\r\n> The report\r\n"
    return _marked(token, (head + words).encode())


def _auto_reply(token: str, who: str) -> bytes:
    head = _head(token, who, "Automatic reply: away", Auto_Submitted="auto-replied")
    return _marked(token, (head + f"I am away until Monday ({token}).\r\n").encode())


def _bounce(token: str, who: str) -> bytes:
    kind = 'multipart/report; report-type=delivery-status; boundary="b"'
    head = _head(token, "MAILER-DAEMON@example.org", "Undelivered mail", Content_Type=kind)
    body = (
        f"--b\r\n\r\nIt did not arrive ({token}).\r\n--b\r\nContent-Type: message/delivery-status"
        f"\r\n\r\nReporting-MTA: dns; mx.example.org\r\n\r\nFinal-Recipient: rfc822; gone.{who}\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\n\r\n--b--\r\n"
    )
    return _marked(token, (head + body).encode())


def _broken(token: str, who: str, chance: random.Random) -> bytes:
    """Mail that no standard allows; each of it says something all the same."""
    words = f"Something broke this mail, {token}.".encode()
    whole = _head(token, who, f"Broken {token}").encode()
    shapes: Sequence[bytes] = (
        words,  # no header but the mark, and no end to it
        f"From: {who}\r\nSubject: =?utf-8?B?broken\r\n".encode() + words,
        whole.replace(b"text/plain", b'multipart/mixed; boundary="never"') + words,
        whole.replace(b"utf-8", b"x-unknown-42") + words + b" \xff\xfe\x80",
        whole + b"\x00\x01" + words + b"\x00" * 50,
        whole.replace(b"text/plain", b"text/plain\r\nContent-Transfer-Encoding: base64") + words,
        whole.replace(b"\r\n", b"\n") + words,
        b'Content-Type: multipart/mixed; boundary="b"\r\n' + whole + b"--b\r\n" * 2000 + words,
    )
    return _marked(token, chance.choice(shapes))


def corpora_named() -> str:
    """Where the real mail comes from, for people."""
    return os.environ.get("KEPT_CORPORA", "../shared/data") if corpus() else "none here"
