"""The readable text, the safe HTML and the files of a mail, from its parts."""

from __future__ import annotations

import hashlib
import mimetypes
import re
from dataclasses import dataclass, field

from kept.core.mail.charset import decode
from kept.core.mail.headers import read_headers
from kept.core.mail.html import html_to_text, sanitise
from kept.core.mail.messages import Attachment
from kept.core.mail.mime import Part
from kept.core.mail.plain import plain_to_html
from kept.core.mail.refusals import MOST_PARTS
from kept.core.mail.transfer import decode_transfer
from kept.core.mail.words import tidy

_UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+")
_NOT_IN_NAMES = re.compile(r'[/\\:*?"<>|]+')
_CID_USED = re.compile(r'src="cid:([^"]*)"', re.I)
_UUENCODED = re.compile(
    r"^begin [0-7]{3,4} ([^\n]{1,200})\n(?:[ -`]{1,90}\n)*?[` ]?\n?end[ \t]*$", re.M
)
_LONGEST_NAME = 200
# Outlook names pictures in the text by their id only: `<image001.jpg@01CDB132.D8A510F0>`.
_CALLED = re.compile(r"<([\w-]{1,60}\.[A-Za-z0-9]{2,5})@")
_MARKED_UP = ("text/enriched", "text/richtext")
_EXTENSIONS = {"message/rfc822": ".eml", "text/plain": ".txt", "image/jpeg": ".jpg",
               "application/octet-stream": ".bin", "message/delivery-status": ".txt",
               "text/rfc822-headers": ".txt"}  # fmt: skip


@dataclass(slots=True)
class Body:
    """What a person would see of a mail."""

    text: str = ""
    html: str = ""
    attachments: tuple[Attachment, ...] = ()


@dataclass(slots=True)
class _Block:
    """One stretch of text: as plain text, as HTML, or as both readings of the same."""

    plain: str | None
    html: str | None


@dataclass(slots=True)
class _Found:
    written: list[Attachment] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)


def read_body(root: Part) -> Body:
    """Text, HTML and attachments. Nothing that a part holds is lost between them."""
    found = _Found()
    blocks = _blocks(root, found, first=True)
    if not blocks:
        blocks = _text_files(found) or (_outside_parts(root) if root.children else [])
    text = "\n\n".join(t for t in (_as_text(block) for block in blocks) if t)
    html = _as_html(blocks)
    if not text and "<img" not in html:
        html = ""  # tags around nothing
    used = frozenset(tidy(cid) for cid in _CID_USED.findall(html))
    files = tuple(_attachment(part, i, used) for i, part in enumerate(found.files, 1))
    return Body(text, html, files + tuple(found.written))


def _blocks(part: Part, found: _Found, *, first: bool) -> list[_Block]:
    """The text of a part. `first`: no text stands before it, so a name is no reason to hide it."""
    if part.type == "multipart/alternative":
        return _alternative(part, found)
    if part.children:
        blocks: list[_Block] = []
        for child in part.children:
            blocks += _blocks(child, found, first=first and not blocks)
        return blocks
    if _is_text(part, first=first):
        block = _text_block(part, found)
        return [block] if block.plain or block.html else []
    found.files.append(part)
    return []


def _is_text(part: Part, *, first: bool) -> bool:
    if part.type not in ("text/plain", "text/html", *_MARKED_UP):
        return False
    disposition, parameters = part.disposition
    if disposition == "attachment":
        return False
    named = "filename" in parameters or "name" in part.parameters
    return not named or (first and disposition != "inline" and part.depth < 2) or part.depth == 0


def _text_block(part: Part, found: _Found) -> _Block:
    text = part.text()
    if part.type == "text/html":
        return _Block(None, _safe_html(text, found))
    if part.type in _MARKED_UP:
        return _Block(re.sub(r"<[^>]*>", "", text), None)
    if part.parameters.get("format", "").lower() == "flowed":
        text = unflow(text, delsp=part.parameters.get("delsp", "").lower() == "yes")
    if "begin " in text:
        text = _without_uuencoded(text, found)
    return _Block(text.rstrip(), None)


def _alternative(part: Part, found: _Found) -> list[_Block]:
    """Several readings of one text: the first plain one, the last (richest) HTML one."""
    plain: list[str] = []
    html = ""
    for child in part.children:
        blocks = _blocks(child, found, first=True)
        if any(block.html for block in blocks):
            html = _as_html(blocks)
            continue
        if plain and child.type in _MARKED_UP:
            continue  # the same text again, with marks for programs of the nineties
        text = "\n\n".join(block.plain or "" for block in blocks).strip("\n")
        if text and text not in plain:
            plain.append(text)
    if not plain and not html:
        return []
    return [_Block("\n\n".join(plain).strip() or None, html or None)]


def _as_text(block: _Block) -> str:
    if block.plain is not None:
        return block.plain.strip("\n")
    return html_to_text(block.html or "")


def _as_html(blocks: list[_Block]) -> str:
    if not any(block.html for block in blocks):
        return ""
    return "\n".join(block.html or plain_to_html(block.plain or "") for block in blocks)


def _text_files(found: _Found) -> list[_Block]:
    """A mail of nothing but named text parts that want to be shown: they are its text too."""
    shown = (p for p in found.files if p.type == "text/plain" and p.disposition[0] == "inline")
    return [_Block(part.text().rstrip(), None) for part in shown]


def _outside_parts(root: Part) -> list[_Block]:
    """A multipart that holds no text at all: what stands before its first part."""
    raw = root.body.bytes()
    start = root.children[0].whole.start if root.children[0].whole else root.body.start
    before = decode(raw[: max(0, start - root.body.start)])
    lines = [line for line in before.splitlines() if line.strip() and not line.startswith("--")]
    text = "\n".join(lines).strip()
    boilerplate = "mime" in text.lower() and len(text) < 400
    return [_Block(text, None)] if text and not boilerplate else []


def unflow(text: str, *, delsp: bool) -> str:
    """`format=flowed` (RFC 3676) with its soft line breaks undone."""
    out: list[list[str]] = []
    flowing = False
    depth = 0
    for line in text.split("\n"):
        quote = len(line) - len(line.lstrip(">"))
        content = line[quote:].removeprefix(" ")
        soft = content.endswith(" ") and content != "-- "
        shown = content[:-1] if soft and delsp else content
        if flowing and quote == depth and content != "-- ":
            out[-1].append(shown)
        else:
            out.append([f"{'>' * quote} {shown}" if quote else shown])
        flowing, depth = soft, quote
    return "\n".join("".join(pieces) for pieces in out)


def _safe_html(markup: str, found: _Found) -> str:
    """Sanitised HTML; pictures written into it become inline attachments."""

    def keep_picture(kind: str, encoded: str) -> str:
        content = decode_transfer(encoded.encode("ascii"), "base64")
        digest = hashlib.sha256(content).hexdigest()
        cid = f"{digest[:24]}@picture"
        subtype = kind.lower().partition("/")[2].replace("jpg", "jpeg")
        name = f"picture-{len(found.written) + 1}.{subtype.replace('jpeg', 'jpg')}"
        picture = Attachment(name, f"image/{subtype}", content, digest, inline=True, cid=cid)
        if len(found.written) < MOST_PARTS:
            found.written.append(picture)
        return cid

    return sanitise(markup, keep_picture)


def _without_uuencoded(text: str, found: _Found) -> str:
    """Files written into the text the old way become attachments."""

    def replace(match: re.Match[str]) -> str:
        content = decode_transfer(match[0].encode("ascii", "replace"), "uuencode")
        name = _UNSAFE_NAME.sub("", match[1]).replace("\\", "/").rpartition("/")[2].strip(" .")
        kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
        digest = hashlib.sha256(content).hexdigest()
        found.written.append(Attachment(name or "attachment.bin", kind, content, digest))
        return ""

    return _UUENCODED.sub(replace, text)


def _attachment(part: Part, number: int, used: frozenset[str]) -> Attachment:
    content = part.content
    disposition, _ = part.disposition
    raw_cid = part.headers.raw("content-id")
    cid = tidy(raw_cid).strip("<> ") or None
    if cid is None and (location := part.headers.text("content-location")) in used:
        cid = location
    inline = (cid is not None and cid in used) or (
        disposition == "inline" and part.type.startswith("image/")
    )
    digest = hashlib.sha256(content).hexdigest()
    return Attachment(_name(part, number), part.type, content, digest, inline, cid)


def _name(part: Part, number: int) -> str:
    given = part.disposition[1].get("filename") or part.parameters.get("name", "")
    name = _UNSAFE_NAME.sub("", given).replace("\\", "/").rpartition("/")[2].strip(" .")
    if name and len(name) > _LONGEST_NAME:
        stem, dot, extension = name.rpartition(".")
        name = stem[: _LONGEST_NAME - 20] + dot + extension[:19] if dot else name[:_LONGEST_NAME]
    if name:
        return name
    if called := _called(part):
        return called
    extension = _EXTENSIONS.get(part.type) or mimetypes.guess_extension(part.type) or ".bin"
    if part.type == "message/rfc822" and (subject := _subject_inside(part)):
        return subject + extension
    described = _file_stem(part.headers.text("content-description"))
    return f"{described or f'attachment-{number}'}{extension}"


def _called(part: Part) -> str:
    """The file name in a content id, '' if there is none of the part's own kind."""
    called = _CALLED.match(part.headers.raw("content-id"))
    kind = mimetypes.guess_type(called[1])[0] if called else None
    fits = kind is not None and kind.partition("/")[0] == part.type.partition("/")[0]
    return called[1] if called and fits else ""


def _subject_inside(part: Part) -> str:
    raw = part.content[:32_000]
    headers, _ = read_headers(raw, 0, len(raw))
    return _file_stem(headers.text("subject"))


def _file_stem(text: str) -> str:
    """A line of text as a file name without extension."""
    return _NOT_IN_NAMES.sub("-", _UNSAFE_NAME.sub("", text))[:80].strip(" .-")
