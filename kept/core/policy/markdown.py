"""Markdown with bindings: `{{ … }}`, `{= … =}` and lettered lists, as markdown-it tokens."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from html import escape
from typing import Any

from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from markdown_it.utils import OptionsDict

from kept.core.policy.typography import set_type

_BINDING = re.compile(r"\{\{\s*(?:(within|after|every)\s+)?([a-z0-9_.]+)\s*\}\}")
_MEANT = re.compile(r"\{=\s*(.*?)\s*=\}", re.DOTALL)
_ITEM = re.compile(r"^([ \t]*)([a-z]|\d+\))(\.?)[ \t]", re.MULTILINE)

Env = dict[str, Any]
"""`language`, `inline` (name, form → words), `block` (name → items, or None), as render needs."""


def parser() -> MarkdownIt:
    """CommonMark without HTML and pictures, with what a policy adds."""
    md = MarkdownIt("commonmark", {"html": False})
    md.disable(["image", "lheading"])
    md.inline.ruler.push("bound", _bound)
    md.inline.ruler.push("meant", _meant)
    md.core.ruler.push("letters", _letters)
    md.core.ruler.push("bound_lists", _bound_lists)
    md.add_render_rule("text", _render_text)
    md.add_render_rule("bound", _render_bound)
    md.add_render_rule("bound_list", _render_bound_list)
    return md


def lettered(body: str) -> str:
    """`a.` items as `1)`, which CommonMark knows for a list; `1)` itself becomes `1.`."""
    expected = ["a"]

    def numbered(item: re.Match[str]) -> str:
        blank, sign, dot = item.groups()
        if sign.endswith(")") and not dot:
            return f"{blank}{sign[:-1]}. "
        if not dot or sign not in ("a", expected[0]):
            return item[0]
        expected[0] = chr(ord(sign) + 1)
        return f"{blank}{ord(sign) - ord('a') + 1}) "

    return _ITEM.sub(numbered, body)


def _bound(state: StateInline, silent: bool) -> bool:
    match = _BINDING.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        token = state.push("bound", "", 0)
        token.meta = {"form": match[1] or "", "name": match[2]}
    state.pos = match.end()
    return True


def _meant(state: StateInline, silent: bool) -> bool:
    match = _MEANT.match(state.src, state.pos, state.posMax)
    if match is None:
        return False
    if not silent:
        state.push("text", "", 0).content = " ".join(match[1].split())
    state.pos = match.end()
    return True


def _letters(state: StateCore) -> None:
    for token in state.tokens:
        if token.markup != ")":
            continue
        if token.type == "ordered_list_open":
            token.attrs = {"type": "a"}
        elif token.type == "list_item_open" and token.info.isdigit():
            token.attrSet("data-n", letter(token))


def letter(item: Token) -> str:
    """The letter of an item of a lettered list."""
    return chr(ord("a") + (int(item.info) - 1) % 26)


def _bound_lists(state: StateCore) -> None:
    """A list that is bound in a paragraph of its own stands as a list."""
    tokens: list[Token] = []
    for token in state.tokens:
        items = _items(token, state.env)
        if items is None:
            tokens.append(token)
            continue
        tokens.pop()  # the paragraph's opening
        tokens.append(Token("bound_list", "", 0, block=True, meta={"items": items}))
    state.tokens = [
        token
        for before, token in zip([None, *tokens], tokens, strict=False)
        if not (before and before.type == "bound_list" and token.type == "paragraph_close")
    ]


def _items(token: Token, env: Mapping[str, Any]) -> Sequence[str] | None:
    children = token.children or []
    if token.type != "inline" or [child.type for child in children] != ["bound"]:
        return None
    block: Callable[[str], Sequence[str] | None] = env["block"]
    return block(children[0].meta["name"])


def words(token: Token, env: Mapping[str, Any]) -> str:
    """The words of a text or bound token, set as its language is."""
    if token.type == "bound":
        inline: Callable[[str, str], Sequence[str]] = env["inline"]
        return "".join(inline(token.meta["name"], token.meta["form"]))
    return set_type(token.content, env["language"])


def _render_text(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env
) -> str:
    return escape(words(tokens[at], env), quote=False)


def _render_bound(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env
) -> str:
    name, form = tokens[at].meta["name"], tokens[at].meta["form"]
    bound, beside = env["inline"](name, form)
    if name == "contact":
        return f'<a href="mailto:{escape(bound)}">{escape(bound)}</a>'
    return f'<span class="bound">{escape(bound)}</span>{escape(beside)}'


def _render_bound_list(
    self: RendererHTML, tokens: Sequence[Token], at: int, options: OptionsDict, env: Env
) -> str:
    items = "".join(
        f'<li><span class="bound">{escape(item)}</span>{end}</li>\n'
        for item, end in punctuated(tokens[at].meta["items"], env["language"])
    )
    return f"<ul>\n{items}</ul>\n"


def punctuated(items: Sequence[str], language: str) -> list[tuple[str, str]]:
    """Each item of a list with the sign that follows it."""
    between = set_type("x;", language)[1:]
    return [(item, between) for item in items[:-1]] + [(item, ".") for item in items[-1:]]
