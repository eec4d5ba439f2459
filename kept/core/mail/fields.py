"""The fields of a mail's header that people care about: who, when, about what. Never raises."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_tz

from kept.core.mail.address import Address, read_addresses
from kept.core.mail.charset import codec_for, decode
from kept.core.mail.headers import Headers
from kept.core.mail.mime import Part
from kept.core.mail.words import tidy

_ID = re.compile(r"<([^<>]{1,998})>")
_SYSTEM = re.compile(r"mailer-?daemon|postmaster|mail delivery (?:sub)?system", re.I)
# `-0000` and no zone at all mean: UTC, and no word about where the sender is (RFC 5322 §3.3).
_SAYS_UTC = re.compile(r"\+0000|\b(?:UTC?|GMT|Z|WET)\b", re.I)
_UTF_7 = re.compile(r"\+[A-Za-z0-9+/]{2,}-")
_COMMENT = re.compile(r"\([^()]*\)")
_LONGEST_SUBJECT = 998
_MOST_IDS = 200


def read_subject(root: Part) -> str:
    """The subject; raw 8-bit bytes in it are mostly in the charset of the text below."""
    headers = root.headers
    plain = headers.is_ascii("subject")
    subject = headers.text("subject") if plain else ""
    if plain and not _UTF_7.search(subject):
        return subject[:_LONGEST_SUBJECT]
    charsets = (part.parameters.get("charset", "") for part in root.walk())
    charset = next(filter(None, charsets), "")
    if not plain:
        return headers.text("subject", charset)[:_LONGEST_SUBJECT]
    raw = codec_for(charset) == "utf-7"
    return (decode(subject.encode("ascii", "replace"), charset) if raw else subject)[
        :_LONGEST_SUBJECT
    ]


def read_sender(root: Part, mail_from: str | None) -> Address | None:
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
    """Message-IDs without their brackets, in order, each once. Free text is no id; one word with
    an @ is, where a program forgot the brackets."""
    if "<" not in field:
        words = field.split(None, 1)
        return (words[0][:998],) if len(words) == 1 and "@" in words[0] else ()
    ids = ("".join(found.split()) for found in _ID.findall(field)[-_MOST_IDS:])
    return tuple(dict.fromkeys(found for found in ids if found))


def read_message_id(headers: Headers) -> str:
    field = headers.raw("message-id")
    found = _ID.search(field)
    bare = found[1] if found else field.strip("<> \t")
    return "".join(bare.split())[:998]


def read_date(field: str) -> tuple[datetime | None, timedelta | None]:
    """The instant of a Date field in UTC, and the sender's distance from UTC if it says one."""
    if not field:
        return None, None
    try:
        parsed = parsedate_tz(field[:200]) or parsedate_tz(_uncommented(field[:200]))
        if parsed is None:
            return None, None
        offset = timedelta(seconds=parsed[9] or 0)
        if not offset and not _SAYS_UTC.search(field):
            return datetime(*parsed[:5], min(parsed[5], 59), tzinfo=UTC), None
        local = datetime(*parsed[:5], min(parsed[5], 59), tzinfo=timezone(offset))
        return local.astimezone(UTC), offset
    except (ValueError, OverflowError, TypeError, IndexError):
        return None, None


def _uncommented(field: str) -> str:
    """A field without its comments, which may stand anywhere in it (RFC 5322 §3.2.2)."""
    while (bare := _COMMENT.sub(" ", field)) != field:
        field = bare
    return field
