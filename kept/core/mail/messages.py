"""What goes in and out of the mail core: plain frozen records, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from kept.core.mail.address import Address

Kind = Literal["message", "auto_reply", "bounce", "loop", "mailing_list", "spam_suspect"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file of a mail. `inline` files are shown inside the text, by their `cid`."""

    name: str
    type: str
    content: bytes
    sha256: str
    inline: bool = False
    cid: str | None = None

    @property
    def size(self) -> int:
        """Bytes of the content."""
        return len(self.content)


@dataclass(frozen=True, slots=True)
class Bounce:
    """A delivery failure: who was not reached ('' if it does not say), and whether for good.

    `status` is the enhanced status code of RFC 3463 (`5.1.1`), '' if unknown; `reason` the words
    of the mail system in one line, '' if it says none.
    """

    recipient: str
    status: str
    permanent: bool
    original_message_id: str
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Forwarded:
    """A mail that somebody passed on, in the text of their own or as a file of it."""

    sender: Address
    date: datetime | None
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class Invitation:
    """What a calendar file of a mail asks for (RFC 5546).

    `method` is in capitals: `REQUEST`, `CANCEL`, `REPLY`, …; `start` and `end` are `date`s where
    it lasts whole days, else aware instants, or without a zone where the file names none. `answer`
    is what a `REPLY` says: `ACCEPTED`, `DECLINED`, `TENTATIVE`, '' for any other.
    """

    method: str
    what: str
    start: datetime | date | None
    end: datetime | date | None
    where: str
    organizer: Address | None
    invited: tuple[Address, ...]
    repeats: bool = False
    answer: str = ""


SealState = Literal["signed", "verified", "partial", "broken", "encrypted"]


@dataclass(frozen=True, slots=True)
class Seal:
    """How a mail is protected: `kind` is 'smime' or 'pgp'.

    `verified`: what was signed is what came, by a certificate that a known one vouches for, or by
    a known key; `partial`: that holds for a piece of it, and anybody may have written the rest;
    `signed`: it has a signature whose signer nobody here can vouch for; `broken`: what came is not
    what was signed; `encrypted`: it cannot be read here. `signer` is the address, or else the
    name, in the signature's own certificate, or in the known key; '' where it says none.
    """

    kind: Literal["smime", "pgp"]
    state: SealState
    signer: str = ""


@dataclass(frozen=True, slots=True)
class Incoming:
    """What Kept understands of one mail. Every text is free of NUL and of surrogates."""

    sender: Address
    reply_to: Address | None
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    date: datetime | None
    utc_offset: timedelta | None
    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    text: str
    reply_text: str
    quoted: str
    signature: str
    html: str
    attachments: tuple[Attachment, ...]
    language: str
    kind: Kind
    may_answer: bool
    """False where an automatic answer could loop or annoy: never acknowledge then."""
    warnings: tuple[str, ...]
    bounce: Bounce | None
    delivered_to: tuple[str, ...]
    """Every address that this mail says it was delivered to, envelope first."""
    forwarded: Forwarded | None = None
    """The mail that this one passes on, where it says by whose address it was written."""
    enclosed: tuple[Forwarded, ...] = ()
    """The mails that are files of this one, as they read."""
    invitation: Invitation | None = None
    seal: Seal | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """A mail that Kept will not read, with a code for programs and a sentence for people."""

    code: str
    sentence: str
    sentence_fr: str


@dataclass(frozen=True, slots=True)
class Hint:
    """What a mail says about the ticket that it belongs to, strongest first.

    Only the token proves anything; the rest counts together with a sender that fits.
    """

    tokens: tuple[tuple[int, str], ...]
    message_ids: tuple[str, ...]
    subject_number: int | None


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail to be composed. `message_id` and `references` are without angle brackets or with."""

    sender: Address
    to: tuple[Address, ...]
    subject: str
    text: str
    message_id: str
    date: datetime
    html: str = ""
    cc: tuple[Address, ...] = ()
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    reply_to: Address | None = None
    automatic: bool = False
    attachments: tuple[Attachment, ...] = ()
    list_unsubscribe: str | None = None
    language: str = ""
