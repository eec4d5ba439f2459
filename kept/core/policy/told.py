"""Whether the texts tell the rules, all of them, in every language, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from kept.core.policy.bindings import Rule, bindable
from kept.core.policy.rules import Rules
from kept.core.policy.text import PREAMBLE, Bound, Source
from kept.core.policy.typed import Typing

Sources = Mapping[str, Source]


def check_texts(sources: Sources, rules: Rules) -> None:
    """Notes where texts and rules, or two languages, say different things."""
    known = bindable(rules)
    _check_clauses_told(sources, rules)
    for language, source in sources.items():
        for bound in source.bound:
            _check_bound(bound, source, known)
        _check_told(source, known)
        _check_cited(source)
        Typing(language, source, rules, known).check()
    original = sources.get(rules.languages[0]) if rules.languages else None
    for source in sources.values():
        if original and source is not original:
            _check_same_clauses(source, original)
            _check_same_bindings(source, original, known)


def _check_clauses_told(sources: Sources, rules: Rules) -> None:
    """A rule's clause has a text in every language."""
    for rule, clause in rules.clauses.items():
        silent = [s.file for s in sources.values() if not _says(s, clause)]
        if silent:
            rules.nodes[f"{rule}.clause"].note(
                "%(clause)s has no text in %(files)s, but %(rule)s stands there: write it, "
                "or name another clause.",
                clause="The preamble" if clause == PREAMBLE else f"Clause {clause}",
                files=" and ".join(silent),
                rule=rule,
            )


def _says(source: Source, clause: str) -> bool:
    section = source.section(clause)
    return section is not None and bool(section.body.strip())


def _check_bound(bound: Bound, source: Source, known: Mapping[str, Rule]) -> None:
    rule = _rule(bound.name, known)
    if rule is None:
        _note_unknown(bound, source, known)
    elif bound.form and rule.kind != "owed":
        source.note(
            bound.offset,
            "“%(form)s” goes before a time: %(name)s is none, write {{ %(name)s }}.",
            form=bound.form,
            name=bound.name,
        )


def _rule(name: str, known: Mapping[str, Rule]) -> Rule | None:
    """The rule of a name, be it a whole list or one item of it."""
    listed = (rule for rule in known.values() if name in rule.items)
    return known.get(name) or next(listed, None)


def _note_unknown(bound: Bound, source: Source, known: Mapping[str, Rule]) -> None:
    whole, _, part = bound.name.rpartition(".")
    if whole in known and part in ("aim", "warn"):
        source.note(
            bound.offset,
            "%(name)s is the desk's own and never told to customers: write {{ %(whole)s }}.",
            name=bound.name,
            whole=whole,
        )
        return
    names = [*known, *(item for rule in known.values() for item in rule.items)]
    near = get_close_matches(bound.name, names, n=1)
    template = "policy.toml has no rule %(name)s: %(remedy)s."
    remedy = f"is {{{{ {near[0]} }}}} meant?" if near else "write one, or remove the binding."
    source.note(bound.offset, template[:-1], name=bound.name, remedy=remedy)


def _check_told(source: Source, known: Mapping[str, Rule]) -> None:
    """Every rule is told in its own clause: whole, or item by item."""
    for rule in known.values():
        section = source.section(rule.clause) if rule.clause else None
        if section is None or not section.body.strip():
            continue
        told = {bound.name for bound in source.bound if bound.clause == rule.clause}
        untold = [item for item in rule.items if item not in told]
        if rule.name in told or (rule.items and not untold):
            continue
        missing = untold[0] if rule.items and len(untold) < len(rule.items) else rule.name
        source.note(
            section.heading,
            "%(clause)s does not tell %(rule)s: write {{ %(rule)s }} where it belongs.",
            clause="The preamble" if rule.clause == PREAMBLE else f"Clause {rule.clause}",
            rule=missing,
        )


def _check_cited(source: Source) -> None:
    for number, offset in source.cited():
        if source.section(number) is None:
            source.note(offset, "There is no clause %(number)s to refer to.", number=number)


def _check_same_clauses(source: Source, original: Source) -> None:
    here = [section.number for section in source.sections]
    there = [section.number for section in original.sections]
    for section in source.sections:
        if section.number not in there:
            source.note(
                section.heading,
                "Clause %(number)s is not in the original, %(original)s.",
                number=section.number,
                original=original.file,
            )
    for number in there:
        if number not in here:
            source.note(
                _where_missing(number, source, there),
                "Clause %(number)s of the original, %(original)s, is missing here.",
                number=number,
                original=original.file,
            )
    if here != there and sorted(here) == sorted(there):
        first = next(s for s, number in zip(source.sections, there, strict=True)
                     if s.number != number)  # fmt: skip
        source.note(
            first.heading,
            "Clause %(number)s stands elsewhere in the original, %(original)s: keep its order.",
            number=first.number,
            original=original.file,
        )


def _where_missing(number: str, source: Source, there: list[str]) -> int:
    """Before the clause that follows it in the original, else at the end of the text."""
    for following in there[there.index(number) + 1 :]:
        section = source.section(following)
        if section is not None:
            return section.heading
    return len(source.source.rstrip("\n"))


def _check_same_bindings(source: Source, original: Source, known: Mapping[str, Rule]) -> None:
    """A clause binds the same rules as in the original. What must be told is checked before."""
    for section in source.sections:
        here, there = (_bound_in(section.number, s, known) for s in (source, original))
        for name in sorted(there - here):
            if known[name].clause != section.number and original.section(section.number):
                source.note(
                    section.heading,
                    "Clause %(number)s binds {{ %(name)s }} in %(original)s, but not here.",
                    number=section.number,
                    name=name,
                    original=original.file,
                )
        for name in sorted(here - there):
            if known[name].clause != section.number and original.section(section.number):
                source.note(
                    section.heading,
                    "Clause %(number)s binds {{ %(name)s }} here, but not in %(original)s.",
                    number=section.number,
                    name=name,
                    original=original.file,
                )


def _bound_in(clause: str, source: Source, known: Mapping[str, Rule]) -> set[str]:
    rules = (_rule(bound.name, known) for bound in source.bound if bound.clause == clause)
    return {rule.name for rule in rules if rule is not None}
