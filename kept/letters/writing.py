"""A letter with its values: subject, plain text and HTML, as it is sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.conf import settings
from django.template.loader import render_to_string

from kept.core.mail.letter import Letter, Link, Piece, Value

_PARAGRAPH = '<p style="margin:0 0 16px">'


@dataclass(frozen=True, slots=True)
class Foot:
    """The last lines, which no lead changes: who writes, and where to go on."""

    words: str
    link: Link | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a letter says."""

    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the HTML: words, a button, or a block that is a row by itself."""

    html: str = ""
    block: str = ""
    button: Link | None = None


def written(
    letter: Letter, language: str, values: Mapping[str, Value], foot: Foot, gist: str = ""
) -> Said:
    """The letter in words. `gist`: what a list of mail shows below the subject."""
    pieces = list(letter.filled(values))
    subject = letter.subject_with(values)
    last = [foot.words, f"{foot.link.label}: {foot.link.url}" if foot.link else ""]
    lines = "\n".join(filter(None, last))
    text = "\n\n".join([*filter(None, (piece.text for piece in pieces)), f"-- \n{lines}"])
    context = {
        "subject": subject,
        "gist": gist,
        "rows": list(_rows(pieces, values)),
        "foot": foot,
        "desk": settings.DESK,
        "language": language,
    }
    html = render_to_string("letters/mail/letter.html", context)
    return Said(subject, re.sub(r"\n{3,}", "\n\n", text) + "\n", html)


def _rows(pieces: list[Piece], values: Mapping[str, Value]) -> Iterator[Row]:
    for piece in pieces:
        value = values.get(piece.name)
        if isinstance(value, Link) and value.label:
            yield Row(button=value)
        elif piece.name and not isinstance(value, Link):
            yield Row(block=piece.html)
        else:
            yield Row(html=_styled(piece.html))


def _styled(markup: str) -> str:
    """Mail readers take no style sheet. What a person wrote is escaped: it holds no tag."""
    markup = markup if markup.startswith("<") else f"<p>{markup}</p>"
    markup = markup.replace("<p>", _PARAGRAPH).replace("<a href", '<a style="color:#161e2e" href')
    return markup.replace("<blockquote>", '<blockquote style="margin:0 0 16px;padding-left:16px">')
