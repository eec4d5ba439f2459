"""A policy as a reader sees it: Markdown to HTML, with every bound value in the reader's words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from markdown_it.token import Token

from kept.core.policy.markdown import Env, letter, lettered, parser, punctuated, words
from kept.core.policy.model import Policy
from kept.core.policy.text import PREAMBLE
from kept.core.policy.typography import set_type
from kept.core.policy.wording import Reader, listed, value
from kept.core.say import Zone


@dataclass(frozen=True, slots=True)
class RenderedClause:
    """A clause for a page: number and title are plain text, `html` is safe."""

    number: str
    title: str
    html: str


@dataclass(frozen=True, slots=True)
class RenderedPolicy:
    """A policy for a page."""

    title: str
    preamble_html: str
    clauses: tuple[RenderedClause, ...]


_ENDS = ("paragraph_close", "heading_close", "ordered_list_close", "bullet_list_close")

_md = lru_cache(maxsize=1)(parser)


def render(
    policy: Policy, language: str, *, zone: Zone | None = None, at: datetime | None = None
) -> RenderedPolicy:
    """The text in one of the policy's languages, for a reader in `zone` (None: not known).

    Bound values stand in `<span class="bound">`; opening hours are the reader's own, the desk's
    beside them. `at` is when it is read, for summer time; without it, hours that differ through
    the year are said for January and for July. KeyError for another language, ValueError for an
    unknown zone.
    """
    text = policy.texts[language]
    env = _env(policy, Reader(language, zone, at))
    return RenderedPolicy(
        title=set_type(text.title, language),
        preamble_html=_html(text.preamble, env),
        clauses=tuple(
            RenderedClause(c.number, set_type(c.title, language), _html(c.body_markdown, env))
            for c in text.clauses
        ),
    )


def render_inline(
    policy: Policy,
    binding: str,
    language: str,
    zone: Zone | None = None,
    at: datetime | None = None,
) -> str:
    """One bound value in plain words: `hours`, `promise.fix`, `within promise.fix`.

    KeyError when the policy has no rule of that name.
    """
    form, _, name = binding.rpartition(" ")
    bound, beside = value(policy, name, form, Reader(language, zone, at))
    return bound + beside


def clause_text(
    policy: Policy,
    number: str,
    language: str,
    zone: Zone | None = None,
    at: datetime | None = None,
) -> str:
    """A clause's text ('5', or 'preamble') as plain text, to cite it. KeyError if there is none."""
    text = policy.texts[language]
    clause = text.clause(number)
    if clause is None and number != PREAMBLE:
        raise KeyError(f"The policy {policy.name} has no clause {number} in {language}.")
    body = clause.body_markdown if clause else text.preamble
    env = _env(policy, Reader(language, zone, at))
    return "\n".join(_plain(_md().parse(lettered(body), env), env)).strip()


def _env(policy: Policy, reader: Reader) -> Env:
    return {
        "language": reader.language,
        "inline": lambda name, form: value(policy, name, form, reader),
        "block": lambda name: _stands_alone(policy, name, reader.language),
    }


def _stands_alone(policy: Policy, name: str, language: str) -> Sequence[str] | None:
    items = listed(policy, name, language)
    return items if items is not None and len(items) > 1 else None


def _html(body: str, env: Env) -> str:
    return _md().render(lettered(body), env) if body else ""


def _plain(tokens: Sequence[Token], env: Env) -> Iterator[str]:
    """Lines of plain text: a blank one between blocks, a sign before the items of a list."""
    sign = ""
    for token in tokens:
        if token.type == "list_item_open":
            sign = _sign(token)
        elif token.type == "inline":
            yield sign + _line(token.children or [], env)
            sign = ""
        elif token.type == "bound_list":
            items = punctuated(token.meta["items"], env["language"])
            yield from (f"- {item}{end}" for item, end in items)
            yield ""
        elif token.type in ("fence", "code_block"):
            yield token.content
        elif not token.hidden and token.type in _ENDS:
            yield ""


def _sign(item: Token) -> str:
    match item.markup:
        case ")":
            return f"{letter(item)}. "
        case ".":
            return f"{item.info}. "
        case _:
            return "- "


def _line(children: Sequence[Token], env: Env) -> str:
    return "".join(_word(token, env) for token in children)


def _word(token: Token, env: Env) -> str:
    match token.type:
        case "text" | "bound":
            return words(token, env)
        case "softbreak":
            return " "
        case "hardbreak":
            return "\n"
        case _:
            return token.content
