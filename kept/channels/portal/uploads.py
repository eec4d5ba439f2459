"""The files of a form: which are taken, and for each that is not, a sentence that says why.

A file is judged by its content; its name must agree. What is stored as its type comes from that
judgement, never from what the browser claimed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Final

import puremagic
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _

from kept.tickets.draft import File

MOST_FILES: Final = 10
MOST_BYTES: Final = 15 * 1024 * 1024
MOST_TOGETHER: Final = 25 * 1024 * 1024

_WORD: Final = "application/vnd.openxmlformats-officedocument."
_ODF: Final = "application/vnd.oasis.opendocument."
_TEXT: Final = frozenset({"text"})
_ZIP: Final = frozenset({".zip", ".docx", ".xlsx", ".pptx", ".odt", ".ods", ".odp"})
_OLE: Final = frozenset({".doc", ".xls", ".ppt"})

if TYPE_CHECKING:
    Upload = UploadedFile[bytes]

#: Ending of the name → the type that is stored, and how the content may be recognised.
ALLOWED: Final[dict[str, tuple[str, frozenset[str]]]] = {
    ".png": ("image/png", frozenset({".png"})),
    ".jpg": ("image/jpeg", frozenset({".jpg"})),
    ".jpeg": ("image/jpeg", frozenset({".jpg"})),
    ".gif": ("image/gif", frozenset({".gif"})),
    ".webp": ("image/webp", frozenset({".webp"})),
    ".avif": ("image/avif", frozenset({".avif"})),
    ".heic": ("image/heic", frozenset({".heic", ".heif"})),
    ".pdf": ("application/pdf", frozenset({".pdf"})),
    ".txt": ("text/plain", _TEXT),
    ".log": ("text/plain", _TEXT),
    ".csv": ("text/csv", _TEXT),
    ".doc": ("application/msword", _OLE),
    ".xls": ("application/vnd.ms-excel", _OLE),
    ".ppt": ("application/vnd.ms-powerpoint", _OLE),
    ".docx": (f"{_WORD}wordprocessingml.document", _ZIP),
    ".xlsx": (f"{_WORD}spreadsheetml.sheet", _ZIP),
    ".pptx": (f"{_WORD}presentationml.presentation", _ZIP),
    ".odt": (f"{_ODF}text", _ZIP),
    ".ods": (f"{_ODF}spreadsheet", _ZIP),
    ".odp": (f"{_ODF}presentation", _ZIP),
    ".zip": ("application/zip", _ZIP),
    ".mp4": ("video/mp4", frozenset({".mp4"})),
    ".mov": ("video/quicktime", frozenset({".mov", ".mp4"})),
    ".webm": ("video/webm", frozenset({".webm"})),
}


def judge(uploads: Sequence[Upload], over: Iterable[str] = ()) -> tuple[list[File], list[str]]:
    """The files that are taken, and a sentence for each reason not to take one.

    `over`: the names that `Quota` did not keep.
    """
    taken: list[File] = []
    refused = [_too_large(name) for name in over]
    if len(uploads) + len(refused) > MOST_FILES:
        more = _("%(n)d files came; at most %(most)d can be sent at once.")
        return [], [more % {"n": len(uploads) + len(refused), "most": MOST_FILES}]
    for upload in uploads:
        found = _judged(upload)
        if isinstance(found, str):
            refused.append(found)
        else:
            taken.append(found)
    if sum(len(file.content) for file in taken) > MOST_TOGETHER:
        refused.append(_("Together these files have more than 25 MB. Send some of them later."))
    return taken, refused


def _judged(upload: Upload) -> File | str:
    name = shown_name(upload.name or "")
    shown = {"name": name}
    ending = PurePosixPath(name).suffix.lower()
    if ending not in ALLOWED:
        return _("“%(name)s” cannot be sent.") % shown + " " + what_is_allowed()
    if not upload.size:
        return _("“%(name)s” is empty.") % shown
    if upload.size > MOST_BYTES:
        return _too_large(name)
    content = upload.read()
    type_, kinds = ALLOWED[ending]
    if not kinds & recognised(content):
        wrong = _("“%(name)s” does not contain what its name says.")
        return wrong % shown + " " + what_is_allowed()
    return File(name=name, type=type_, content=content)


def recognised(content: bytes) -> frozenset[str]:
    """What the content can be: endings such as '.png', or 'text'; empty where it is unknown."""
    try:
        found = frozenset(match.extension.lower() for match in puremagic.magic_string(content))
    except (puremagic.PureError, ValueError):
        found = frozenset()
    return found | _TEXT if _is_text(content) else found


def _is_text(content: bytes) -> bool:
    """Characters and line ends only, in UTF-8, UTF-16 with its mark, or an old Western code."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            content = content.decode("utf-16").encode()
        except UnicodeDecodeError:
            return False
    return not content.translate(None, _PRINTED) if content else False


_PRINTED: Final = bytes([7, 8, 9, 10, 11, 12, 13, 27, *range(32, 127), *range(128, 256)])


def shown_name(name: str) -> str:
    """The name as it is shown and saved: one line, no control characters, no folders."""
    name = name.replace("\\", "/").rpartition("/")[2]
    name = "".join(letter for letter in name if letter.isprintable()).strip()
    stem, dot, ending = name.rpartition(".")
    return f"{stem[:180]}{dot}{ending[:20]}" if dot else name[:200]


def _too_large(name: str) -> str:
    large = _("“%(name)s” is too large: a file may have 15 MB, all together 25 MB.")
    return large % {"name": shown_name(name)}


def what_is_allowed() -> str:
    return _(
        "Allowed are pictures (PNG, JPEG, GIF, WebP, AVIF, HEIC), PDF, text, CSV, "
        "Office documents, ZIP and video (MP4, MOV, WebM)."
    )
