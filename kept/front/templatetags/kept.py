"""`{% load kept %}`: the promise, its ring, clauses, icons, and moments in the reader's zone."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache
from typing import Any

from django import template
from django.conf import settings
from django.template import defaulttags
from django.template.base import FilterExpression, Node, Parser, Token, Variable
from django.template.context import Context
from django.template.loader import render_to_string
from django.templatetags import i18n
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, gettext

from kept.core import say
from kept.front import rings
from kept.front.addresses import address
from kept.front.icons import ICONS
from kept.front.promises import Shown, clause_name

register = template.Library()


class _Words(Node):
    """Words that stand in a template, looked up once for each language."""

    def __init__(self, said: str) -> None:
        self.said = said
        self.known: dict[str | None, SafeString] = {}

    def render(self, context: Context) -> SafeString:
        language = get_language()
        if language not in self.known:
            # as Django does: gettext knows the words of a template by their percent signs doubled
            words = gettext(self.said.replace("%", "%%")).replace("%%", "%")
            self.known[language] = SafeString(words)
        return self.known[language]


@register.tag
def translate(parser: Parser, token: Token) -> Node:
    """Django's `{% translate %}`, which asks for the same words again on every page, five times as
    slow as this. All but plain words (a context, `as`, filters, a variable) are left to it."""
    node = i18n.do_translate(parser, token)
    assert isinstance(node, i18n.TranslateNode)
    said = _plain(node.filter_expression)
    if said is None or node.noop or node.asvar or node.message_context:
        return node
    return _Words(said)


def _plain(of: FilterExpression) -> str | None:
    """The words of an expression that is nothing but words."""
    words = of.var.literal if isinstance(of.var, Variable) else of.var
    return None if of.filters or not isinstance(words, str) else words


class _Address(Node):
    """A page of this desk, by its name and what it is about."""

    def __init__(self, page: FilterExpression, about: list[FilterExpression]) -> None:
        self.page, self.about = page, about

    def render(self, context: Context) -> str:
        found = address(self.page.resolve(context), *(one.resolve(context) for one in self.about))
        return escape(found) if context.autoescape else found


@register.tag
def url(parser: Parser, token: Token) -> Node:
    """Django's `{% url %}`, which works out the same address again on every page, four times as
    slow as this. Names for what it is about, and `as`, are left to it."""
    node = defaulttags.url(parser, token)
    return node if node.kwargs or node.asvar else _Address(node.view_name, node.args)


@register.simple_tag
@lru_cache(maxsize=len(ICONS))
def icon(name: str) -> SafeString:
    """A drawing by its name. It has no words: the link or button around it must say some."""
    if name not in ICONS:
        raise template.TemplateSyntaxError(
            f"There is no icon {name!r}; known are {', '.join(sorted(ICONS))}."
        )
    return format_html(
        '<svg class="icon" viewBox="0 0 16 16" aria-hidden="true"><path d="{}"/></svg>',
        ICONS[name],
    )


@register.simple_tag
def mark(
    state: str, left: float = 1.0, aim: float | None = None, size: int | None = None
) -> SafeString:
    """The ring alone. `left`: what remains, 0 to 1; `aim`: where the aim falls, 0 to 1."""
    return rings.ring(state, left, aim, size)


@register.simple_tag
def entries(of: Iterable[Mapping[str, object]]) -> SafeString:
    """Entries of the rail: the same on page after page, so equal ones are drawn once."""
    return _entries(tuple(tuple(one.items()) for one in of), get_language())


@lru_cache(maxsize=1024)
def _entries(of: tuple[tuple[tuple[str, object], ...], ...], language: str | None) -> SafeString:
    drawn = render_to_string("front/entries.html", {"entries": [dict(one) for one in of]})
    return SafeString(drawn.strip())


@register.simple_tag
def keys() -> SafeString:
    """What the keys do, drawn once for each language."""
    return _keys(get_language())


@lru_cache
def _keys(language: str | None) -> SafeString:
    return SafeString(render_to_string("front/keys.html"))


@register.inclusion_tag("front/promise.html")
def promise(p: Shown, size: int | None = None) -> dict[str, object]:
    """The promise in a line: ring, word, time, clause."""
    return {"p": p, "size": size}


@register.simple_tag
def ticking(p: Shown) -> SafeString:
    """The attributes that let the browser redraw a promise by the server's clock; often none.

    The element holds the ring and one `data-promise-target="time"`.
    """
    if not p.said:
        return SafeString("")
    turns = _milliseconds(p.turns_at) if p.turns_at else 0
    return SafeString(
        f' data-controller="promise" data-promise-from-value="{_milliseconds(p.from_at)}"'
        f' data-promise-until-value="{_milliseconds(p.due_at)}"'
        f' data-promise-turn-value="{turns}" data-promise-said-value="{escape(p.said)}"'
    )


@register.simple_tag
def clause(number: str, url: str = "") -> SafeString:
    """§5 in the policy's voice: a link to the clause, or plain where a link can't stand."""
    if not url:
        return format_html('<span class="clause">{}</span>', clause_name(number))
    return format_html('<a class="clause" href="{}">{}</a>', url, clause_name(number))


@register.simple_tag
def clock() -> SafeString:
    """What the rings run by: the server's clock, and the language's units of time."""
    said = say.words(get_language() or settings.LANGUAGE_CODE)
    return format_html(
        '<meta name="clock" content="{}" data-space="{}" data-units="{}">',
        round(time.time() * 1000),
        said.number_space,
        " ".join(said.short_units[unit] for unit in ("day", "hour", "minute", "second")),
    )


@register.filter
def stored_html(markup: str) -> SafeString:
    """HTML of a stored message, which is sanitised before it is stored (kept.core.mail.html).

    The one place where markup that somebody wrote is trusted.
    """
    return mark_safe(markup)  # noqa: S308


@register.inclusion_tag("front/tongue.html", takes_context=True)
def tongue(context: Context) -> dict[str, object]:
    """The `languages` of the page; each links to the same page in it."""
    request = context.get("request")
    current = get_language()
    return {
        "tongues": [
            {
                "code": code,
                "name": name,
                "current": code == current,
                "url": _same_page(request, code),
            }
            for code, name in context.get("languages") or ()
        ]
    }


def _same_page(request: Any, code: str) -> str:
    if request is None:
        return f"?language={code}"
    asked = request.GET.copy()
    asked["language"] = code
    return f"?{asked.urlencode()}"


@register.filter(name="milliseconds")
def _milliseconds(at: datetime) -> int:
    return round(at.timestamp() * 1000)
