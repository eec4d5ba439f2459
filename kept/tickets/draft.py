"""What is about to be said in a ticket, before it has a place there."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from kept.core.events import Channel
from kept.core.mail import Notice
from kept.people.models import Customer, Staff
from kept.record import files, rows
from kept.tickets.models import Attachment, Message


@dataclass(frozen=True, slots=True)
class File:
    """A file that belongs to a draft. `content` is kept under its SHA-256 when it is written."""

    name: str
    type: str
    content: bytes
    inline: bool = False
    cid: str = ""


class Copy(NamedTuple):
    """Somebody beside the customer who gets a reply, and where."""

    customer: int
    name: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A message to be, of a `customer` or of one of the `staff`. `recipient` is the address that a
    mail caused by it goes to; `copies` who else gets it. `cc`, `own_subject`, `notices`: as a
    message has them (`tickets.models`)."""

    kind: Literal["customer", "agent", "note"]
    channel: Channel
    text: str
    said: str = ""
    html: str = ""
    subject: str = ""
    language: str = ""
    customer: Customer | None = None
    staff: Staff | None = None
    stranger: bool = False
    doubted: bool = False
    authentication: str = ""
    message_id: str = ""
    received: str = ""
    recipient: str = ""
    copies: tuple[Copy, ...] = ()
    cc: tuple[tuple[str, str], ...] = ()
    own_subject: str = ""
    notices: tuple[Notice, ...] = ()
    files: tuple[File, ...] = field(default=())
    held: timedelta = timedelta()
    """How long a reply waits before it leaves, and may be taken back."""

    @property
    def sender(self) -> Customer:
        """Whose message it is. Raises TypeError where it is the team's."""
        if self.customer is None:
            raise TypeError(f"a message of kind {self.kind!r} is not a customer's")
        return self.customer

    @property
    def fingerprint(self) -> str:
        return fingerprint(self.said or self.text)

    def preview(self) -> dict[str, str]:
        """What the list shows of the ticket: the start of what the customer said last."""
        if self.kind != "customer" or self.stranger:
            return {}
        return {"preview": preview(self.said or self.text)}

    def write(self, ticket: int, *, place: int, at: datetime) -> Message:
        """Store the message and its files at `place` of the ticket."""
        kept = [(file, files.put(file.content)) for file in self.files]
        message = Message(
            ticket_id=ticket,
            place=place,
            kind=self.kind,
            channel=self.channel,
            customer=self.customer,
            staff=self.staff,
            stranger=self.stranger,
            doubted=self.doubted,
            at=at,
            text=storable(self.text),
            said=storable(self.said or self.text),
            html=storable(self.html),
            language=self.language,
            message_id=self.message_id,
            answer_to=self.recipient if self.kind == "customer" else "",
            received=self.received,
            authentication=storable(self.authentication),
            fingerprint=self.fingerprint,
            subject=storable(self.own_subject)[:400],
            cc=[[storable(name)[:200], storable(address)[:254]] for name, address in self.cc[:50]],
            notices=[[one.code, storable(one.about)] for one in self.notices],
            leaves_at=at + self.held if self.held else None,
        )
        rows.insert([message])
        if kept:
            rows.insert(
                [
                    Attachment(
                        message=message,
                        name=storable(file.name)[:255],
                        type=file.type[:127],
                        size=len(file.content),
                        sha256=sha256,
                        inline=file.inline,
                        cid=file.cid[:255],
                    )
                    for file, sha256 in kept
                ]
            )
        return message


def storable(text: str) -> str:
    """`text` without what a database cannot hold: NUL characters and halves of surrogate pairs."""
    return text.replace("\0", "").encode("utf-8", "replace").decode()


def preview(text: str) -> str:
    """The start of a text on one line, for the list."""
    return " ".join(storable(text[:600]).split())[:160]


def fingerprint(text: str) -> str:
    """Equal for texts that say the same words; '' for a text too short to mean anything."""
    words = re.findall(r"\w+", text.casefold())
    if len(words) < 3:
        return ""
    return hashlib.sha256(" ".join(words).encode()).hexdigest()[:32]
