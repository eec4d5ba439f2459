"""Bytes of a mail → what it says, or why it is refused. Never raises, whatever the bytes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from kept.core.mail import disguise
from kept.core.mail.address import Address, read_addresses
from kept.core.mail.body import Body, read_body
from kept.core.mail.bounces import read_bounce
from kept.core.mail.enclosed import enclosed_in
from kept.core.mail.fields import (
    read_all_addresses,
    read_date,
    read_ids,
    read_message_id,
    read_sender,
    read_subject,
)
from kept.core.mail.forwarded import forwarded_in, passed_on
from kept.core.mail.headers import Headers
from kept.core.mail.html import has_remote
from kept.core.mail.kinds import is_machine, is_noreply, kind_of, must_not_answer
from kept.core.mail.language import language_of
from kept.core.mail.messages import Attachment, Forwarded, Incoming, Kind, Refused, Seal
from kept.core.mail.mime import Part, read_mime
from kept.core.mail.refusals import UnreadableError, refused
from kept.core.mail.reply import Split, split_reply
from kept.core.mail.seals import NOBODY, Trust, without_armour

_DELIVERED = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
_MOST_LOOKED_AT = 100
"""Files whose content is compared with their name."""


def understand(
    raw: bytes,
    *,
    mail_from: str | None,
    rcpt_to: tuple[str, ...],
    received_at: datetime,
    own_addresses: frozenset[str],
    certificates: tuple[bytes, ...] = (),
    keys: tuple[bytes, ...] = (),
) -> Incoming | Refused:
    """What Kept understands of one mail, or the reason why it refuses it.

    Total: no bytes make it raise, and its work is bounded by the length of the mail.
    `mail_from` is the envelope's sender ('' for the null sender, None where there was no
    envelope); `own_addresses` are the desk's, in lower case; `certificates` (DER) vouch for
    those who sign by S/MIME, `keys` (public ones, as RFC 9580 transfers them) for those who sign
    by PGP.
    """
    trust = Trust(certificates, received_at, keys) if certificates or keys else NOBODY
    try:
        return _understood(raw, mail_from, rcpt_to, received_at, own_addresses, trust)
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
    trust: Trust,
) -> Incoming | Refused:
    root = read_mime(raw)
    headers = root.headers
    sender = read_sender(root, mail_from)
    if sender is None:
        return refused("no_sender")
    body = read_body(root, replace(trust, sender=sender.key))
    subject = read_subject(root)
    if not (subject or body.text.strip() or body.html or body.attachments):
        return refused("empty")
    bounce = read_bounce(root, sender.email, subject, body.text)
    own = frozenset(address.lower() for address in own_addresses)
    null = mail_from == "" or headers.raw("return-path").strip() == "<>"
    kind = kind_of(
        headers, sender.email, subject, own, bounced=bounce is not None, null_sender=null
    )
    split = _split(body)
    date, offset = read_date(headers.raw("date"))
    answerable, warnings = _answerable(headers, sender, kind, null_sender=null)
    warnings += _other_warnings(root, date, received_at, body.html)
    enclosed = () if bounce else enclosed_in(root)
    return Incoming(
        sender=sender,
        reply_to=next(iter(read_addresses(headers.raw("reply-to"))), None),
        to=read_all_addresses(headers, "to"),
        cc=read_all_addresses(headers, "cc"),
        subject=subject,
        date=date,
        utc_offset=offset,
        message_id=read_message_id(headers),
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
        warnings=warnings + _of_the_seal(body.seal, sender) + _of_the_files(body.attachments),
        bounce=bounce,
        delivered_to=_delivered_to(headers, rcpt_to),
        forwarded=None if bounce else _forwarded(body.text, subject, offset, enclosed),
        enclosed=enclosed,
        invitation=body.invitation,
        seal=body.seal,
    )


def _split(body: Body) -> Split:
    """The new text. Where the plain text shows no quote and its HTML does, by the HTML."""
    text, armour = without_armour(body.text)
    split = split_reply(text, body.marks)
    if armour:
        signature = f"{split.signature}\n{armour}".strip("\n")
        return Split(split.reply, f"{split.quoted}\n{armour}".strip("\n"), signature)
    if body.other is not None and not split.quoted:
        return split_reply(*body.other)
    return split


def _forwarded(
    text: str, subject: str, offset: timedelta | None, enclosed: tuple[Forwarded, ...]
) -> Forwarded | None:
    """The mail that this one is there to pass on: as its only file, else in its text."""
    if len(enclosed) == 1 and (passed_on(subject) or not text.strip()):
        return enclosed[0]
    return forwarded_in(text, subject, offset)


def _answerable(
    headers: Headers, sender: Address, kind: Kind, *, null_sender: bool
) -> tuple[bool, tuple[str, ...]]:
    """Whether an automatic answer may be sent, and if not to a message, why."""
    if kind != "message":
        return False, ()
    if is_noreply(sender.email):
        return False, ("noreply_sender",)
    if is_machine(sender.email):
        return False, ("machine_sender",)
    if null_sender:
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


def _of_the_seal(seal: Seal | None, sender: Address) -> tuple[str, ...]:
    if seal is None or seal.state in ("signed", "partial"):
        return ()
    if seal.state == "verified":
        other = "@" in seal.signer and seal.signer.lower() != sender.key
        return (f"signed_by_another {seal.signer}",) if other else ()
    return ("encrypted",) if seal.state == "encrypted" else ("signature_broken",)


def _of_the_files(files: tuple[Attachment, ...]) -> tuple[str, ...]:
    """Files that are not what their name says, and programs."""
    found = []
    for file in files[:_MOST_LOOKED_AT]:
        if disguise.lies(file.name, file.content):
            found.append(f"name_lies {file.name}")
        elif disguise.runs(file.name, file.content):
            found.append(f"is_a_program {file.name}")
    return tuple(found)


def _delivered_to(headers: Headers, rcpt_to: tuple[str, ...]) -> tuple[str, ...]:
    named = [address.lower().strip() for address in rcpt_to]
    for name in _DELIVERED:
        for value in headers.all(name):
            named += [address.key for address in read_addresses(value)]
    return tuple(dict.fromkeys(named))


__all__ = ["read_date", "understand"]
