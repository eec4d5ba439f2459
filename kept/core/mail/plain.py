"""Plain text and Markdown as safe HTML."""

from __future__ import annotations

import html
import re
from functools import cache

import nh3
from markdown_it import MarkdownIt

_LINK = re.compile(
    r"\b(?:https?://|www\.)[^\s<>\"']{1,2000}|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
)
_TRAILING = ".,;:!?…»"
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*?(?=\S|\Z)")
_REPLY_TAGS = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul", "img",
}  # fmt: skip
_CLEANER = nh3.Cleaner(
    tags=_REPLY_TAGS,
    attributes={"a": {"href", "title"}, "ol": {"start"}, "img": {"src", "alt", "title"}},
    url_schemes={"http", "https", "mailto", "tel", "cid"},
    url_relative="deny",
    link_rel="noopener noreferrer",
)
_ESCAPED_MARK = re.compile(r"\\([\\`*_{}\[\]()#+\-.!~>|])")
_HARD_BREAK = re.compile(r"(?:\\|[ ]{2,})$", re.M)
_MARKDOWN_LINK = re.compile(r"\[([^\[\]\n]+)\]\((<?)([^()\s<>]+)>?(?:\s+\"[^\"\n]*\")?\)")


def plain_to_html(text: str) -> str:
    """Plain text as paragraphs, line breaks kept, with links that can be followed safely."""
    text = text.replace("\r\n", "\n").replace("\x00", "").strip("\n")
    if not text.strip():
        return ""
    paragraphs = (part.strip("\n") for part in _PARAGRAPH.split(text))
    return "\n".join(f"<p>{_with_links(part)}</p>" for part in paragraphs if part.strip())


def _with_links(text: str) -> str:
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


@cache
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "breaks": True}).enable(
        ["table", "strikethrough"]
    )


def markdown_to_mail(markdown: str) -> tuple[str, str]:
    """An agent's reply as the two parts of a mail: readable plain text, and safe HTML.

    The text part is the Markdown itself, which reads as people write, with its escapes and
    its link syntax undone.
    """
    source = markdown.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    rendered = _CLEANER.clean(_markdown().render(source)).strip()
    return _readable(source), rendered


def _readable(source: str) -> str:
    """Markdown without what only a renderer needs; code blocks stay untouched."""
    pieces = re.split(r"(^```.*?^```[ \t]*$|`[^`\n]+`)", source, flags=re.M | re.S)
    for i in range(0, len(pieces), 2):
        piece = _MARKDOWN_LINK.sub(_link_as_text, pieces[i])
        pieces[i] = _ESCAPED_MARK.sub(r"\1", _HARD_BREAK.sub("", piece))
    return "".join(pieces).strip()


def _link_as_text(match: re.Match[str]) -> str:
    shown, url = match[1], match[3]
    return url if shown == url or f"mailto:{shown}" == url else f"{shown} <{url}>"
