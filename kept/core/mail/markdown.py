"""What an agent or a lead writes in Markdown, as the two parts of a mail."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from itertools import zip_longest
from typing import Final
from urllib.parse import unquote

import nh3
from markdown_it import MarkdownIt
from markdown_it.token import Token
from markdown_it.tree import SyntaxTreeNode

from kept.core.mail.plain import linked

_TAGS: Final = {
    "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li",
    "ol", "p", "pre", "s", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul", "img",
}  # fmt: skip
_CLEANER: Final = nh3.Cleaner(
    tags=_TAGS,
    attributes={"a": {"href", "title"}, "ol": {"start"}, "img": {"src", "alt", "title"}},
    url_schemes={"http", "https", "mailto", "tel", "cid"},
    url_relative="deny",
    link_rel="noopener noreferrer",
)
_MARKS: Final = {"strong": "*", "em": "_", "s": "~~"}
_WIDEST_TABLE: Final = 76
_BREAK: Final = "* * *"


@cache
def _markdown() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "breaks": True})
    reader.enable(["table", "strikethrough"])
    reader.add_render_rule("text", _text)
    return reader


def _text(
    renderer: object, tokens: Sequence[Token], place: int, options: object, env: object
) -> str:
    """Words as HTML; an address that is written out can be followed."""
    within = sum(one.nesting for one in tokens[:place] if one.type.startswith("link_"))
    return html.escape(tokens[place].content) if within else linked(tokens[place].content)


def markdown_to_mail(markdown: str, pictures: Mapping[str, str] = {}) -> tuple[str, str]:
    """Markdown as readable plain text, and as safe HTML.

    `pictures`: the content id of each enclosed picture by its name; `![what it shows](its name)`
    puts it into the text.
    """
    tokens = parsed(markdown)
    for image in _images(tokens):
        name = unquote(str(image.attrs.get("src", "")))
        if name in pictures:
            image.attrs["src"] = f"cid:{pictures[name]}"
            image.content = image.content or name
    return shown(tokens)


def pictures_in(markdown: str) -> frozenset[str]:
    """The names that the text shows as pictures."""
    found = _images(parsed(markdown))
    return frozenset(unquote(str(image.attrs.get("src", ""))) for image in found)


def parsed(markdown: str) -> list[Token]:
    """Markdown as its tokens, for `shown`."""
    source = markdown.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", "").strip()
    return _markdown().parse(source)


def shown(tokens: Sequence[Token]) -> tuple[str, str]:
    """Parsed Markdown, or some whole blocks of it, as readable plain text and as safe HTML."""
    root = SyntaxTreeNode(tokens)
    rendered = _markdown().renderer.render(tokens, _markdown().options, {})
    return "\n".join(_blocks(root.children)).strip("\n"), _CLEANER.clean(rendered).strip()


def _images(tokens: Iterable[Token]) -> Iterable[Token]:
    for token in tokens:
        if token.type == "image":
            yield token
        yield from _images(token.children or ())


def _blocks(nodes: Iterable[SyntaxTreeNode], *, tight: bool = False) -> list[str]:
    """The lines of blocks one below the other, an empty line between them where there is room."""
    lines: list[str] = []
    for node in nodes:
        if lines and not tight:
            lines.append("")
        lines += _block(node)
    return lines


def _block(node: SyntaxTreeNode) -> list[str]:
    match node.type:
        case "bullet_list" | "ordered_list":
            return _list(node)
        case "blockquote":
            return [f"> {line}".rstrip() for line in _blocks(node.children)]
        case "fence" | "code_block":
            return node.content.rstrip("\n").split("\n")
        case "hr":
            return [_BREAK]
        case "table":
            return _table(node)
        case _:
            return _inline(node.children).split("\n")


def _list(node: SyntaxTreeNode) -> list[str]:
    number = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
    tight = all(one.hidden for item in node.children for one in item.children if _is_words(one))
    lines: list[str] = []
    for item in node.children:
        mark = "- " if number is None else f"{number}. "
        number = None if number is None else number + 1
        first, *rest = _blocks(item.children, tight=tight) or [""]
        if lines and not tight:
            lines.append("")
        lines.append(f"{mark}{first}".rstrip())
        lines += [f"{' ' * len(mark)}{line}".rstrip() for line in rest]
    return lines


def _is_words(node: SyntaxTreeNode) -> bool:
    return node.type == "paragraph"


def _table(node: SyntaxTreeNode) -> list[str]:
    """Columns under each other; where they are too wide, one line a cell with its heading."""
    rows = [
        [" ".join(_inline(cell.children).split("\n")) for cell in row.children]
        for part in node.children
        for row in part.children
    ]
    widths = [max(map(len, column)) for column in zip_longest(*rows, fillvalue="")]
    head, *body = rows
    if sum(widths) + 2 * (len(widths) - 1) > _WIDEST_TABLE:
        return _as_records(head, body)
    ruled = [head, ["-" * width for width in widths], *body]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=False)).rstrip()
        for row in ruled
    ]


def _as_records(head: list[str], body: list[list[str]]) -> list[str]:
    lines: list[str] = []
    for row in body:
        lines += [""] if lines else []
        lines += [f"{name}: {cell}" for name, cell in zip(head, row, strict=False) if cell]
    return lines


def _inline(nodes: Iterable[SyntaxTreeNode]) -> str:
    return "".join(map(_words, nodes))


def _words(node: SyntaxTreeNode) -> str:
    match node.type:
        case "softbreak" | "hardbreak":
            return "\n"
        case "code_inline":
            return f"`{node.content}`"
        case "strong" | "em" | "s":
            mark = _MARKS[node.type]
            return f"{mark}{_inline(node.children)}{mark}"
        case "link":
            return _link(_inline(node.children), str(node.attrs.get("href", "")))
        case "image":
            return _picture(node)
        case _ if node.children:
            return _inline(node.children)
        case _:
            return node.content


def _link(shown: str, href: str) -> str:
    target = href.removeprefix("mailto:")
    same = shown in (href, target) or unquote(target) == shown
    return shown if same or not shown else f"{shown} <{target}>"


def _picture(node: SyntaxTreeNode) -> str:
    source = str(node.attrs.get("src", ""))
    shown = _inline(node.children) or node.content
    if re.match(r"https?:", source):
        return _link(shown or source, source)
    return f"[{shown or unquote(source)}]"
