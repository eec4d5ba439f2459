"""What a rule and a value of a policy are called, in a reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields, is_dataclass
from datetime import date, timedelta
from typing import get_args

from babel import Locale

from kept.core import say
from kept.core.calendar import Elapsed, Opening, Owed
from kept.core.policy.compare.facts import Key, Node, Table
from kept.core.policy.compare.said import telling
from kept.core.policy.model import Policy
from kept.core.policy.text import PREAMBLE
from kept.core.policy.typography import set_type

_OWED = get_args(Owed)
_CLAUSES = frozenset({"clause", "calendar_clauses", "problem"})
_CALENDARS = frozenset({"calendars", "calendar_names", "calendar_clauses", "calendar"})
_LANGUAGES = frozenset({"languages", "language", "words", "names", "reason", "texts", "instead"})


class Naming:
    """The words of one language for some policies: their own terms are called as they call them.

    Where two call a term differently, the first one has its way.
    """

    def __init__(self, language: str, *policies: Policy) -> None:
        self.language = language
        self.told = telling(language)
        self._policies = policies

    def clause(self, number: str) -> str:
        """'§5', 'the preamble'."""
        told = self.told
        return told.preamble if number == PREAMBLE else told.clause.format(number=number)

    def subject(self, path: Sequence[str]) -> str:
        """'first reply, aim', 'opening hours, time zone': what a change is about."""
        said = [word for word in self._parts(path) if word]
        return ", ".join(said)

    def rule(self, name: str) -> str:
        """'first reply', '“fix for Pro”': a promise, by its kind where it bears that name."""
        return self.told.kinds.get(name) or self.quoted(name.replace("_", " "))

    def quoted(self, text: str) -> str:
        return self.told.quoted.format(text=text)

    def lang(self, code: str) -> str:
        """'French'."""
        known = Locale(self.told.language).languages.get(code)
        return str(known) if known else code

    def _parts(self, path: Sequence[str]) -> list[str]:
        if path[0] == "promises" and len(path) > 1:
            rest = [part for part in path[2:] if part != "owed"]
            return [self.rule(path[1]), *self._plain_parts(rest, "promises")]
        if path[0] == "calendars" and len(path) > 1:
            return [self.calendar(path[1]), *self._plain_parts(path[2:], "calendars")]
        return self._plain_parts(path, "")

    def _plain_parts(self, path: Sequence[str], within: str) -> list[str]:
        said: list[str] = []
        for part in path:
            if isinstance(part, Key) and within == "when" and said:
                said[-1] = f"{said[-1]} {self.key(part, within)}"
            elif isinstance(part, Key):
                said.append(self.key(part, within))
            else:
                within = part
                said.append(self.field(part))
        return said

    def field(self, name: str) -> str:
        """A field of the model; one that this language has no word for, by its own name."""
        return self.told.fields.get(name) or name.replace("_", " ")

    def calendar(self, name: str) -> str:
        """'opening hours', 'calendar “pro”'."""
        names = (policy.calendar_name(name, self.language) for policy in self._policies)
        called = next((said for said in names if said), "")
        known = "" if called else self.told.words.get(name)
        return known or f"{self.told.fields['calendar']} {self.quoted(called or name)}"

    def key(self, key: str, within: str) -> str:
        """A name that stands in the table `within`: a weekday, a date, a term."""
        if within == "week" and key.isdigit():
            return say.days([int(key)], self.told.language)
        if within in ("exceptions", "days_off"):
            return self._date(key)
        if within in _LANGUAGES:
            return self.lang(key)
        if within in _CALENDARS:
            return self.calendar(key)
        return self.word(key)

    def word(self, name: str) -> str:
        """A name as the policies' own terms say it, or as Kept does, or as it is."""
        if (term := self._term(name)) is not None:
            return self.quoted(set_type(term, self.told.language))
        return self.told.words.get(name) or self.quoted(name)

    def _term(self, name: str) -> str | None:
        for policy in self._policies:
            for held in _terms(policy):
                if name in held:
                    words: Mapping[str, str] = held[name].words  # type: ignore[attr-defined]
                    return words.get(self.language) or words.get(policy.original) or None
        return None

    def _date(self, text: str) -> str:
        try:
            return say.date(date.fromisoformat(text), self.told.language)
        except ValueError:
            return self.quoted(text)

    # Values

    def value(self, held: Node, path: Sequence[str]) -> str:
        """A plain value in words; `path` says what it is a value of."""
        field = next((part for part in reversed(path) if not isinstance(part, Key)), "")
        if path[-1] == "language":  # a condition on it
            field = "language"
        return set_type(self._value(held, field), self.told.language)

    def _value(self, held: Node, field: str) -> str:
        told = self.told
        if held is None or held in ((), ""):
            return told.closed if held == () and field in ("week", "openings") else told.nothing
        if isinstance(held, bool):
            return told.yes if held else told.no
        if isinstance(held, timedelta):
            return say.owed(Elapsed(held), told.language) if held else told.nothing
        if isinstance(held, _OWED):
            return say.owed(held, told.language)
        if isinstance(held, date):
            return say.date(held, told.language)
        if isinstance(held, Table):
            return self._in_this_language(held) if field in _LANGUAGES else self._table(held)
        if isinstance(held, tuple):
            return say.list_of([self._value(one, field) for one in held], told.language)
        if isinstance(held, Opening):
            return say.hours_range(held.opens, held.closes, told.language)
        if is_dataclass(held) and not isinstance(held, type):
            return self._record(held)
        return self._text(str(held), field)

    def _text(self, text: str, field: str) -> str:
        if field in _CLAUSES:
            return self.clause(text)
        if field == "kind":
            return self.told.kinds.get(text, text)
        if field in _CALENDARS:
            return self.calendar(text)
        if field in ("languages", "language"):
            return self.lang(text)
        if field == "days_off":
            return str(Locale(self.told.language).territories.get(text, text))
        if field in ("when", "tells", "makes", "ladder"):
            return self.word(text)
        return self.quoted(text)

    def _record(self, held: object) -> str:
        """A small record in a list: a warning in its own words, others field by field."""
        if {f.name for f in fields(held)} == {"before", "tells"}:  # type: ignore[arg-type]
            before, tells = held.before, held.tells  # type: ignore[attr-defined]
            duration = self._value(before, "before")
            return self.told.before.format(duration=duration, tells=self._value(tells, "tells"))
        return self._table(
            Table({f.name: getattr(held, f.name) for f in fields(held)})  # type: ignore[arg-type]
        )

    def _table(self, held: Table) -> str:
        """What a table says, field by field; of a term only its words, of nothing nothing."""
        if isinstance(held.get("words"), Table):
            return self._in_this_language(held["words"])
        said = [told for told in (self._of_day(held),) if told]
        said += [
            self.value(one, (name,)) if name == "owed" else self._named(name, one)
            for name, one in held.items()
            if name not in ("name", "kind", "openings")
            and one not in (None, (), "", False, {}, timedelta())
        ]
        return ", ".join(said) or self.told.nothing

    def _of_day(self, held: Table) -> str:
        """The hours of a dated exception."""
        return self._value(held["openings"], "openings") if "openings" in held else ""

    def _in_this_language(self, words: Table) -> str:
        return self.quoted(str(words.get(self.language) or next(iter(words.values()), "")))

    def _named(self, name: str, held: Node) -> str:
        if name == "clause":
            return self.clause(held)
        if isinstance(name, Key):
            return f"{self.word(name)} {self._value(held, '')}"
        if held is True:
            return self.field(name)
        return f"{self.field(name)} {self._value(held, name)}"


def _terms(policy: Policy) -> list[Mapping[str, object]]:
    """Every list of terms that a policy holds, wherever it stands in the model."""
    found: list[Mapping[str, object]] = []
    for owner in (policy, *(getattr(policy, field.name) for field in fields(policy))):
        if not is_dataclass(owner):
            continue
        for field in fields(owner):
            held = getattr(owner, field.name)
            if isinstance(held, Mapping) and all(hasattr(one, "words") for one in held.values()):
                found.append(held)
    return found
