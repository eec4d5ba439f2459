"""policy.toml from top to bottom → Rules. Whatever is wrong is noted with its place."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from kept.core.policy.closed import PublicHolidays
from kept.core.policy.facts import read_declared
from kept.core.policy.model import (
    DEFAULT,
    Announce,
    Conduct,
    Scope,
    Subscription,
    Suggestions,
    Term,
    Terms,
)
from kept.core.policy.node import Node
from kept.core.policy.promising import read_promises, read_reopening, read_resend
from kept.core.policy.rules import Rules
from kept.core.policy.section import Table, clause_of, internal_of, named, need, section
from kept.core.policy.terms import read_term, read_terms
from kept.core.policy.tongues import TONGUES
from kept.core.policy.week import read_calendar

_TOP = (
    *("name", "company", "contact", "languages", "updated", "subscription", "announce", "hours"),
    *("calendar", "problem", "scope", "kinds", "products", "plans", "priorities", "teams"),
    *("promise", "resend", "reopening", "suggestions", "conduct"),
)
_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_ADDRESS = re.compile(r"[^\s@<>\"{}|]+@[^\s@<>\"{}|.]+(?:\.[^\s@<>\"{}|.]+)+")
_HOURS = ("clause", "zone", "days", "open", "week", "on", "holidays")
_CALENDAR = (*_HOURS, "internal")


def read_rules(root: Node, snapshot: Mapping[str, Any] | None) -> Rules:
    """The rules of the file; what is wrong is noted, and stands empty here.

    `snapshot`: the public holidays of a published version, to be used as they were.
    """
    top = root.table(_TOP) or {}
    rules = Rules()
    _head(root, top, rules)
    _calendars(root, top, rules, snapshot)
    rules.kinds = read_declared("kinds", top, rules, told=True)
    rules.products = read_declared("products", top, rules, told=False)
    rules.plans = read_declared("plans", top, rules, told=False)
    rules.priorities = read_declared("priorities", top, rules, told=False)
    rules.teams = read_declared("teams", top, rules, told=False)
    rules.promises = tuple(read_promises(top, rules))
    rules.resend = read_resend(top, rules)
    rules.reopening = read_reopening(top, rules)
    _lists(top, rules)
    if "promise" not in top or top["promise"].raw == {}:
        root.note("policy.toml promises nothing: write a table [promise.first_reply].")
    return rules


def _head(root: Node, top: Table, rules: Rules) -> None:
    rules.name = need(root, top, "name", _name, '"copyfy"') or ""
    rules.company = need(root, top, "company", Node.text, '"Copyfy"') or ""
    rules.contact = need(root, top, "contact", _address, '"help@desk.example"') or ""
    rules.languages = need(root, top, "languages", _languages, '["fr", "en"]') or ()
    rules.updated = need(root, top, "updated", Node.day, "2024-02-28") or date.min
    if found := section("subscription", ("required",), top, rules):
        clause, node, table = found
        required = bool(need(node, table, "required", Node.truth, "true"))
        rules.subscription = Subscription(clause, required)


def _calendars(root: Node, top: Table, rules: Rules, snapshot: Mapping[str, Any] | None) -> None:
    holidays = PublicHolidays(rules.updated, rules.languages, snapshot)
    if "hours" not in top:
        root.note("policy.toml has no opening hours: write a table [hours].")
    found = {DEFAULT: top["hours"]} if "hours" in top else {}
    for name, node in named("calendar", top):
        if name == DEFAULT:
            node.note("The calendar “hours” is [hours]: choose another name.", at_key=True)
        else:
            found[name] = node
    rules.calendars_named = tuple(found)
    for name, node in found.items():
        keys = _HOURS if name == DEFAULT else _CALENDAR
        table = node.table((*keys, *rules.languages))
        if table is None:
            continue
        rules.nodes[node.name] = node
        if not internal_of(node.name, table, rules) or "clause" in table:
            clause_of(node.name, node, table, rules)
        if term := _called(name, node, table, rules.languages):
            rules.calendar_names[name] = term
        calendar = read_calendar(name, node, table, rules.languages, holidays)
        if calendar is not None:
            rules.calendars[name] = calendar
    rules.days_off = holidays.snapshot()


def _called(name: str, node: Node, table: Table, languages: tuple[str, ...]) -> Term | None:
    """What customers call the calendar: in every language, or in none."""
    if not table.keys() & set(languages):
        return None
    for language in languages:
        if language not in table:
            node.missing(language, '"…"')
    said = {code: table[code].text() for code in languages if code in table}
    words = {code: text for code, text in said.items() if text}
    return Term(name, "", words) if len(words) == len(languages) else None


def _lists(top: Table, rules: Rules) -> None:
    if found := section("problem", ("causes",), top, rules):
        rules.problem = found[0]
        rules.causes = _terms("problem.causes", found, rules)
    if found := section("scope", ("covers", "includes", "excludes"), top, rules):
        covers = _terms("scope.covers", found, rules)
        rules.scope = Scope(
            found[0],
            covers,
            _if_said("scope.includes", found, rules),
            _if_said("scope.excludes", found, rules),
        )
    if found := section("conduct", ("grounds", "ladder"), top, rules):
        grounds = _terms("conduct.grounds", found, rules)
        rules.conduct = Conduct(found[0], grounds, _if_said("conduct.ladder", found, rules))
    if found := section("suggestions", ("go_to",), top, rules):
        team = _term("suggestions.go_to", found, rules, '"business_development"')
        rules.suggestions = Suggestions(found[0], team) if team else None
    if found := section("announce", ("major",), top, rules):
        where = _term("announce.major", found, rules, '"newsletter"')
        rules.announce = Announce(found[0], where) if where else None


def _if_said(rule: str, found: tuple[str, Node, Table], rules: Rules) -> Terms:
    return _terms(rule, found, rules) if rule.partition(".")[2] in found[2] else {}


def _terms(rule: str, found: tuple[str, Node, Table], rules: Rules) -> Terms:
    clause, node, table = found
    key = rule.partition(".")[2]
    if key in table:
        return read_terms(rule, clause, table[key], rules.languages)
    node.missing(key, '["…", "…"]')
    return {}


def _term(rule: str, found: tuple[str, Node, Table], rules: Rules, example: str) -> Term | None:
    clause, node, table = found
    key = rule.partition(".")[2]
    if key in table:
        return read_term(rule, None, clause, table[key], {}, rules.languages)
    node.missing(key, example)
    return None


def _name(node: Node) -> str | None:
    text = node.text()
    if text is None or _NAME.fullmatch(text):
        return text
    node.note(
        "name must be small letters, digits, - and _, as “copyfy”, not “%(text)s”.", text=text
    )
    return None


def _address(node: Node) -> str | None:
    text = node.text()
    if text is None or _ADDRESS.fullmatch(text):
        return text
    node.note("contact must be an e-mail address, not “%(text)s”.", text=text)
    return None


def _languages(node: Node) -> tuple[str, ...] | None:
    languages: list[str] = []
    for item in node.items():
        language = item.one_of(TONGUES)
        if language in languages:
            item.note("languages names “%(language)s” twice.", language=language)
        elif language is not None:
            languages.append(language)
    return tuple(languages)
