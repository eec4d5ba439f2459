"""Hand out a file that somebody sent, so that it can do no harm in the browser."""

from __future__ import annotations

from typing import Final

from django.http import FileResponse, Http404

from kept.record import files
from kept.tickets.models import Attachment

#: Pictures that a browser only draws. SVG is not among them: it can carry scripts.
DRAWN: Final = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp", "image/avif"})

_ALONE: Final = "default-src 'none'; sandbox"


def drawn(attachment: Attachment) -> bool:
    """Whether the file may be shown in a page as a picture."""
    return attachment.type in DRAWN


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
        filename=attachment.name or f"file-{attachment.pk}",
        content_type=attachment.type if drawn(attachment) else "application/octet-stream",
    )
    response["Content-Security-Policy"] = _ALONE
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, max-age=3600"
    return response
