"""What customers will read of a draft, clause by clause, with what is new in it marked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kept.core.policy import Clause, Policy, RenderedPolicy, Text, render, render_inline
from kept.core.policy.compare import Comparison
from kept.core.policy.text import PREAMBLE
from kept.policy_editor.marking import marked

_BINDING = re.compile(r"\{\{\s*((?:(?:within|after|every)\s+)?[a-z0-9_.]+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Customer:
    """Through whose eyes the draft is read: a language and a zone ('' if it is not known)."""

    language: str
    zone: str


@dataclass(frozen=True, slots=True)
class Shown:
    """A clause as it will be read; '' is the number of what stands before the first. `what`:
    "", "changed", "added" or "removed" against the version that the draft began from."""

    number: str
    title: str
    html: SafeString
    what: str = ""


@dataclass(frozen=True, slots=True)
class Read:
    """A draft's text in one language."""

    language: str
    title: str
    clauses: tuple[Shown, ...]


def read_by_customers(
    comparison: Comparison, customer: Customer, at: datetime, before: RenderedPolicy | None
) -> Read | None:
    """The draft as a customer reads it, beside what they read `before`; None where it has no text
    in their language."""
    language = customer.language
    if language not in comparison.new.texts:
        return None
    now = read_at(_shown_as_written(comparison.new, language), customer, at)
    changes = {
        change.new if change.new is not None else f"gone {change.old}": change.old
        for change in comparison.text
        if change.language == language
    }
    return Read(language, now.title, tuple(_clauses(now, before, changes)))


def read_at(policy: Policy, customer: Customer, at: datetime) -> RenderedPolicy:
    """A policy's text for a customer. KeyError where it has none in their language."""
    return render(policy, customer.language, zone=customer.zone or None, at=at)


def _clauses(
    now: RenderedPolicy, was: RenderedPolicy | None, changes: dict[str, str | None]
) -> Iterator[Shown]:
    before = _by_number(was) if was else {}
    for number, (title, html) in _by_number(now).items():
        shown = "" if number == PREAMBLE else number
        if number not in changes or was is None:
            if html or title:
                yield Shown(shown, title, SafeString(html))
            continue
        old = before.get(changes[number] or "")
        if old is None:
            yield Shown(shown, title, SafeString(f'<div class="new">{html}</div>'), "added")
        else:
            yield _changed(shown, title, html, old)
    for change, old_number in changes.items():
        if change.startswith("gone ") and old_number in before:
            title, html = before[old_number]
            gone = SafeString(f'<div class="gone"><del>{html}</del></div>')
            yield Shown(old_number, title, gone, "removed")


def _changed(number: str, title: str, html: str, old: tuple[str, str]) -> Shown:
    body = SafeString(marked(old[1], html, _("Was:")))
    if old[0] != title:
        renamed = format_html('<p><span class="was">{} <del>{}</del></span></p>', _("Was:"), old[0])
        body = SafeString(renamed + body)
    return Shown(number, title, body, "changed")


def _by_number(policy: RenderedPolicy) -> dict[str, tuple[str, str]]:
    found = {PREAMBLE: ("", policy.preamble_html)}
    return found | {clause.number: (clause.title, clause.html) for clause in policy.clauses}


# What a mistake leaves without a value


def _shown_as_written(policy: Policy, language: str) -> Policy:
    """The policy with each binding that has no value standing in its text as it is written."""
    text = policy.texts[language]

    def written(found: re.Match[str]) -> str:
        try:
            render_inline(policy, " ".join(found[1].split()), language)
        except (KeyError, ValueError, IndexError):
            return f"{{= {found[0]} =}}"
        return found[0]

    clauses = tuple(
        Clause(one.number, one.title, _BINDING.sub(written, one.body_markdown))
        for one in text.clauses
    )
    shown = Text(text.title, _BINDING.sub(written, text.preamble), clauses)
    return replace(policy, texts={**policy.texts, language: shown})
