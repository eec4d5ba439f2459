"""Bytes of a mail → what it says, or why it is refused. Never raises, whatever the bytes."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from kept.core.mail.address import Address, read_addresses
from kept.core.mail.body import read_body
from kept.core.mail.bounces import read_bounce
from kept.core.mail.headers import Headers
from kept.core.mail.html import has_remote
from kept.core.mail.kinds import is_machine, is_noreply, kind_of, must_not_answer
from kept.core.mail.language import language_of
from kept.core.mail.messages import Bounce, Incoming, Kind, Refused
from kept.core.mail.mime import Part, read_mime
from kept.core.mail.refusals import UnreadableError, refused
from kept.core.mail.reply import split_reply
from kept.core.mail.words import tidy

_ID = re.compile(r"<([^<>]{1,998})>")
_SYSTEM = re.compile(r"mailer-?daemon|postmaster|mail delivery (?:sub)?system", re.I)
# `-0000` and no zone at all mean: UTC, and no word about where the sender is (RFC 5322 §3.3).
_SAYS_UTC = re.compile(r"\+0000|\b(?:UTC?|GMT|Z|WET)\b", re.I)
_LONGEST_SUBJECT = 998
_MOST_IDS = 200
_DELIVERED = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")


def understand(
    raw: bytes,
    *,
    mail_from: str | None,
    rcpt_to: tuple[str, ...],
    received_at: datetime,
    own_addresses: frozenset[str],
) -> Incoming | Refused:
    """What Kept understands of one mail, or the reason why it refuses it.

    Total: no bytes make it raise, and its work is bounded by the length of the mail.
    `mail_from` is the envelope's sender ('' for the null sender, None where there was no
    envelope); `own_addresses` are the desk's, in lower case.
    """
    try:
        return _understood(raw, mail_from, rcpt_to, received_at, own_addresses)
    except UnreadableError as beyond:
        return refused(beyond.code)
    except Exception:  # the promise of this function: a mail never stops the desk
        return refused("not_understood")


def _understood(
    raw: bytes,
    mail_from: str | None,
    rcpt_to: tuple[str, ...],
    received_at: datetime,
    own_addresses: frozenset[str],
) -> Incoming | Refused:
    root = read_mime(raw)
    headers = root.headers
    sender = _sender(root, mail_from)
    if sender is None:
        return refused("no_sender")
    body = read_body(root)
    subject = _subject(root)[:_LONGEST_SUBJECT]
    if not (subject or body.text.strip() or body.html or body.attachments):
        return refused("empty")
    bounce = read_bounce(root, sender.email, subject, body.text)
    own = frozenset(address.lower() for address in own_addresses)
    kind = kind_of(headers, sender.email, subject, own, bounced=bounce is not None)
    split = split_reply(body.text)
    date, offset = read_date(headers.raw("date"))
    answerable, warnings = _answerable(headers, sender, mail_from, kind)
    reply_to = next(iter(read_addresses(headers.raw("reply-to"))), None)
    return Incoming(
        sender=sender,
        reply_to=reply_to,
        to=read_all_addresses(headers, "to"),
        cc=read_all_addresses(headers, "cc"),
        subject=subject,
        date=date,
        utc_offset=offset,
        message_id=_message_id(headers),
        in_reply_to=read_ids(headers.raw("in-reply-to")),
        references=read_ids(headers.raw("references")),
        text=body.text,
        reply_text=split.reply,
        quoted=split.quoted,
        signature=split.signature,
        html=body.html,
        attachments=body.attachments,
        language=language_of(split.reply) or language_of(subject),
        kind=kind,
        may_answer=answerable,
        warnings=warnings + _other_warnings(root, date, received_at, body.html),
        bounce=bounce,
        delivered_to=_delivered_to(headers, rcpt_to),
    )


def _subject(root: Part) -> str:
    """The subject; raw 8-bit bytes in it are mostly in the charset of the text below."""
    headers = root.headers
    if headers.is_ascii("subject"):
        return headers.text("subject")
    charsets = (part.parameters.get("charset", "") for part in root.walk())
    return headers.text("subject", next(filter(None, charsets), ""))


def _sender(root: Part, mail_from: str | None) -> Address | None:
    """From, else who else the header names, else the envelope."""
    headers = root.headers
    for name in ("from", "sender", "reply-to", "resent-from", "return-path"):
        for value in headers.all(name):
            found = read_addresses(value)
            if found:
                return found[0]
    envelope = read_addresses(mail_from or "")
    if envelope:
        return envelope[0]
    return _mail_system(root, mail_from)


def _mail_system(root: Part, mail_from: str | None) -> Address | None:
    """A mail system that gives no address of its own: `From: MAILER-DAEMON`."""
    name = root.headers.text("from")
    null = mail_from == "" or root.headers.raw("return-path").strip() == "<>"
    if _SYSTEM.search(name) or name == "<>" or (null and name) or root.type == "multipart/report":
        return Address(tidy(re.sub(r"<[^>]*>?", "", name)), "mailer-daemon")
    return None


def read_all_addresses(headers: Headers, name: str) -> tuple[Address, ...]:
    """The addresses of every field of that name."""
    values = headers.all(name)
    if len(values) == 1:
        return read_addresses(values[0])
    return tuple(address for value in values for address in read_addresses(value))


def read_ids(field: str) -> tuple[str, ...]:
    """Message-IDs without their brackets, in order, each once. Free text is no id."""
    ids = ("".join(found.split()) for found in _ID.findall(field)[-_MOST_IDS:])
    return tuple(dict.fromkeys(found for found in ids if found))


def _message_id(headers: Headers) -> str:
    field = headers.raw("message-id")
    found = _ID.search(field)
    bare = found[1] if found else field.strip("<> \t")
    return "".join(bare.split())[:998]


def read_date(field: str) -> tuple[datetime | None, timedelta | None]:
    """The instant of a Date field in UTC, and the sender's distance from UTC if it says one."""
    if not field:
        return None, None
    try:
        parsed = parsedate_tz(field[:200])
        if parsed is None:
            return None, None
        offset = timedelta(seconds=parsed[9] or 0)
        if not offset and not _SAYS_UTC.search(field):
            return datetime(*parsed[:5], min(parsed[5], 59), tzinfo=UTC), None
        local = datetime(*parsed[:5], min(parsed[5], 59), tzinfo=timezone(offset))
        return local.astimezone(UTC), offset
    except (ValueError, OverflowError, TypeError, IndexError):
        return None, None


def _answerable(
    headers: Headers, sender: Address, mail_from: str | None, kind: Kind
) -> tuple[bool, tuple[str, ...]]:
    """Whether an automatic answer may be sent, and if not to a message, why."""
    if kind != "message":
        return False, ()
    if is_noreply(sender.email):
        return False, ("noreply_sender",)
    if is_machine(sender.email):
        return False, ("machine_sender",)
    if mail_from == "" or headers.raw("return-path").strip() == "<>":
        return False, ("null_return_path",)
    if must_not_answer(headers):
        return False, ("asks_for_no_answer",)
    return True, ()


def _other_warnings(
    root: Part, date: datetime | None, received_at: datetime, html: str
) -> tuple[str, ...]:
    found = []
    if "from" not in root.headers:
        found.append("no_from")
    if date is not None and date > received_at + timedelta(days=1):
        found.append("date_in_the_future")
    if has_remote(html):
        found.append("remote_content")
    return tuple(found)


def _delivered_to(headers: Headers, rcpt_to: tuple[str, ...]) -> tuple[str, ...]:
    named = [address.lower().strip() for address in rcpt_to]
    for name in _DELIVERED:
        for value in headers.all(name):
            named += [address.key for address in read_addresses(value)]
    return tuple(dict.fromkeys(named))


__all__ = ["Bounce", "read_date", "read_ids", "understand"]
