"""The files of a mail: their bytes, and a name that a disk takes."""

from __future__ import annotations

import hashlib
import mimetypes
import re

from kept.core.mail.headers import read_headers
from kept.core.mail.messages import Attachment
from kept.core.mail.mime import Part
from kept.core.mail.words import tidy

_UNSAFE_NAME = re.compile(r"[\x00-\x1f\x7f\u202a-\u202e\u2066-\u2069]+")
_NOT_IN_NAMES = re.compile(r"[/\\]+")
_LONGEST_NAME = 200
_MOST_LOOKED_INTO = 100
"""Mails among the files that are named by their subject."""
# Outlook names pictures in the text by their id only: `<image001.jpg@01CDB132.D8A510F0>`.
_CALLED = re.compile(r"<([\w-]{1,60}\.[A-Za-z0-9]{2,5})@")
_EXTENSIONS = {"message/rfc822": ".eml", "text/plain": ".txt", "image/jpeg": ".jpg",
               "application/octet-stream": ".bin", "message/delivery-status": ".txt",
               "text/rfc822-headers": ".txt", "text/calendar": ".ics"}  # fmt: skip


def attachment_of(part: Part, number: int, used: frozenset[str]) -> Attachment:
    """The part as a file; `used` are the content ids that the text shows, `number` its place."""
    disposition, _ = part.disposition
    cid = tidy(part.headers.raw("content-id")).strip("<> ") or None
    if cid is None and (location := part.headers.text("content-location")) in used:
        cid = location
    inline = (cid is not None and cid in used) or (
        disposition == "inline" and part.type.startswith("image/")
    )
    return written(_name(part, number), part.type, part.content, inline=inline, cid=cid)


def written(
    name: str, kind: str, content: bytes, *, inline: bool = False, cid: str | None = None
) -> Attachment:
    """A file of these bytes."""
    return Attachment(name, kind, content, hashlib.sha256(content).hexdigest(), inline, cid)


def safe_name(given: str) -> str:
    """The last step of what may be a path, without what cannot be shown; '' if nothing is left."""
    name = _UNSAFE_NAME.sub("", given).replace("\\", "/").rpartition("/")[2].strip(" .")
    if len(name) <= _LONGEST_NAME:
        return name
    stem, dot, extension = name.rpartition(".")
    return stem[: _LONGEST_NAME - 20] + dot + extension[:19] if dot else name[:_LONGEST_NAME]


def extension_for(kind: str) -> str:
    """`.png` for `image/png`; `.bin` where nobody knows."""
    return _EXTENSIONS.get(kind) or mimetypes.guess_extension(kind) or ".bin"


def kind_for(name: str) -> str:
    """`image/png` for `a.png`."""
    return mimetypes.guess_type(name)[0] or "application/octet-stream"


def given_name(part: Part) -> str:
    """The name that the mail gives to a part, '' if none."""
    return part.disposition[1].get("filename") or part.parameters.get("name", "")


def _name(part: Part, number: int) -> str:
    if name := safe_name(given_name(part)) or _called(part):
        return name
    extension = extension_for(part.type)
    wrapped = part.type == "message/rfc822" and number <= _MOST_LOOKED_INTO
    if wrapped and (subject := _subject_inside(part)):
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
