"""The readable text, the safe HTML and the files of a mail, from its parts."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from kept.core.mail import html_quotes, seals, tnef
from kept.core.mail.charset import decode
from kept.core.mail.files import (
    attachment_of,
    extension_for,
    given_name,
    kind_for,
    safe_name,
    written,
)
from kept.core.mail.flowed import unflow
from kept.core.mail.html import html_to_text, sanitise
from kept.core.mail.invitations import read_invitation
from kept.core.mail.messages import Attachment, Invitation, Seal
from kept.core.mail.mime import Part, read_mime
from kept.core.mail.plain import plain_to_html
from kept.core.mail.refusals import MOST_PARTS, UnreadableError
from kept.core.mail.reply import UNMARKED, Marks
from kept.core.mail.room import Room
from kept.core.mail.transfer import decode_transfer
from kept.core.mail.words import tidy

_CID_USED = re.compile(r'src="cid:([^"]*)"', re.I)
_UUENCODED = re.compile(
    r"^begin [0-7]{3,4} ([^\n]{1,200})\n(?:[ -`]{1,90}\n)*?[` ]?\n?end[ \t]*$", re.M
)
_LONGEST_TEXT = 2_000_000
"""Bytes of a text that are shown: a longer one is a log or a dump, and a file besides."""
_MARKED_UP = ("text/enriched", "text/richtext")


@dataclass(frozen=True, slots=True)
class Body:
    """What a person would see of a mail.

    `marks` say where the quote and the signature begin in `text`, if the mail has nothing but
    HTML; `other` is the text of the HTML with its own marks, where it stands beside a plain one.
    """

    text: str
    html: str
    attachments: tuple[Attachment, ...]
    marks: Marks = UNMARKED
    other: tuple[str, Marks] | None = None
    seal: Seal | None = None
    invitation: Invitation | None = None


@dataclass(slots=True)
class _Block:
    """One stretch of text: as plain text, as HTML, or as both readings of the same.

    The HTML has its quote and its signature marked.
    """

    plain: str | None
    html: str | None


@dataclass(slots=True)
class _Found:
    """What is found on the way through the parts."""

    trust: seals.Trust
    room: Room
    written: list[Attachment] = field(default_factory=list)
    files: list[Part] = field(default_factory=list)
    spare: list[_Block] = field(default_factory=list)  # shown only where there is no other text
    seal: Seal | None = None
    invitation: Invitation | None = None


def read_body(root: Part, trust: seals.Trust = seals.NOBODY, room: Room | None = None) -> Body:
    """Text, HTML and attachments. Nothing that a part holds is lost between them. `room` is what
    it may cost, where several mails share it."""
    found = _Found(trust, room or Room())
    blocks = _blocks(root, found, first=True) or found.spare
    if not blocks:
        blocks = _text_files(found) or (_outside_parts(root) if root.children else [])
    marked_text = "\n\n".join(t for t in (_as_text(block) for block in blocks) if t)
    text, marks = _without_marks(marked_text)
    marked_html = _as_html(blocks)
    html = html_quotes.unmarked(marked_html)
    if not text and "<img" not in html:
        html = ""  # tags around nothing
    beside = html_quotes.QUOTE in marked_html and html_quotes.QUOTE not in marked_text
    used = frozenset(tidy(cid) for cid in _CID_USED.findall(html))
    files = tuple(attachment_of(part, i, used) for i, part in enumerate(found.files, 1))
    return Body(
        text=text,
        html=html,
        attachments=files + tuple(found.written),
        marks=marks,
        other=_without_marks(html_to_text(marked_html)) if beside else None,
        seal=_seal(root, found) or seals.armour(text),
        invitation=found.invitation,
    )


def _seal(root: Part, found: _Found) -> Seal | None:
    """The seal of a mail; one on a piece of it proves nothing of the rest."""
    if found.seal is None or found.seal.state != "verified":
        return found.seal
    return found.seal if seals.covers(root) else replace(found.seal, state="partial")


def _without_marks(text: str) -> tuple[str, Marks]:
    """The text, and the lines on which its marks stood; a line of a mark alone is gone."""
    if html_quotes.QUOTE not in text and html_quotes.SIGNATURE not in text:
        return text, UNMARKED
    lines: list[str] = []
    quote = signature = None
    for line in text.split("\n"):
        bare = html_quotes.unmarked(line)
        if html_quotes.QUOTE in line and quote is None:
            quote = len(lines)
        if html_quotes.SIGNATURE in line and signature is None:
            signature = len(lines)
        if bare.strip() or bare == line:
            lines.append(bare)
    return "\n".join(lines), Marks(quote, signature)


def _blocks(part: Part, found: _Found, *, first: bool) -> list[_Block]:
    """The text of a part. `first`: no text stands before it, so a name is no reason to hide it."""
    if part.type == "multipart/alternative":
        return _alternative(part, found)
    if part.children:
        found.seal = found.seal or seals.sealed(part, found.trust)
        blocks: list[_Block] = []
        for child in part.children:
            blocks += _blocks(child, found, first=first and not blocks)
        return blocks
    if _is_text(part, first=first):
        block = _text_block(part, found)
        return [block] if block.plain or block.html else []
    return _file_blocks(part, found, first=first)


def _file_blocks(part: Part, found: _Found, *, first: bool) -> list[_Block]:
    """A file; the text of it, where it is a wrapper around what was written."""
    name = given_name(part)
    if tnef.is_wrapped(part.type, name) and (inside := tnef.unwrapped(part.content)) is not None:
        html = _safe_html(inside.html, found) if inside.html.strip() else ""
        found.written += inside.files
        if inside.text or html:
            found.spare.append(_Block(inside.text or None, html or None))
        return []
    found.files.append(part)
    if seals.is_envelope(part, name):
        return _opened(part, found, first=first)
    wanted = part.type == "text/calendar" and found.invitation is None
    if wanted and found.room.has_calendar():
        found.invitation = read_invitation(part.content, part.parameters.get("charset", ""))
    return []


def _opened(part: Part, found: _Found, *, first: bool) -> list[_Block]:
    """The text in an envelope that is signed. The envelope itself stays a file."""
    if not found.room.has_envelope():
        return []
    inside = seals.opened(part.content, found.trust)
    if inside is None:
        return []
    found.seal = found.seal or inside.seal
    if inside.content is None:
        return []
    try:
        return _blocks(read_mime(inside.content), found, first=first)
    except UnreadableError:
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
    size = part.body.end - part.body.start
    careful = found.room.has_plain(size)
    if part.type == "text/html":
        html = _safe_html(part.text(repair=careful), found)
        if found.room.without_tags <= 0:
            found.files.append(part)
        return _Block(None, html)
    text = part.text(repair=careful, most=_LONGEST_TEXT)
    if size > _LONGEST_TEXT:
        found.files.append(part)
    if part.type in _MARKED_UP:
        return _Block(re.sub(r"<[^<>]*>", "", text), None)
    if careful and part.parameters.get("format", "").lower() == "flowed":
        text = unflow(text, delsp=part.parameters.get("delsp", "").lower() == "yes")
    found.seal = found.seal or seals.written(part, text, found.trust)
    if "begin " in text:
        text = _without_uuencoded(text, found)
    return _Block(text.rstrip(), None)


def _alternative(part: Part, found: _Found) -> list[_Block]:
    """Several readings of one text: the first plain one, the last (richest) HTML one."""
    plain: dict[str, None] = {}
    html = ""
    for child in part.children:
        blocks = _blocks(child, found, first=True)
        if any(block.html for block in blocks):
            html = _as_html(blocks)
            continue
        if plain and child.type in _MARKED_UP:
            continue  # the same text again, with marks for programs of the nineties
        text = "\n\n".join(block.plain or "" for block in blocks).strip("\n")
        if text:
            plain[text] = None
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
    return [_Block(part.text(), None) for part in shown]


def _outside_parts(root: Part) -> list[_Block]:
    """A multipart that holds no text at all: what stands before its first part."""
    raw = root.body.bytes()
    start = root.children[0].whole.start if root.children[0].whole else root.body.start
    before = decode(raw[: max(0, start - root.body.start)])
    lines = [line for line in before.splitlines() if line.strip() and not line.startswith("--")]
    text = "\n".join(lines).strip()
    boilerplate = "mime" in text.lower() and len(text) < 400
    return [_Block(text, None)] if text and not boilerplate else []


def _safe_html(markup: str, found: _Found) -> str:
    """Sanitised HTML, its quote marked; pictures written into it become inline attachments."""

    def keep_picture(kind: str, encoded: str) -> str:
        subtype = kind.lower().partition("/")[2].replace("jpg", "jpeg")
        content = decode_transfer(encoded.encode("ascii"), "base64")
        name = f"picture-{len(found.written) + 1}{extension_for(f'image/{subtype}')}"
        picture = written(name, f"image/{subtype}", content, inline=True)
        picture = replace(picture, cid=f"{picture.sha256[:24]}@picture")
        found.written.append(picture)
        return picture.cid or ""

    if found.room.parsed > 0:
        markup = html_quotes.marked(markup)
    return sanitise(markup, keep_picture, found.room)


def _without_uuencoded(text: str, found: _Found) -> str:
    """Files written into the text the old way become attachments."""

    def taken_out(match: re.Match[str]) -> str:
        content = decode_transfer(match[0].encode("ascii", "replace"), "uuencode")
        name = safe_name(match[1])
        found.written.append(written(name or "attachment.bin", kind_for(name), content))
        return ""

    room = MOST_PARTS - len(found.written)
    return _UUENCODED.sub(taken_out, text, room) if room > 0 else text
