"""Values typed by hand where a rule could say them: the beginning of every drift.

A time (`24 hours`, `the next day`), a weekday, a date or a clock time is refused anywhere in a
text, since rules say those; a bare number only in a clause that a rule stands in, and how often
something comes (`daily`) only beside a rule that says so. `{= … =}` marks what is meant as typed.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from kept.core.calendar.owed import BusinessDays, Elapsed, EndOfFirstHour, OpenTime, Owed
from kept.core.policy.bindings import Rule
from kept.core.policy.prose import as_read
from kept.core.policy.rules import Rules
from kept.core.policy.text import Section, Source, blank, unwritten
from kept.core.policy.tongues import TONGUES, Tongue

Meaning = tuple[str, float]
"""What a time means, to compare one typed with one ruled: ('elapsed', minutes), …"""

_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class _Find:
    kind: str
    text: str
    offset: int
    meaning: Meaning | None = None


class Typing:
    """One text, looked through for values typed by hand."""

    def __init__(
        self, language: str, source: Source, rules: Rules, known: Mapping[str, Rule]
    ) -> None:
        self.language = language
        self.source = source
        self.contact = rules.contact
        self.known = known
        self.named: set[tuple[str, str]] = set()

    def check(self) -> set[tuple[str, str]]:
        """Notes what is typed by hand; answers which rule each find names, by clause."""
        for section in self.source.sections:
            for find in _finds(self.language, self.contact, section.body):
                self._judge(find, section, section.start + find.offset)
            self._check_title(section)
        return self.named

    def _check_title(self, section: Section) -> None:
        start = self.source.source.find(section.title, section.heading)
        for find in _finds(self.language, self.contact, section.title):
            if find.kind not in ("number", "often"):
                self.source.note(
                    start + find.offset,
                    "“%(typed)s” stands in a title, where nothing can be bound: say it in the "
                    "text below.",
                    typed=find.text,
                )

    def _judge(self, find: _Find, section: Section, offset: int) -> None:
        match find.kind:
            case "contact":
                self._note_said(offset, find.text, "contact", section)
            case "hours":
                self._note_hours(offset, find.text, section)
            case "time":
                self._note_time(offset, find, section)
            case "date":
                self._note_date(offset, find.text)
            case _:
                here = [
                    rule.name
                    for rule in self.known.values()
                    if section.number in rule.clauses and (find.kind == "number" or rule.repeats)
                ]
                if here:
                    self._note_in_clause(offset, find.text, here[0], section)

    def _note_time(self, offset: int, find: _Find, section: Section) -> None:
        owed = [rule for rule in self.known.values() if rule.owed is not None]
        here = [rule for rule in owed if section.number in rule.clauses]
        same = [r for r in (*here, *owed) if r.owed and meaning(r.owed) == find.meaning]
        if same:
            self._note_said(offset, find.text, same[0].name, section)
        elif here:
            self._note_in_clause(offset, find.text, here[0].name, section)
        elif owed:
            self.source.note(
                offset,
                "“%(typed)s” is typed by hand and no rule says it, so nothing would keep it: "
                "give it a rule and bind it, or mark it as meant: {= %(typed)s =}.",
                typed=find.text,
            )

    def _note_date(self, offset: int, typed: str) -> None:
        self.source.note(
            offset,
            "“%(typed)s” is a date typed by hand: {{ updated }} says when this text changed last, "
            "and days with other hours stand in policy.toml. Bind it, or mark it as meant: "
            "{= %(typed)s =}.",
            typed=typed,
        )

    def _note_hours(self, offset: int, typed: str, section: Section) -> None:
        hours = [rule for rule in self.known.values() if rule.kind == "hours"]
        here = [rule for rule in hours if section.number in rule.clauses]
        for rule in (*here, *hours)[:1]:
            self.named.add((section.number, rule.name))
            self.source.note(
                offset,
                "“%(typed)s” is typed by hand: the rule %(rule)s says when the desk is open, and "
                "the text would stay when it changes. Bind {{ %(rule)s }}, or mark it as meant: "
                "{= %(typed)s =}.",
                typed=typed,
                rule=rule.name,
            )

    def _note_said(self, offset: int, typed: str, rule: str, section: Section) -> None:
        self.named.add((section.number, rule))
        self.source.note(
            offset,
            "“%(typed)s” is typed by hand: the rule %(rule)s already says it, and the text would "
            "stay when the rule changes. Bind {{ %(rule)s }}, or mark it as meant: "
            "{= %(typed)s =}.",
            typed=typed,
            rule=rule,
        )

    def _note_in_clause(self, offset: int, typed: str, rule: str, section: Section) -> None:
        self.named.add((section.number, rule))
        self.source.note(
            offset,
            "“%(typed)s” is typed by hand in the clause of %(rule)s: bind {{ %(rule)s }}, or mark "
            "it as meant: {= %(typed)s =}.",
            typed=typed,
            rule=rule,
        )


def meaning(owed: Owed) -> Meaning:
    """What is owed, to compare with a time typed by hand."""
    match owed:
        case Elapsed(duration):
            return "elapsed", duration / _MINUTE
        case OpenTime(duration):
            return "open", duration / _MINUTE
        case BusinessDays(days):
            return "days", days
        case EndOfFirstHour():
            return "first hour", 0


@lru_cache(maxsize=1024)
def _finds(language: str, contact: str, text: str) -> tuple[_Find, ...]:
    """All that is typed by hand. Kept for clauses that stay as they are while one is written."""
    prose, tongue = as_read(text), TONGUES[language]
    read = prose.text
    address = re.finditer(re.escape(contact), unwritten(text), re.IGNORECASE) if contact else ()
    found = [_Find("contact", match[0], match.start()) for match in address]
    for kind, pattern in (
        ("date", tongue.dates),
        ("time", tongue.moment),
        ("hours", tongue.clock),
        ("time", tongue.duration),
        ("hours", tongue.days),
        ("often", tongue.often),
        ("number", tongue.number),
    ):
        matches = [*pattern.finditer(read)]
        for match in matches:
            typed = " ".join(prose.typed[slice(*match.span())].split())
            start = prose.place(match.start())
            found.append(_Find(kind, typed, start, _meaning(tongue, match)))
        if matches:
            read = blank(pattern, read)
    return tuple(found)


def _meaning(tongue: Tongue, match: re.Match[str]) -> Meaning | None:
    """What a time typed by hand means, as far as it can be told."""
    if match.re is tongue.moment:
        return ("first hour", 0) if match["first"] else None
    if match.re is not tongue.duration:
        return None
    amount = tongue.amount(match["amount"])
    minutes = tongue.minutes(match["unit"])
    if amount is None or not minutes:
        return None
    if not match["business"]:
        return "elapsed", amount * minutes
    return ("days", amount) if minutes == 1440 else ("open", amount * minutes)
