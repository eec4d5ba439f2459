"""HTML of strangers: what may be shown, and how it reads as plain text.

Scripts, forms, styles and everything not on the list are gone; remote pictures are kept as
`data-remote-src`, so that opening a mail tells its sender nothing.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable

import nh3

from kept.core.mail.html_bounds import bounded, without_tags
from kept.core.mail.html_words import END, ended
from kept.core.mail.room import Room

_TAGS = frozenset({
    "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br",
    "caption", "center", "cite", "code", "col", "colgroup", "dd", "del", "dfn", "div", "dl", "dt",
    "em", "figcaption", "figure", "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header",
    "hr", "i", "img", "ins", "kbd", "li", "main", "mark", "ol", "p", "pre", "q", "s", "samp",
    "section", "small", "span", "strike", "strong", "sub", "sup", "table", "tbody", "td", "tfoot",
    "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
})  # fmt: skip
_ATTRIBUTES = {
    "a": {"href", "title"},
    "img": {"src", "alt", "title", "width", "height"},
    "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align", "scope"},
    "ol": {"start"},
    "*": {"dir", "lang"},
}
_NAMES = frozenset().union(*_ATTRIBUTES.values())
_CLEANER = nh3.Cleaner(
    tags=set(_TAGS),
    attributes=_ATTRIBUTES,
    clean_content_tags={"script", "style", "title"},
    link_rel="noopener noreferrer",
    set_tag_attribute_values={"a": {"target": "_blank"}},
    url_schemes={"http", "https", "mailto", "tel", "cid", "data"},
    url_relative="deny",
)  # fmt: skip
_REMOTE = re.compile(r'(<img\b[^>]*?) src="(https?:[^"]*)"', re.I)
_HELD_BACK = re.compile(r'(<img\b[^>]*?) data-remote-src="(https?:[^"]*)"', re.I)
_DATA_PICTURE = re.compile(
    r"(<img\b[^<>]{0,4000}?)\ssrc\s*=\s*(?:[\"']\s*)?data:(image/(?:png|jpe?g|gif|webp));base64,"
    r"(?:([A-Za-z0-9+/=\s]++)[\"']|([A-Za-z0-9+/=]++))",
    re.I,
)
_DATA = re.compile(r'(<(?:a|img)\b[^>]*?) (?:href|src)="data:[^"]*"', re.I)
_CID_LINK = re.compile(r'(<a\b[^>]*?) href="cid:[^"]*"', re.I)

_TOKEN = re.compile(r"<(/?)([a-z0-9]+)([^>]*)>|([^<]+)")
_ATTRIBUTE = {name: re.compile(rf'\b{name}="([^"]*)"') for name in ("href", "alt", "start")}
_WHITE = re.compile(r"[ \t\n\r\f]+")
_BLOCK_NAMES = (
    "address article aside caption center dd div dl dt figcaption figure footer h1 h2 h3 h4 h5 h6 "
    "header hr li main ol p pre section table tbody tfoot thead tr ul blockquote"
)
_SPACED_NAMES = "p h1 h2 h3 h4 h5 h6 ul ol dl table pre blockquote hr"
_BLOCKS = frozenset(_BLOCK_NAMES.split())
_SPACED = frozenset(_SPACED_NAMES.split())
_ESCAPED = (("&nbsp;", "\xa0"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"),
            ("&amp;", "&"))  # fmt: skip
_DEEPEST_SHOWN = 30
"""Levels of quotes and lists that are still marked in plain text."""
_BLANK_LINES = re.compile(r"\n{3,}")


def sanitise(
    markup: str, keep_picture: Callable[[str, str], str] | None = None, room: Room | None = None
) -> str:
    """The part of `markup` that is safe to show, with remote pictures held back.

    Pictures written into the HTML (`data:`) are handed to `keep_picture` as type and base64
    text, which returns the content id to show them by; without it they are taken out. `room` is
    what the HTML of the same mail may cost yet.
    """
    if not markup.strip():
        return ""
    room = room or Room()
    if keep_picture is not None and "data:" in markup and room.pictures > 0:
        markup, pictures = _DATA_PICTURE.subn(  # first, for the markup is long by them
            lambda found: f'{found[1]} src="cid:{keep_picture(found[2], found[3] or found[4])}"',
            markup,
            room.pictures,
        )
        room.pictures -= pictures
    clean = _cleaned(markup, room)
    if clean is None:
        return f"<pre>{html.escape(without_tags(markup, room))}</pre>"
    if "data:" in clean:
        clean = _DATA.sub(r"\1", clean)
    if "<img" in clean:
        clean = _REMOTE.sub(r'\1 data-remote-src="\2"', clean)
    if "cid:" in clean:
        clean = _CID_LINK.sub(r"\1", clean)
    return clean.strip()


def _cleaned(markup: str, room: Room) -> str | None:
    """What may be shown of HTML, to its end; None where the parser can't be given it."""
    for mended in (False, True):
        whole = (ended(markup) if mended else markup).replace(END, "") + END
        parsed = bounded(whole, room, _TAGS, _NAMES, thin=mended)
        if parsed is None:
            return None
        clean = _CLEANER.clean(parsed)
        if END in clean:
            return clean.replace(END, "")
    return None


def show_remote(clean: str) -> str:
    """Sanitised HTML with its remote pictures back, for a reader who asked for them."""
    return _HELD_BACK.sub(r'\1 src="\2"', clean)


def has_remote(clean: str) -> bool:
    """Whether pictures are held back."""
    return "data-remote-src=" in clean


def html_to_text(clean: str) -> str:
    """*Sanitised* HTML as plain text: paragraphs, lists, links and quotes stay readable."""
    writer = _Writer()
    for found in _TOKEN.finditer(clean):
        close, tag, attributes, text = found.groups()
        if text:
            writer.text(_unescaped(text))
        elif close:
            writer.close(tag)
        else:
            writer.open(tag, attributes)
    return writer.result()


def _unescaped(text: str) -> str:
    """What the sanitiser escaped. `html.unescape` looks up every name that there is."""
    for escaped, meant in _ESCAPED:
        text = text.replace(escaped, meant)
    return text


class _Writer:
    """Lines of plain text from a stream of tags."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.pieces: list[str] = []  # of the line that is being written
        self.ends_open = False  # whether that line ends in something else than a space
        self.quote = 0
        self.gap = -1  # the number of lines up to the latest empty one between two blocks
        self.pre = 0
        self.lists: list[int | None] = []
        self.links: list[tuple[str, int]] = []

    def text(self, text: str) -> None:
        if self.pre:
            first, *rest = text.replace("\r\n", "\n").split("\n")
            self._add(first)
            if rest:
                self._end_line(keep_empty=True)
                prefix = self._prefix()
                self.lines += [(prefix + line).rstrip() for line in rest[:-1]]
                self._add(rest[-1])
            return
        text = _WHITE.sub(" ", text)
        self._add(text if self.ends_open else text.lstrip(" "))

    def open(self, tag: str, attributes: str) -> None:
        if tag == "br":
            self._end_line(keep_empty=True)
        elif tag == "img":
            self._picture(attributes)
        elif tag == "a":
            found = _ATTRIBUTE["href"].search(attributes)
            self.links.append((_unescaped(found[1]) if found else "", len(self.pieces)))
        elif tag in ("td", "th"):
            self._add(" " if self.ends_open else "")
        elif tag in _BLOCKS:
            self._block(tag)
            self._enter(tag, attributes)

    def close(self, tag: str) -> None:
        if tag == "a" and self.links:
            self._link(*self.links.pop())
        elif tag in _BLOCKS:
            self._block(tag)
            self._leave(tag)

    def result(self) -> str:
        self._end_line()
        if self.gap == len(self.lines):
            self.lines.pop()
        text = "\n".join(self.lines).replace("\xa0", " ")
        return _BLANK_LINES.sub("\n\n", text).strip("\n")

    def _add(self, text: str) -> None:
        if text:
            self.pieces.append(text)
            self.ends_open = text[-1] != " "

    def _enter(self, tag: str, attributes: str) -> None:
        if tag == "blockquote":
            self.quote += 1
        elif tag == "pre":
            self.pre += 1
        elif tag in ("ul", "ol"):
            start = _ATTRIBUTE["start"].search(attributes)
            first = int(start[1]) if start and start[1].isdecimal() and len(start[1]) < 7 else 1
            self.lists.append(first if tag == "ol" else None)
        elif tag == "li":
            self._item()
        elif tag == "hr":
            self._add("-" * 20)
            self._end_line()

    def _leave(self, tag: str) -> None:
        if tag == "blockquote":
            self.quote = max(0, self.quote - 1)
        elif tag == "pre":
            self.pre = max(0, self.pre - 1)
        elif tag in ("ul", "ol") and self.lists:
            self.lists.pop()

    def _item(self) -> None:
        indent = "  " * min(len(self.lists) - 1, _DEEPEST_SHOWN)
        number = self.lists[-1] if self.lists else None
        if number is None:
            self._add(f"{indent}- ")
        else:
            self._add(f"{indent}{number}. ")
            self.lists[-1] = number + 1

    def _picture(self, attributes: str) -> None:
        found = _ATTRIBUTE["alt"].search(attributes)
        alt = _unescaped(found[1]).strip() if found else ""
        if alt:
            self.text(f"[{alt}]")

    def _link(self, href: str, start: int) -> None:
        shown = "".join(self.pieces[start:]).strip()
        target = href.removeprefix("mailto:")
        if href and shown and target.rstrip("/") not in shown and shown not in target:
            self._add(f" <{target}>")

    def _block(self, tag: str) -> None:
        self._end_line()
        if tag in _SPACED and self.lines and self.lines[-1].strip("> "):
            self.lines.append(self._prefix().rstrip())
            self.gap = len(self.lines)

    def _prefix(self) -> str:
        return "> " * min(self.quote, _DEEPEST_SHOWN)

    def _end_line(self, *, keep_empty: bool = False) -> None:
        line = "".join(self.pieces).rstrip()
        self.pieces.clear()
        self.ends_open = False
        if line or keep_empty:
            self.lines.append((self._prefix() + line).rstrip())
