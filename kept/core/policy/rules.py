"""policy.toml → rules. Each reader answers a value, or None after it noted what is wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, TypeVar, cast, get_args

from kept.core.calendar import Calendar
from kept.core.calendar.owed import Owed
from kept.core.events import Channel
from kept.core.policy.closed import PublicHolidays
from kept.core.policy.durations import parse_before, parse_owed
from kept.core.policy.model import (
    DEFAULT,
    Announce,
    Conduct,
    PromiseKind,
    PromiseRule,
    ResendRule,
    Scope,
    Suggestions,
    Term,
    Terms,
)
from kept.core.policy.node import Node
from kept.core.policy.terms import read_term, read_terms
from kept.core.policy.text import PREAMBLE
from kept.core.policy.tongues import TONGUES
from kept.core.policy.week import read_calendar

T = TypeVar("T")

PROMISE_KINDS: tuple[str, ...] = get_args(PromiseKind)

_TOP = (
    "name", "company", "contact", "languages", "updated", "subscription", "announce", "hours",
    "calendar", "problem", "scope", "kinds", "promise", "resend", "suggestions", "conduct",
)  # fmt: skip
_NAME = re.compile(r"[a-z][a-z0-9_-]*")
_ADDRESS = re.compile(r"[^\s@<>\"{}|]+@[^\s@<>\"{}|.]+(?:\.[^\s@<>\"{}|.]+)+")
_CLAUSE = re.compile(r"\d+(?:\.\d+)*[a-z]?")


@dataclass
class Rules:
    """All that policy.toml says, and under which node each rule stands (for later mistakes)."""

    name: str = ""
    company: str = ""
    contact: str = ""
    languages: tuple[str, ...] = ()
    updated: date = date.min
    calendars: dict[str, Calendar] = field(default_factory=dict)
    promises: tuple[PromiseRule, ...] = ()
    resend: ResendRule | None = None
    kinds: Terms = field(default_factory=dict)
    problem: str | None = None
    causes: Terms = field(default_factory=dict)
    scope: Scope | None = None
    conduct: Conduct | None = None
    suggestions: Suggestions | None = None
    announce: Announce | None = None
    subscription_required: bool = False
    days_off: Mapping[str, Any] = field(default_factory=dict)
    nodes: dict[str, Node] = field(default_factory=dict)
    clauses: dict[str, str] = field(default_factory=dict)

    @property
    def calendar_clauses(self) -> dict[str, str]:
        """The clause that tells each calendar."""
        names = {name: calendar_name(name) for name in self.calendars}
        return {name: self.clauses[rule] for name, rule in names.items() if rule in self.clauses}


def calendar_name(calendar: str) -> str:
    """How a calendar is called in policy.toml and in bindings."""
    return calendar if calendar == DEFAULT else f"calendar.{calendar}"


def read_rules(root: Node, snapshot: Mapping[str, Any] | None) -> Rules:
    """The rules of the file; what is wrong is noted, and stands empty here.

    `snapshot`: the public holidays of a published version, to be used as they were.
    """
    return _Reader(root, snapshot).read()


class _Reader:
    def __init__(self, root: Node, snapshot: Mapping[str, Any] | None) -> None:
        self.root = root
        self.snapshot = snapshot
        self.top = root.table(_TOP) or {}
        self.rules = Rules()

    def read(self) -> Rules:
        rules = self.rules
        self._head()
        self._calendars()
        rules.kinds = self._kinds()
        rules.promises = self._promises()
        rules.resend = self._section("resend", ("clause", "after", "makes"), self._resend)
        self._lists()
        if not rules.promises and "promise" not in self.top:
            self.root.missing("a promise", 'a table [promise.first_reply] with owed = "…"')
        return rules

    # The head of the file

    def _head(self) -> None:
        rules = self.rules
        rules.name = self._need(self.root, self.top, "name", Node.text, '"copyfy"') or ""
        if rules.name and not _NAME.fullmatch(rules.name):
            self.top["name"].note(
                "name must be small letters, digits, - and _, as “copyfy”, not “%(text)s”.",
                text=rules.name,
            )
        rules.company = self._need(self.root, self.top, "company", Node.text, '"Copyfy"') or ""
        rules.contact = self._need(self.root, self.top, "contact", _address, '"a@b.example"') or ""
        rules.languages = (
            self._need(self.root, self.top, "languages", _languages, '["fr", "en"]') or ()
        )
        rules.updated = (
            self._need(self.root, self.top, "updated", Node.day, "2024-02-28") or date.min
        )
        self._section("subscription", ("clause", "required"), self._subscription)

    def _subscription(self, clause: str, table: Mapping[str, Node]) -> None:
        required = self._need(self.top["subscription"], table, "required", Node.truth, "true")
        self.rules.subscription_required = bool(required)

    # Calendars

    def _calendars(self) -> None:
        holidays = PublicHolidays(self.rules.updated, self.rules.languages, self.snapshot)
        named = {DEFAULT: self.top["hours"]} if "hours" in self.top else {}
        if not named:
            self.root.missing("its opening hours", "a table [hours] with zone, days and open")
        others = (self.top["calendar"].entries() or {}) if "calendar" in self.top else {}
        for name, node in {**named, **others}.items():
            if name == DEFAULT and node is not named.get(DEFAULT):
                node.note("The calendar hours is [hours] itself: choose another name.", at_key=True)
                continue
            known = ("clause", "zone", "days", "open", "week", "on", "holidays")
            table = node.table(known)
            if table is None:
                continue
            self._clause(node.name, node, table)
            calendar = read_calendar(name, node, table, self.rules.languages, holidays)
            if calendar is not None:
                self.rules.calendars[name] = calendar
        self.rules.days_off = holidays.snapshot()

    # Promises

    def _kinds(self) -> Terms:
        entries = (self.top["kinds"].entries() or {}) if "kinds" in self.top else {}
        kinds: dict[str, Term] = {}
        for name, node in entries.items():
            table = node.table(("clause", *self.rules.languages))
            if table is None:
                continue
            clause = self._clause(node.name, node, table)
            term = read_term("kinds", name, clause, node, table, self.rules.languages)
            if term is not None:
                kinds[name] = term
        return kinds

    def _promises(self) -> tuple[PromiseRule, ...]:
        entries = (self.top["promise"].entries() or {}) if "promise" in self.top else {}
        known = ("clause", "kind", "owed", "aim", "warn", "when", "calendar")
        rules: list[PromiseRule] = []
        for name, node in entries.items():
            table = node.table(known)
            rule = self._promise(name, node, table) if table is not None else None
            if rule is not None:
                rules.append(rule)
        return tuple(rules)

    def _promise(self, name: str, node: Node, table: Mapping[str, Node]) -> PromiseRule | None:
        clause = self._clause(node.name, node, table)
        owed: Owed | None = self._need(node, table, "owed", _owed, '"48 hours"')
        kind = self._kind(name, node, table)
        aim = table["aim"].said(parse_owed) if "aim" in table else None
        warn = table["warn"].said(parse_before) if "warn" in table else None
        when = self._when(table["when"]) if "when" in table else {}
        calendar = table["calendar"].text() if "calendar" in table else DEFAULT
        if calendar is None or clause is None or owed is None or kind is None:
            return None
        if "calendar" in table and calendar not in self.rules.calendars:
            table["calendar"].one_of(self.rules.calendars or (DEFAULT,))
            return None
        return PromiseRule(name, clause, kind, owed, aim, warn or timedelta(), when or {}, calendar)

    def _kind(self, name: str, node: Node, table: Mapping[str, Node]) -> PromiseKind | None:
        if "kind" in table:
            return cast("PromiseKind | None", table["kind"].one_of(PROMISE_KINDS))
        if name in PROMISE_KINDS:
            return cast("PromiseKind", name)
        node.missing("kind", '"first_reply", "next_reply" or "fix"')
        return None

    def _when(self, node: Node) -> Mapping[str, tuple[str, ...]] | None:
        facts = {
            "kind": tuple(self.rules.kinds) or ("bug",),
            "channel": cast("tuple[str, ...]", get_args(Channel)),
            "language": self.rules.languages,
        }
        table = node.table(facts)
        if table is None:
            return None
        when: dict[str, tuple[str, ...]] = {}
        for fact, value in table.items():
            chosen = value.items() if isinstance(value.raw, list) else (value,)
            read = tuple(item.one_of(facts[fact]) for item in chosen)
            when[fact] = tuple(text for text in read if text is not None)
        return when

    def _resend(self, clause: str, table: Mapping[str, Node]) -> ResendRule | None:
        node = self.top["resend"]
        after: Owed | None = self._need(node, table, "after", _owed, '"24 hours"')
        if "makes" in table and table["makes"].one_of(("urgent",)) is None:
            return None
        return ResendRule(clause, after, "urgent") if after is not None else None

    # Lists of terms

    def _lists(self) -> None:
        rules = self.rules
        self._section("problem", ("clause", "causes"), self._problem)
        rules.scope = self._section("scope", ("clause", "covers", "includes"), self._scope)
        rules.conduct = self._section("conduct", ("clause", "grounds"), self._conduct)
        rules.suggestions = self._section("suggestions", ("clause", "go_to"), self._suggestions)
        rules.announce = self._section("announce", ("clause", "major"), self._announce)

    def _problem(self, clause: str, table: Mapping[str, Node]) -> None:
        self.rules.problem = clause
        self.rules.causes = self._terms("problem", "causes", clause, table)

    def _scope(self, clause: str, table: Mapping[str, Node]) -> Scope:
        covers = self._terms("scope", "covers", clause, table)
        includes = self._terms("scope", "includes", clause, table) if "includes" in table else {}
        return Scope(clause, covers, includes)

    def _conduct(self, clause: str, table: Mapping[str, Node]) -> Conduct:
        return Conduct(clause, self._terms("conduct", "grounds", clause, table))

    def _suggestions(self, clause: str, table: Mapping[str, Node]) -> Suggestions | None:
        term = self._one_term("suggestions", "go_to", clause, table, '"business_development"')
        return Suggestions(clause, term) if term else None

    def _announce(self, clause: str, table: Mapping[str, Node]) -> Announce | None:
        term = self._one_term("announce", "major", clause, table, '"newsletter"')
        return Announce(clause, term) if term else None

    def _terms(self, section: str, key: str, clause: str, table: Mapping[str, Node]) -> Terms:
        if key not in table:
            self.top[section].missing(key, '["…", "…"]')
            return {}
        return read_terms(f"{section}.{key}", clause, table[key], self.rules.languages)

    def _one_term(
        self, section: str, key: str, clause: str, table: Mapping[str, Node], example: str
    ) -> Term | None:
        if key not in table:
            self.top[section].missing(key, example)
            return None
        rule = f"{section}.{key}"
        return read_term(rule, None, clause, table[key], {}, self.rules.languages)

    # What every section has

    def _section(
        self,
        name: str,
        known: tuple[str, ...],
        read: Callable[[str, Mapping[str, Node]], T],
    ) -> T | None:
        if name not in self.top:
            return None
        node = self.top[name]
        table = node.table(known)
        clause = self._clause(name, node, table) if table is not None else None
        return read(clause or "", table) if table is not None else None

    def _clause(self, rule: str, node: Node, table: Mapping[str, Node]) -> str | None:
        """The clause that tells a rule; it is remembered to be looked for in the texts."""
        clause = self._need(node, table, "clause", _clause, "1")
        self.rules.nodes[rule] = node
        if clause is not None:
            self.rules.nodes[f"{rule}.clause"] = table["clause"]
            self.rules.clauses[rule] = clause
        return clause

    @staticmethod
    def _need(
        node: Node,
        table: Mapping[str, Node],
        key: str,
        read: Callable[[Node], T | None],
        example: str,
    ) -> T | None:
        if key in table:
            return read(table[key])
        node.missing(key, example)
        return None


def _clause(node: Node) -> str | None:
    raw = node.raw
    if isinstance(raw, int) and not isinstance(raw, bool) and raw > 0:
        return str(raw)
    if isinstance(raw, str) and (raw == PREAMBLE or _CLAUSE.fullmatch(raw)):
        return raw
    node.note("%(name)s must be a clause's number, as 5 or “5.1”, or “preamble”.", name=node.name)
    return None


def _owed(node: Node) -> Owed | None:
    return node.said(parse_owed)


def _address(node: Node) -> str | None:
    text = node.text()
    if text is None or _ADDRESS.fullmatch(text):
        return text
    node.note("contact must be an e-mail address, not “%(text)s”.", text=text)
    return None


def _languages(node: Node) -> tuple[str, ...] | None:
    languages = tuple(text for item in node.items() if (text := item.one_of(TONGUES)))
    twice = next((lang for lang in languages if languages.count(lang) > 1), None)
    if twice:
        node.note("languages names “%(language)s” twice.", language=twice)
    return languages if not twice else None
