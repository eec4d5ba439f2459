"""Whether the texts tell the rules, all of them, in every language, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from difflib import get_close_matches

from kept.core.policy.bindings import Rule, bindable
from kept.core.policy.mistakes import joined
from kept.core.policy.rules import Rules
from kept.core.policy.text import PREAMBLE, Bound, Source
from kept.core.policy.typed import Typing

Sources = Mapping[str, Source]
Noted = tuple[str, str]
"""A clause and a rule about which a mistake was noted: one mistake is said once."""


def check_texts(sources: Sources, rules: Rules) -> None:
    """Notes where texts and rules, or two languages, say different things."""
    known = bindable(rules)
    original = sources.get(rules.languages[0]) if rules.languages else None
    _check_clauses_told(sources, original, rules)
    for language, source in sources.items():
        noted = Typing(language, source, rules, known).check()
        noted |= {
            pair for bound in source.bound for pair in _check_bound(bound, source, known, rules)
        }
        unread = ((clause, _rule(name, known)) for clause, name in source.unread)
        noted |= {(clause, rule.name) for clause, rule in unread if rule}
        noted |= _check_told(source, known, noted)
        _check_cited(source)
        if original and source is not original:
            _check_same_clauses(source, original, rules)
            _check_same_bindings(source, original, known, noted)


def _check_clauses_told(sources: Sources, original: Source | None, rules: Rules) -> None:
    """A rule's clause has a text. That a translation lacks it is said in the translation."""
    for rule, clause in rules.clauses.items():
        silent = [s.file for s in sources.values() if not _says(s, clause)]
        if silent and not (original and original.section(clause)):
            rules.nodes[f"{rule}.clause"].note(
                "%(clause)s has no text in %(files)s, but %(rule)s stands there: write it, "
                "or name another clause.",
                clause=_called(clause),
                files=joined(silent, "and"),
                rule=rule,
            )


def _called(clause: str) -> str:
    return "The preamble" if clause == PREAMBLE else f"Clause {clause}"


def _says(source: Source, clause: str) -> bool:
    section = source.section(clause)
    return section is not None and bool(section.body.strip())


def _check_bound(
    bound: Bound, source: Source, known: Mapping[str, Rule], rules: Rules
) -> set[Noted]:
    rule = _rule(bound.name, known)
    if rule is None:
        return {(bound.clause, _note_unknown(bound, source, known, rules))}
    if rule.kind == "internal":
        source.note(
            bound.offset,
            "%(name)s is the team's own and never told to customers: remove the binding, or "
            "internal from policy.toml.",
            name=bound.name,
        )
    elif bound.form == "every" and rule.kind == "owed" and not rule.repeats:
        source.note(
            bound.offset,
            "“every” goes before what is owed again and again, so many hours or days after each "
            "reply: write {{ %(name)s }} or {{ within %(name)s }}.",
            name=bound.name,
        )
    elif bound.form and rule.kind not in ("owed", "unread"):
        source.note(
            bound.offset,
            "“%(form)s” goes before a time: %(name)s is none, write {{ %(name)s }}.",
            form=bound.form,
            name=bound.name,
        )
    return set()


def _rule(name: str, known: Mapping[str, Rule]) -> Rule | None:
    """The rule of a name, be it a whole list or one item of it."""
    listed = (rule for rule in known.values() if name in rule.items)
    whole = known.get(name.rpartition(".")[0])
    return known.get(name) or next(listed, whole if whole and whole.kind == "unread" else None)


def _note_unknown(bound: Bound, source: Source, known: Mapping[str, Rule], rules: Rules) -> str:
    """Notes a binding that names no rule; answers the rule that may be meant."""
    whole, _, part = bound.name.rpartition(".")
    if whole in known and part in ("aim", "warn"):
        source.note(
            bound.offset,
            "%(name)s is the desk's own and never told to customers: write {{ %(whole)s }}.",
            name=bound.name,
            whole=whole,
        )
        return whole
    names = [*known, *(item for rule in known.values() for item in rule.items)]
    if _is_mute(bound.name, names, rules):
        source.note(
            bound.offset,
            "%(name)s stands in policy.toml, but has no words of its own: say it in yours, "
            "without a binding.",
            name=bound.name,
        )
        return ""
    near = get_close_matches(bound.name, names, n=1)
    if near:
        template = "policy.toml has no rule %(name)s: is {{ %(near)s }} meant?"
    else:
        template = "policy.toml has no rule %(name)s: write one, or remove the binding."
    source.note(bound.offset, template, name=bound.name, near=near[0] if near else "")
    return near[0] if near else ""


def _is_mute(name: str, names: Iterable[str], rules: Rules) -> bool:
    """Whether a rule or a key of one is called so that no text can bind."""
    table, _, key = name.rpartition(".")
    node = rules.nodes.get(table)
    written = name in rules.nodes or (node is not None and key in node.raw)
    return written and not any(one.startswith(f"{name}.") for one in names)


def _check_told(source: Source, known: Mapping[str, Rule], noted: set[Noted]) -> set[Noted]:
    """Every rule is told in its own clause: whole, or item by item."""
    untold: set[Noted] = set()
    to_tell = [(rule, clause) for rule in known.values() for clause in rule.clauses]
    for rule, clause in to_tell:
        section = source.section(clause)
        if section is None or not section.body.strip():
            continue
        missing = _missing(rule, {b.name for b in source.bound if b.clause == clause})
        if missing is None or (section.number, rule.name) in noted:
            continue
        untold.add((section.number, rule.name))
        source.note(
            section.heading,
            "%(clause)s does not tell %(rule)s: write {{ %(rule)s }} where it belongs.",
            clause=_called(section.number),
            rule=missing,
        )
    return untold


def _missing(rule: Rule, told: set[str]) -> str | None:
    """What of a rule is not told: all of it, the first item that is left out, or nothing."""
    untold = [item for item in rule.items if item not in told]
    whole = rule.name.rpartition(".")[0] if rule.kind == "terms" else ""
    if rule.name in told or whole in told or (rule.items and not untold):
        return None
    return untold[0] if len(untold) < len(rule.items) else rule.name


def _check_cited(source: Source) -> None:
    for number, offset in source.cited():
        if source.section(number) is None:
            source.note(offset, "There is no clause %(number)s to refer to.", number=number)


def _check_same_clauses(source: Source, original: Source, rules: Rules) -> None:
    here = [section.number for section in source.sections]
    there = [section.number for section in original.sections]
    for section in source.sections:
        if section.number not in there:
            source.note(
                section.heading,
                "%(clause)s is not in the original, %(original)s.",
                clause=_called(section.number),
                original=original.file,
            )
    for number in there:
        if number not in here:
            _note_missing(number, source, original, rules)
    if here != there and sorted(here) == sorted(there):
        pairs = zip(source.sections, there, strict=True)
        first = next(section for section, number in pairs if section.number != number)
        source.note(
            first.heading,
            "%(clause)s stands elsewhere in the original, %(original)s: keep its order.",
            clause=_called(first.number),
            original=original.file,
        )


def _note_missing(number: str, source: Source, original: Source, rules: Rules) -> None:
    told = [rule for rule, clause in rules.clauses.items() if clause == number]
    template = "%(clause)s of the original, %(original)s, is missing here"
    source.note(
        _where_missing(number, source, [section.number for section in original.sections]),
        template + (", and with it what it tells of %(rules)s." if told else "."),
        clause=_called(number),
        original=original.file,
        rules=joined(told, "and") if told else "",
    )


def _where_missing(number: str, source: Source, there: list[str]) -> int:
    """Before the clause that follows it in the original, else at the end of the text."""
    for following in there[there.index(number) + 1 :]:
        section = source.section(following)
        if section is not None:
            return section.heading
    return len(source.source.rstrip("\n"))


def _check_same_bindings(
    source: Source, original: Source, known: Mapping[str, Rule], noted: set[Noted]
) -> None:
    """A clause binds the same rules as in the original, those told elsewhere too."""
    for section in source.sections:
        if original.section(section.number) is None:
            continue
        here, there = (_bound_in(section.number, text, known) for text in (source, original))
        for name in sorted(here ^ there):
            if section.number in known[name].clauses or (section.number, name) in noted:
                continue
            source.note(
                section.heading,
                "%(clause)s binds {{ %(name)s }} in %(original)s, but not here."
                if name in there
                else "%(clause)s binds {{ %(name)s }} here, but not in %(original)s.",
                clause=_called(section.number),
                name=name,
                original=original.file,
            )


def _bound_in(clause: str, source: Source, known: Mapping[str, Rule]) -> set[str]:
    rules = (_rule(bound.name, known) for bound in source.bound if bound.clause == clause)
    return {rule.name for rule in rules if rule is not None}
