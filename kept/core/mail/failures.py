"""Who was not reached, and why, in the words of a delivery failure and of the copy it returns."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from kept.core.mail.address import read_addresses
from kept.core.mail.headers import Headers, read_headers
from kept.core.mail.kinds import is_machine
from kept.core.mail.messages import Bounce
from kept.core.mail.mime import Part
from kept.core.mail.words import tidy

_RETURNED = ("message/rfc822", "text/rfc822-headers", "message/rfc822-headers")
_ADDRESS = re.compile(r"(?<![\w.!#$%&'*+/=?^`{|}~-])[\w.!#$%&'*+/=?^`{|}~-]+@[\w-]+(?:\.[\w-]+)+")
# Where the words of the mail system end and the mail that it returns begins.
_COPY_BEGINS = re.compile(
    r"^(?:(?:Received|Return-Path|Delivered-To): |[-=|*\s]{0,40}\b(?:(?:this is|below is).{0,20} )?"
    r"(?:(?:a )?copy of (?:the|your) (?:original )?message|original message\b|unsent message|"
    r"(?:text of your )?message (?:text )?follows|returned message|message header|"
    r"message contents))",
    re.I | re.M,
)
# Addresses that stand for somebody else: the sender in a dialogue, whom to ask for help.
_NOT_REACHED_BY = re.compile(
    r"(?:MAIL FROM:|\bcontact|\bsender|help|support|write to)\W{0,5}\Z", re.I
)
_FIELD = r"^[> \t|]{{0,4}}{}:[ \t]*([^\r\n]{{3,500}})"
_TO, _FROM, _ID = (
    re.compile(_FIELD.format(name), re.I | re.M) for name in ("To", "From", "Message-Id")
)
_REPORT = re.compile(
    r"^[> \t]{0,8}(?:Final|Original)-Recipient:[ \t]*rfc822;[ \t]*<?([^\s<>@]+@[^\s<>@]+)",
    re.I | re.M,
)
_CODE = re.compile(r"(?<![\d.])(?:[45]\d\d[ \-#]|[45]\.\d{1,3}\.\d{1,3}(?![\d.]))")
_LONGEST = 20_000
_LONGEST_REASON = 500
_MOST_ADDRESSES = 200


def told_as_json(text: str) -> Bounce | None:
    """A failure in the notification of a sending service, which is JSON and nothing else."""
    if not text.startswith("{") or "bouncedRecipients" not in text[:_LONGEST]:
        return None
    try:
        # Sendmail breaks a line of more than 998 bytes with `!` and goes on below.
        whole = text[: 5 * _LONGEST].replace("!\n ", "")
        told, _ = json.JSONDecoder().raw_decode(whole)
        if "Message" in told:  # wrapped once more by the service that carries it
            told = json.loads(told["Message"])
        bounce, mail = told["bounce"], told.get("mail", {})
        first = bounce["bouncedRecipients"][0]
        return Bounce(
            recipient=str(first["emailAddress"]),
            status=str(first.get("status", "")),
            permanent=bounce["bounceType"] == "Permanent",
            original_message_id=str(mail.get("messageId", "")),
            reason=reason_in(str(first.get("diagnosticCode", "")), ""),
        )
    except (ValueError, LookupError, TypeError, AttributeError, RecursionError):
        return None


def returned_copy(root: Part) -> Headers | None:
    """The header of the mail that came back, where it is a part of its own."""
    for part in root.walk():
        if part.type in _RETURNED:
            content = part.content
            return read_headers(content, 0, len(content))[0]
    return None


def unreached(root: Part, sender: str, text: str, copy: Headers | None) -> str:
    """The address that a mail system names in plain words, '' if none."""
    named = root.headers.raw("x-failed-recipients")
    if named and (found := read_addresses(named)):
        return found[0].email
    text = text[:_LONGEST]
    if report := _REPORT.search(text):  # a report that was forwarded or flattened on its way
        return report[1]
    begins = _COPY_BEGINS.search(text)
    words, returned = (text[: begins.start()], text[begins.start() :]) if begins else (text, text)
    to = _keys(copy, ("to", "cc")) if copy else _keys_in(_TO, returned)
    authors = _keys(copy, ("from", "return-path")) if copy else _keys_in(_FROM, returned)
    spared = {sender.lower(), *authors, *_keys(root.headers, ("to", "delivered-to"))} - set(to)
    candidates = list(_addresses(words))
    meant = [one for one in candidates if one.lower() not in spared]
    sent_to = [one for one in meant if one.lower() in to]
    return next(iter([*sent_to, *meant, *to, *candidates]), "")


def _addresses(words: str) -> Iterator[str]:
    for count, found in enumerate(_ADDRESS.finditer(words)):
        if count == _MOST_ADDRESSES:
            return
        email = found[0].strip(".'`")
        before = words[max(0, found.start() - 20) : found.start()]
        if not is_machine(email) and not _NOT_REACHED_BY.search(before):
            yield email


def _keys(headers: Headers, names: tuple[str, ...]) -> list[str]:
    return [one.key for name in names for one in read_addresses(headers.raw(name)[:_LONGEST])]


def _keys_in(field: re.Pattern[str], text: str) -> list[str]:
    found = field.search(text)
    return [one.key for one in read_addresses(found[1])] if found else []


def original_id(copy: Headers | None, text: str) -> str:
    """The Message-ID of the mail that was not delivered, '' if it did not come back."""
    if copy is not None and (found := copy.raw("message-id").strip("<> \t")):
        return found
    quoted = _ID.search(text[:100_000])
    return quoted[1].partition(">")[0].strip("< \t") if quoted else ""


def reason_in(diagnostic: str, text: str) -> str:
    """Why, in the mail system's own words: its diagnostic, else the line with its code."""
    said = tidy(diagnostic.partition(";")[2] or diagnostic)
    if not said:
        lines = (line.strip(" \t>|<-") for line in text[:_LONGEST].splitlines())
        said = next((tidy(line) for line in lines if _CODE.search(line)), "")
    return said[:_LONGEST_REASON]
