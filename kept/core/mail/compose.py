"""An outgoing mail as bytes. Deterministic: the id, the date and the text are arguments."""

from __future__ import annotations

import re
from base64 import encodebytes
from binascii import b2a_base64, b2a_qp
from datetime import UTC
from email.utils import format_datetime
from hashlib import sha256
from urllib.parse import quote

from kept.core.mail.address import Address
from kept.core.mail.messages import Attachment, Outgoing

_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_ID = re.compile(r"[^<>\s]{1,400}@[^<>\s]{1,400}", re.A)
_SENDABLE = re.compile(r"[^\s<>\"(),;:\\@\[\]]+@[^\s<>\"(),;:\\@\[\]]+")
_TYPE = re.compile(r"[\w.+-]{1,60}/[\w.+-]{1,120}", re.A)
_ATOMS = re.compile(r"[\w!#$%&'*+/=?^`{|}~ -]*", re.A)
_PLAIN_LINE = re.compile(r"(?!.*=\?)[\x20-\x7e]*")
_LONGEST_LINE = 76
_ENCODED_BYTES = 42
"""UTF-8 bytes in one encoded word: 56 characters of base64 and 12 around them."""
_MOST_REFERENCES = 30
"""Ids in References: the first and the newest; more would outgrow the limits of others."""


def compose(mail: Outgoing) -> bytes:
    """The mail, ready for SMTP: CRLF line ends, 7-bit, text and HTML as alternatives.

    Raises ValueError with a sentence if a header value holds a line break or control
    character, if there is no recipient, or if an address, an id or the date is not one.
    """
    headers = [f"{name}: {value}" for name, value in _headers(mail)]
    content = _content(mail)
    return "\r\n".join(headers).encode() + b"\r\n" + content


def _headers(mail: Outgoing) -> list[tuple[str, str]]:
    if not mail.to:
        raise ValueError("A mail needs at least one recipient.")
    if mail.date.tzinfo is None:
        raise ValueError("The date of a mail must be an instant with a time zone.")
    optional = [
        ("Cc", _mailboxes(mail.cc)),
        ("Reply-To", _mailboxes((mail.reply_to,) if mail.reply_to else ())),
        ("In-Reply-To", _bracketed(mail.in_reply_to) if mail.in_reply_to else ""),
        ("References", "\r\n ".join(_references(mail))),
        ("Content-Language", _token("language", mail.language)),
    ]
    return [
        ("From", _mailboxes((mail.sender,))),
        ("To", _mailboxes(mail.to)),
        ("Subject", _unstructured("subject", mail.subject, len("Subject: "))),
        ("Date", format_datetime(mail.date.astimezone(UTC))),
        ("Message-ID", _bracketed(mail.message_id)),
        *((name, value) for name, value in optional if value),
        *_automatic(mail),
        # Tells our own mail when it comes back, whatever rewrote its sender.
        ("X-Kept", _email(mail.sender).lower()),
        ("MIME-Version", "1.0"),
    ]


def _automatic(mail: Outgoing) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    if mail.automatic:
        # RFC 3834: an answer to one mail, or nobody's answer at all.
        how = "auto-replied" if mail.in_reply_to else "auto-generated"
        found += [("Auto-Submitted", how), ("X-Auto-Response-Suppress", "All")]
    if mail.list_unsubscribe:
        link = _token("unsubscribe link", mail.list_unsubscribe)
        found.append(("List-Unsubscribe", f"<{link}>"))
        if link.startswith("https:"):
            found.append(("List-Unsubscribe-Post", "List-Unsubscribe=One-Click"))
    return found


def _references(mail: Outgoing) -> list[str]:
    ids = dict.fromkeys(_bracketed(reference) for reference in mail.references)
    if mail.in_reply_to:
        ids.setdefault(_bracketed(mail.in_reply_to))
    found = list(ids)
    if len(found) > _MOST_REFERENCES:
        found = [found[0], *found[1 - _MOST_REFERENCES :]]
    return found


def _line(what: str, value: str) -> str:
    if _CONTROL.search(value):
        raise ValueError(f"The {what} can't contain a line break or a control character.")
    return value


def _token(what: str, value: str) -> str:
    if not _line(what, value).isascii() or any(c in value for c in " <>"):
        raise ValueError(f"The {what} can't contain spaces, brackets or accented letters.")
    return value


def _bracketed(message_id: str) -> str:
    bare = message_id.strip(" ").removeprefix("<").removesuffix(">")
    if not _ID.fullmatch(bare) or _CONTROL.search(bare) or not bare.isascii():
        raise ValueError(f"“{message_id[:80]!a}” is not a message id such as <12.7@example.org>.")
    return f"<{bare}>"


def _mailboxes(addresses: tuple[Address, ...]) -> str:
    return ",\r\n ".join(_mailbox(address) for address in addresses)


def _mailbox(address: Address) -> str:
    name = _line("name of an address", address.name).strip()
    email = _email(address)
    if not name:
        return email
    if not name.isascii() or "=?" in name or len(name) > _LONGEST_LINE:
        return f"{_encoded_words(name, len('Reply-To: '))} <{email}>"
    if _ATOMS.fullmatch(name):
        return f"{name} <{email}>"
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}" <{email}>'


def _email(address: Address) -> str:
    email = _line("e-mail address", address.email)
    if not _SENDABLE.fullmatch(email) or len(email) > 320:
        raise ValueError(f"“{email[:80]}” is not an address that mail can be sent to.")
    local, _, domain = email.rpartition("@")
    if domain.isascii():
        return email
    try:
        return f"{local}@{domain.encode('idna').decode('ascii')}"
    except UnicodeError as error:
        raise ValueError(f"“{domain[:80]}” is not a domain that mail can be sent to.") from error


def _unstructured(what: str, value: str, used: int) -> str:
    value = _line(what, value).strip()
    words = value.split(" ")
    if _PLAIN_LINE.fullmatch(value) and all(len(word) < _LONGEST_LINE for word in words):
        return _folded(words, used)
    return _encoded_words(value, used)


def _folded(words: list[str], used: int) -> str:
    """Words with a fold before each one that would make the line too long."""
    lines: list[list[str]] = [[]]
    for word in words:
        if used + len(word) + 1 > _LONGEST_LINE and lines[-1] and word:
            lines.append([])
            used = 0
        lines[-1].append(word)
        used += len(word) + 1
    return "\r\n ".join(" ".join(line) for line in lines)


def _encoded_words(text: str, used: int) -> str:
    """RFC 2047, one word a line, no character cut in two."""
    words: list[str] = []
    chunk = b""
    room = _ENCODED_BYTES - used
    for character in text:
        encoded = character.encode()
        if len(chunk) + len(encoded) > room:
            words.append(_encoded_word(chunk))
            chunk, room = b"", _ENCODED_BYTES
        chunk += encoded
    words.append(_encoded_word(chunk))
    return "\r\n ".join(words)


def _encoded_word(chunk: bytes) -> str:
    return f"=?utf-8?B?{b2a_base64(chunk, newline=False).decode('ascii')}?="


def _content(mail: Outgoing) -> bytes:
    """The body with its own header lines. Pictures of the HTML go beside it, files after."""
    seed = sha256(f"{mail.message_id}\0{mail.text}\0{mail.html}".encode(errors="replace"))
    boundary = f"=_{seed.hexdigest()[:32]}"
    pictures = [file for file in mail.attachments if mail.html and file.inline and file.cid]
    files = [file for file in mail.attachments if file not in pictures]
    content = _text(mail.text, "plain")
    if mail.html:
        html = _text(mail.html, "html")
        if pictures:
            parts = [html, *map(_file, pictures)]
            html = _multipart("related", f"{boundary}_2", parts, of="text/html")
        content = _multipart("alternative", f"{boundary}_1", [content, html])
    if files:
        content = _multipart("mixed", f"{boundary}_0", [content, *map(_file, files)])
    return content


def _multipart(subtype: str, boundary: str, parts: list[bytes], of: str = "") -> bytes:
    """`of`: the type of the first part, on which the others depend (RFC 2387)."""
    mark = b"\r\n--" + boundary.encode()
    of = f' type="{of}";\r\n' if of else ""
    head = f'Content-Type: multipart/{subtype};\r\n{of} boundary="{boundary}"\r\n'.encode()
    return head + b"".join(mark + b"\r\n" + part for part in parts) + mark + b"--\r\n"


def _text(text: str, subtype: str) -> bytes:
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "")
    data = (text if text.endswith("\n") else f"{text}\n").encode(errors="replace")
    simple = data.isascii() and all(len(line) < 200 for line in data.split(b"\n"))
    # Quoted-printable survives every server; a lone dot or 'From ' at a line's start doesn't.
    simple = simple and b"\nFrom " not in b"\n" + data and b"\n." not in b"\n" + data
    encoded = data if simple else b2a_qp(data, istext=True)
    encoding = "7bit" if simple else "quoted-printable"
    head = (
        f'Content-Type: text/{subtype}; charset="utf-8"\r\n'
        f"Content-Transfer-Encoding: {encoding}\r\n\r\n"
    )
    return head.encode() + encoded.replace(b"\n", b"\r\n")


def _file(file: Attachment) -> bytes:
    kind = file.type if _TYPE.fullmatch(file.type) else "application/octet-stream"
    if kind.startswith(("multipart/", "message/")):
        kind = "application/octet-stream"
    name = _line("name of an attachment", file.name) or "attachment"
    cid = f"Content-ID: {_bracketed_cid(file.cid)}\r\n" if file.inline and file.cid else ""
    head = (
        f"Content-Type: {kind}\r\nContent-Transfer-Encoding: base64\r\n{cid}"
        f"Content-Disposition: {'inline' if cid else 'attachment'};\r\n {_file_name(name)}\r\n\r\n"
    )
    return head.encode() + encodebytes(file.content).replace(b"\n", b"\r\n")


def _file_name(name: str) -> str:
    """The name for old programs in ASCII, and as it is (RFC 2231) for the others."""
    plain = re.sub(r'[^\x20-\x7e]|["\\%]', "_", name)[:_LONGEST_LINE]
    if plain == name:
        return f'filename="{name}"'
    return f"filename=\"{plain}\";\r\n filename*=utf-8''{quote(name, safe='')}"


def _bracketed_cid(cid: str) -> str:
    return f"<{_token('content id', cid.strip('<>'))}>"
