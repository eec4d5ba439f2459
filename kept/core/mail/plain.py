"""Plain text as safe HTML."""

from __future__ import annotations

import html
import re

_LINK = re.compile(
    r"\b(?:https?://|www\.)[^\s<>\"']{1,2000}|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)
_TRAILING = ".,;:!?…»"
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*?(?=\S|\Z)")


def plain_to_html(text: str) -> str:
    """Plain text as paragraphs, line breaks kept, with links that can be followed safely."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip("\n")
    if not text.strip():
        return ""
    paragraphs = (part.strip("\n") for part in _PARAGRAPH.split(text))
    return "\n".join(f"<p>{linked(part)}</p>" for part in paragraphs if part.strip())


def linked(text: str) -> str:
    """Text on some lines as HTML, with its links."""
    out: list[str] = []
    end = 0
    for found in _LINK.finditer(text):
        url = _trimmed(found[0])
        out.append(html.escape(text[end : found.start()]))
        out.append(_anchor(url))
        end = found.start() + len(url)
    out.append(html.escape(text[end:]))
    return "".join(out).replace("\n", "<br>\n")


def _trimmed(url: str) -> str:
    """A link without the punctuation of the sentence that it stands in."""
    excess = {")": url.count(")") - url.count("("), "]": url.count("]") - url.count("[")}
    end = len(url)
    while end and (url[end - 1] in _TRAILING or excess.get(url[end - 1], 0) > 0):
        if url[end - 1] in excess:
            excess[url[end - 1]] -= 1
        end -= 1
    return url[:end]


def _anchor(url: str) -> str:
    href = url
    if "://" not in url:
        href = f"https://{url}" if url.startswith("www.") else f"mailto:{url}"
    return (
        f'<a href="{html.escape(href)}" rel="noopener noreferrer" target="_blank">'
        f"{html.escape(url)}</a>"
    )
