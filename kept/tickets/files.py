"""Hand out a file that somebody sent, so that it can do no harm in the browser."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from html import escape, unescape
from typing import Final, Protocol, TypeVar

from django.http import FileResponse, Http404

from kept.record import files
from kept.tickets.models import Attachment

#: Pictures that a browser only draws. SVG is not among them: it can carry scripts.
DRAWN: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})

_CID: Final = re.compile(r'(<img\b[^>]*?) src="cid:([^"]*)"', re.I)
_ALONE: Final = "default-src 'none'; sandbox"


class File(Protocol):
    """What a page needs to know of a file that came with a message: some of an Attachment."""

    @property
    def pk(self) -> int: ...
    @property
    def type(self) -> str: ...
    @property
    def cid(self) -> str: ...


F = TypeVar("F", bound=File)


def drawn(file: File) -> bool:
    """Whether the file may be shown in a page as a picture."""
    return file.type in DRAWN


def respond(attachment: Attachment, *, inline: bool) -> FileResponse:
    """The file's content, disarmed: it is saved, not opened, unless `inline` and `drawn`.

    The type is never guessed by the browser, and a document that is opened all the same may run
    nothing, load nothing and read nothing of this desk. The caller has checked who asks
    (`access.attachment`). Raises Http404 where the content is missing from the disk.
    """
    shown = inline and drawn(attachment)
    try:
        content = files.path(attachment.sha256).open("rb")
    except FileNotFoundError:
        raise Http404(f"the content of file {attachment.pk} is missing") from None
    response = FileResponse(
        content,
        as_attachment=not shown,
        filename=_saved_as(attachment),
        content_type=attachment.type if drawn(attachment) else "application/octet-stream",
    )
    response["Content-Security-Policy"] = _ALONE
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=3600"
    return response


def _saved_as(attachment: Attachment) -> str:
    """A name on one line; a mail may have brought any characters."""
    name = "".join(letter for letter in attachment.name if letter.isprintable())
    return name.strip() or f"file-{attachment.pk}"


def with_pictures(
    html: str, attachments: Iterable[F], url: Callable[[F], str]
) -> tuple[str, frozenset[int]]:
    """Stored HTML with the pictures that came with it where its text names them (`cid:`).

    Also the keys of the attachments that stand in the text now. A name without a picture is left
    without a source.
    """
    named = {one.cid.strip("<>"): one for one in attachments if one.cid and drawn(one)}
    used: set[int] = set()

    def source(found: re.Match[str]) -> str:
        attachment = named.get(unescape(found[2]))
        if attachment is None:
            return found[1]
        used.add(attachment.pk)
        return f'{found[1]} src="{escape(url(attachment))}" loading="lazy"'

    return _CID.sub(source, html), frozenset(used)
