"""Tags: what they are called, and which ticket has which, as rows beside the events."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import lru_cache

from django.db.models import Count
from django.utils.translation import gettext_noop

from kept.core.ticket import Ticket as State
from kept.record import rows
from kept.record.questions import Columns, question
from kept.tickets.models import Tag, Tagged


class BadTagError(ValueError):
    """A tag cannot be called that; says why, as one of WRONGS."""


#: Why a tag cannot be called that, to be said in the reader's language.
NO_NAME, TAKEN, QUOTED = WRONGS = (
    gettext_noop("There is no such tag."),
    gettext_noop("There is a tag of that name already."),
    gettext_noop("A tag has no quotation marks and no comma."),
)


def project(ticket: int, before: State, after: State) -> None:
    """Bring the rows of a ticket from `before` to `after`, in the caller's transaction."""
    if before.tags == after.tags:
        return
    if gone := {*before.tags} - {*after.tags}:
        Tagged.objects.filter(ticket=ticket, tag__in=gone).delete()
    new = sorted({*after.tags} - {*before.tags})
    rows.insert([Tagged(ticket_id=ticket, tag=tag) for tag in new])


def of_tickets(tickets: Iterable[int]) -> dict[int, list[int]]:
    """The tags of each ticket, in one query."""
    found: dict[int, list[int]] = defaultdict(list)
    known = Tagged.objects.filter(ticket__in=list(tickets)).order_by("ticket", "tag")
    for ticket, tag in known.values_list("ticket", "tag"):
        found[ticket].append(tag)
    return found


def named(minute: datetime) -> Mapping[int, str]:
    """What each tag is called, read once a minute: for lists, which show many."""
    return _named(minute.replace(second=0, microsecond=0))


@lru_cache(maxsize=2)
def _named(minute: datetime) -> Mapping[int, str]:
    return {number: name for number, name, _retired in _all()}


def offered() -> list[tuple[int, str]]:
    """The tags that are in use, by name."""
    return [(number, name) for number, name, retired in _all() if retired is None]


@question
def _all() -> Columns:
    return Tag.objects.order_by("name").values_list("pk", "name", "retired_at")


def wanted(said: str) -> Tag:
    """The tag of that name: a new one where there is none. Raises BadTagError."""
    name = _name(said)
    found = known(name)
    if found is None:
        found = Tag.objects.create(name=name)
        forget()
    return found


def known(name: str) -> Tag | None:
    """The tag of that name, however its letters are written."""
    return Tag.objects.filter(name__iexact=name.strip()).first()


def rename(tag: Tag, said: str) -> None:
    """Call a tag otherwise, on all of its tickets. Raises BadTagError."""
    name = _name(said)
    if Tag.objects.filter(name__iexact=name).exclude(pk=tag.pk).exists():
        raise BadTagError(TAKEN)
    Tag.objects.filter(pk=tag.pk).update(name=name)
    forget()


def retire(tag: Tag, at: datetime | None) -> None:
    """Offer a tag no more from `at` on; None: offer it again."""
    Tag.objects.filter(pk=tag.pk).update(retired_at=at)


def counted() -> list[Tag]:
    """All tags by name, each with the number of its tickets in `tickets`."""
    count = dict(Tagged.objects.values_list("tag").annotate(many=Count("pk")).order_by())
    found = list(Tag.objects.order_by("name"))
    for one in found:
        one.tickets = count.get(one.pk, 0)  # type: ignore[attr-defined]
    return found


def forget() -> None:
    """What tags are called has changed."""
    _named.cache_clear()


def _name(said: str) -> str:
    """A name as a sentence of filters can say it: one line, at most 40 letters."""
    name = " ".join(said.replace("\0", "").split())[:40]
    if not name:
        raise BadTagError(NO_NAME)
    if set(name) & {'"', ","}:
        raise BadTagError(QUOTED)
    return name
