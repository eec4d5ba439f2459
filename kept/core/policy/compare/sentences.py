"""A comparison in sentences, in a reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from babel.numbers import format_decimal

from kept.core import say
from kept.core.policy.compare.changes import Change
from kept.core.policy.compare.comparison import Comparison
from kept.core.policy.compare.facts import Table
from kept.core.policy.compare.naming import Naming
from kept.core.policy.compare.past import Shift
from kept.core.policy.compare.texts import ClauseChange
from kept.core.policy.typography import set_type


def of_meaning(comparison: Comparison, language: str) -> tuple[str, ...]:
    """What changed in the rules, one sentence a change; equal changes of days stand together."""
    naming = Naming(language, comparison.new, comparison.old)
    if comparison.rewritten:
        return (naming.told.rewritten,)
    grouped = groupby(_in_groups(comparison.meaning, naming), key=lambda one: one[0])
    return tuple(
        _set(sentence, naming)
        for _key, changes in grouped
        for sentence in _told([change for _, change in changes], naming, comparison)
    )


def of_text(comparison: Comparison, language: str) -> tuple[str, ...]:
    """What became of the clauses: those of the reader's language, or else of the original."""
    naming = Naming(language, comparison.new, comparison.old)
    before, after = comparison.old.languages, comparison.new.languages
    said = [
        naming.told.text_added.format(language=naming.lang(c)) for c in after if c not in before
    ]
    said += [
        naming.told.text_removed.format(language=naming.lang(c)) for c in before if c not in after
    ]
    return tuple(
        _set(sentence, naming)
        for sentence in (*said, *_of_clauses(comparison, naming, {*before} & {*after}))
    )


def of_past(comparison: Comparison, language: str) -> tuple[str, ...]:
    """What each rule whose moments move would have meant for the requests that came."""
    naming = Naming(language, comparison.new, comparison.old)
    touched = {change.path[1] for change in comparison.meaning if _of_promise(change)}
    return tuple(
        _set(_shifted(shift, comparison, naming), naming)
        for shift in comparison.shifts
        if shift.moved or shift.rule in touched
    )


def _of_promise(change: Change) -> bool:
    return change.path[0] == "promises" and len(change.path) > 1


def _set(sentence: str, naming: Naming) -> str:
    """With a capital letter and the signs of the language."""
    return set_type(sentence[:1].upper() + sentence[1:], naming.told.language)


# Meaning

Group = tuple[object, ...]


def _in_groups(changes: Sequence[Change], naming: Naming) -> list[tuple[Group, Change]]:
    """Each change with what it is told together with; those stand next to each other."""
    keyed = [(_group(number, change, naming), change) for number, change in enumerate(changes)]
    first: dict[Group, int] = {}
    for number, (group, _) in enumerate(keyed):
        first.setdefault(group, number)
    return sorted(keyed, key=lambda one: (one[1].path[0] != "days_off", first[one[0]]))


def _group(number: int, change: Change, naming: Naming) -> Group:
    path = change.path
    if len(path) == 4 and path[0] == "calendars" and path[2] == "week":
        return ("week", path[1], change.old, change.new)
    if len(path) == 4 and path[0] == "calendars" and path[2] == "days_off":
        return ("days off", path[1], change.kind, _day_name(change, naming))
    if len(path) == 5 and path[0] == "calendars" and path[2] == "days_off":
        return ("renamed", path[1], path[4], change.old, change.new)
    return (number,)


def _day_name(change: Change, naming: Naming) -> str:
    names = change.new or change.old
    return str(names.get(naming.language) or next(iter(names.values()), ""))


def _told(changes: list[Change], naming: Naming, comparison: Comparison) -> Iterator[str]:
    change, told = changes[0], naming.told
    match _group(0, change, naming)[0]:
        case "week":
            days = say.days([int(one.path[3]) for one in changes], told.language)
            subject = f"{naming.calendar(change.path[1])}, {days}"
            yield told.changed.format(subject=subject, **_values(change, naming))
        case "days off":
            yield (told.days_off_added if change.new else told.days_off_removed).format(
                subject=naming.calendar(change.path[1]),
                name=_day_name(change, naming),
                dates=_dates(changes, naming),
            )
        case "renamed":
            yield told.days_off_renamed.format(
                subject=naming.calendar(change.path[1]),
                language=naming.lang(change.path[4]),
                dates=_dates(changes, naming),
                **_values(change, naming),
            )
        case _:
            yield _sentence(change, naming, len(comparison.new.promises))


def _dates(changes: list[Change], naming: Naming) -> str:
    """One date, two, or the first and the last with how many they are."""
    named = [naming.key(change.path[3], "days_off") for change in changes]
    if len(named) == 1:
        return named[0]
    place = naming.told.from_to if len(named) == 2 else naming.told.on_days
    return place.format(first=named[0], last=named[-1], count=len(named))


def _sentence(change: Change, naming: Naming, promises: int) -> str:
    told = naming.told
    if change.kind in ("added", "removed") and _is_term(change):
        said = told.term_added if change.kind == "added" else told.term_removed
        words = naming.value(change.new or change.old, change.path)
        return said.format(subject=naming.subject(change.path[:-1]), new=words, old=words)
    if change.kind == "reordered":
        orders = {
            side: say.list_of([naming.key(name, change.path[-1]) for name in names], told.language)
            for side, names in (("old", change.old), ("new", change.new))
        }
        return told.reordered.format(subject=naming.subject(change.path), **orders)
    said = {"added": told.added, "removed": told.removed}.get(change.kind, told.changed)
    sentence = said.format(subject=naming.subject(change.path), **_values(change, naming))
    if change.place and _of_promise(change) and promises > 1:
        return told.placed.format(said=sentence, place=change.place, count=promises)
    return sentence


def _is_term(change: Change) -> bool:
    held = change.new if change.kind == "added" else change.old
    return isinstance(held, Table) and isinstance(held.get("words"), Table)


def _values(change: Change, naming: Naming) -> dict[str, str]:
    return {
        "old": naming.value(change.old, change.path),
        "new": naming.value(change.new, change.path),
    }


# Text


def _of_clauses(comparison: Comparison, naming: Naming, both: set[str]) -> Iterator[str]:
    chosen = naming.language if naming.language in both else comparison.new.original
    shown = [c for c in comparison.text if c.language == chosen and chosen in both]
    for change in shown:
        yield from _clause_told(change, naming)
    told = {(c.old, c.new) for c in shown}
    for change in comparison.text:
        if change.language in both and (change.old, change.new) not in told:
            beside = naming.lang(change.language)
            yield from (f"{said[:-1]} ({beside})." for said in _clause_told(change, naming))


def _clause_told(change: ClauseChange, naming: Naming) -> Iterator[str]:
    old = "".join(piece.text for piece in change.title if piece.kind != "added")
    new = "".join(piece.text for piece in change.title if piece.kind != "removed")
    for what in change.what:
        number = change.old if what in ("removed", "moved") else change.new
        clause = naming.clause(number or "")
        same_number = what == "moved" and change.old == change.new
        yield naming.told.clauses["shifted" if same_number else what].format(
            clause=clause,
            title=old if what in ("removed", "renamed") else new,
            now=naming.clause(change.new or "") if what == "moved" else new,
        )


# The past


def _shifted(shift: Shift, comparison: Comparison, naming: Naming) -> str:
    told, past = naming.told, comparison.past
    assert past is not None, "shifts are of a past"
    facts = {
        "subject": naming.rule(shift.rule),
        "count": format_decimal(shift.requests, locale=naming.told.language),
        "since": say.date(past.since, told.language),
    }
    if not shift.moved:
        return told.past_same.format(**facts)
    moved = {
        told.past_later: shift.later,
        told.past_earlier: shift.earlier,
        told.past_begins: shift.begins,
        told.past_ends: shift.ends,
    }
    said = [
        place.format(share=told.share(count, shift.requests))
        for place, count in moved.items()
        if count
    ]
    return told.past.format(shifts=", ".join(said), **facts)
