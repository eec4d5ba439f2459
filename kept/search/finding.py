"""Which tickets a query finds for somebody, the newest first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo
from typing import Final, NamedTuple, TypeGuard

from kept.core.filters import Query, Value, Words
from kept.core.finding import fold, forms, tokens
from kept.people.models import Staff
from kept.search import store, vocabulary
from kept.search.reading import FILE
from kept.search.walking import Tickets, Walk, one_by_one, walk
from kept.search.wanted import Part, Phrase, Wanted
from kept.tickets import access

#: Filters that leave no more than that are looked at first, and words in these tickets alone.
FEW: Final = 200
#: Tickets with the words that one search looks at where filters leave few of them.
LOOKED_AT: Final = 6_000
_FIRST, _MOST = 100, 900


@dataclass(frozen=True, slots=True)
class Found:
    """A page of numbers of tickets, the newest first. `below`: where the search goes on, None at
    its end; `ended`: it found enough (or all), and did not only look far enough. `instead`: for
    words that nobody said, those that were looked for."""

    numbers: Sequence[int]
    wanted: Wanted
    below: int | None = None
    ended: bool = True
    instead: Mapping[str, Sequence[str]] | None = None


def has_words(query: Query) -> bool:
    """Whether a query needs the index: anything is said in it, or in a name."""
    return bool(query.words) or any(_in_index(term) for term in query.filters)


def find(
    staff: Staff, query: Query, *, now: datetime, zone: tzinfo, below: int | None, most: int
) -> Found:
    """The tickets that this person may see and that have the words of `query`, of those below the
    number `below`. Where nothing has them, words that are only begun or mistyped are looked for."""
    tickets, way = access.tickets(staff), walk(query, staff, now, zone)
    unknown = vocabulary.unknown(_said(query))
    begun = _begun(query, unknown)
    found = _page(tickets, way, query, _wanted(query, begun), below, most)
    if found.numbers or below is not None:
        return found
    instead = {word: vocabulary.meant(word) for word in unknown if word not in begun}
    if not any(instead.values()):
        return found
    other = _page(tickets, way, query, _wanted(query, begun | instead), below, most)
    shown = instead if other.numbers else None  # a word of what they do not see is not told
    return Found(other.numbers, other.wanted, other.below, other.ended, shown)


def _said(query: Query) -> list[str]:
    """The words that may be slips: those that stand alone."""
    alone = [term.text for term in query.words if not (term.exact or term.without)]
    return [fold(word) for text in alone for word in tokens(text)]


def _begun(query: Query, unknown: Sequence[str]) -> dict[str, Sequence[str]]:
    """What the last word may become, where nobody says it as it stands."""
    last = query.terms[-1] if query.terms else None
    if not isinstance(last, Words) or last.exact or last.without:
        return {}
    words = [fold(word) for word in tokens(last.text)]
    if not words or words[-1] not in unknown:
        return {}
    longer = vocabulary.begun(words[-1])
    return {words[-1]: longer} if longer else {}


def _wanted(query: Query, instead: Mapping[str, Sequence[str]]) -> Wanted:
    said = [(term.without, _part(term, instead)) for term in query.words]
    said += [(term.without, _kept(term)) for term in query.filters if _in_index(term)]
    return Wanted(
        parts=tuple(part for without, part in said if part.phrases and not without),
        without=tuple(part for without, part in said if part.phrases and without),
    )


def _part(term: Words, instead: Mapping[str, Sequence[str]]) -> Part:
    words = list(tokens(term.text))
    if term.exact or len(words) != 1:
        return Part(_phrases(words))
    others = instead.get(fold(words[0]), ())
    alone = [one for word in (words[0], *others) for one in forms(word) if one]
    return Part(tuple((stem,) for stem in dict.fromkeys(alone)))


def _in_index(term: object) -> TypeGuard[Value]:
    """Whether a filter is kept beside the words, and not in the tickets' own rows."""
    return isinstance(term, Value) and term.field in ("from", "has")


def _kept(term: Value) -> Part:
    if term.field == "has":
        return Part(((FILE,),))
    return Part(_phrases(list(tokens(term.value))), who=True)


def _phrases(words: Sequence[str]) -> tuple[Phrase, ...]:
    return (tuple(forms(word).stem for word in words),) if words else ()


def _page(
    tickets: Tickets, way: Walk, query: Query, wanted: Wanted, below: int | None, most: int
) -> Found:
    if not wanted.parts and has_words(query) and not wanted.without:
        return Found((), wanted)
    along = tickets.filter(way.along)
    if wanted.parts and way.along:
        few = list(_below(along, below).values_list("pk", flat=True)[: FEW + 1])
        if len(few) <= FEW:
            fit = _fitting(tickets, way, few)
            return _cut(sorted(store.among(wanted, [*fit]), reverse=True), wanted, most)
    look = _with_words if wanted.parts else _without_words
    numbers, looked, size = list[int](), 0, _FIRST
    while len(numbers) <= most:
        some = look(along, wanted, below, size)
        fit = _fitting(tickets, way, some.numbers) - some.but
        numbers += [number for number in some.numbers if number in fit]
        looked += len(some.numbers)
        if len(some.numbers) < size:
            return _cut(numbers, wanted, most)
        below = some.numbers[-1]
        if looked >= LOOKED_AT and len(numbers) <= most:
            return Found(numbers, wanted, below, ended=False)
        size = min(4 * size, _MOST)
    return _cut(numbers, wanted, most)


class _Some(NamedTuple):
    """The next tickets that may be what is looked for, the newest first; those of `but` are not."""

    numbers: list[int]
    but: set[int]


def _with_words(along: Tickets, wanted: Wanted, below: int | None, size: int) -> _Some:
    """The newest tickets with these words."""
    return _Some(store.newest(wanted, below, size), set())


def _without_words(along: Tickets, wanted: Wanted, below: int | None, size: int) -> _Some:
    """The newest of `along`, but for those that have one of these words."""
    newest = _below(along, below).order_by("-pk")
    some = list(newest.values_list("pk", flat=True)[:size])
    with_them = {
        number
        for part in wanted.without
        for number in (store.between(Wanted((part,)), some[-1], some[0]) if some else ())
    }
    return _Some(some, with_them)


def _fitting(tickets: Tickets, way: Walk, numbers: Sequence[int]) -> set[int]:
    """Those of these tickets that the filters let through."""
    known = one_by_one(tickets.filter(pk__in=numbers), way.along & way.each)
    return set(known.values_list("pk", flat=True)) if numbers else set()


def _below(tickets: Tickets, below: int | None) -> Tickets:
    return (tickets if below is None else tickets.filter(pk__lt=below)).order_by()


def _cut(numbers: Sequence[int], wanted: Wanted, most: int) -> Found:
    return Found(numbers[:most], wanted, numbers[most - 1] if len(numbers) > most else None)
