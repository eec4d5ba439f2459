"""The rows of a list.

All screens of the team show the same few rows over and over, and a row looks different only when
its ticket changes or a minute goes by: each is drawn once and remembered for as long as that.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from functools import cache, lru_cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from django.template.loader import get_template
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kept.core import say
from kept.core.calendar import find_tz
from kept.core.finding import Piece
from kept.core.ticket import is_owed, next_owed
from kept.deadlines.models import Promise
from kept.people.models import team_named
from kept.record.questions import Columns, Given, question
from kept.tickets import tags
from kept.workspace.reader import Reader

#: What is read of each ticket.
FIELDS: Final = (
    *("id", "subject", "preview", "channel", "language", "team", "tags", "urgent", "woken"),
    *("rank", "matters_at"),
    *("customer__name", "customer__email", "customer__zone"),
)
_MINUTE: Final = timedelta(minutes=1)
_SECOND: Final = timedelta(seconds=1)
#: About a kilobyte each.
_REMEMBERED: Final = 8192

Fields = Mapping[str, Any]


class Owed(NamedTuple):
    """What a row needs to know of a promise: kept.front.promises.PromiseRow."""

    ticket: int
    kind: str
    clause: str
    policy: int
    started_at: datetime
    due_at: datetime
    aim_at: datetime | None
    warn_at: datetime | None
    state: str
    met_at: datetime | None
    reason: str
    left_seconds: float | None

    @property
    def owed(self) -> bool:
        return is_owed(self.state, self.met_at)

    def age(self, now: datetime) -> tuple[object, ...]:
        """Equal at two moments at which the promise reads the same."""
        if not self.owed or self.state == "paused":
            return ()
        left = self.due_at - now
        step = _MINUTE if abs(left) >= _MINUTE else _SECOND
        return (left // step, step, self.warn_at is not None and now >= self.warn_at)


class Marks(NamedTuple):
    """Where what was looked for stands: in the subject, and in what was said. Empty: nowhere."""

    subject: tuple[Piece, ...] = ()
    excerpt: tuple[Piece, ...] = ()


_NO_MARKS: Final = Marks()


@dataclass(frozen=True, slots=True)
class Row:
    """A ticket in a list, as `front/row.html` wants it; equal rows look alike."""

    number: int
    url: str
    who: str
    place: str
    subject: str
    excerpt: str
    language: str
    channel: str
    team: str
    tags: tuple[str, ...]
    resent: bool
    back: str
    current: bool
    marks: Marks


def drawn(
    found: Iterable[Fields],
    reader: Reader,
    query: str,
    current: int | None,
    marks: Mapping[int, Marks] = MappingProxyType({}),
) -> list[SafeString]:
    """Rows as HTML, with the promise that matters in each: one query for all of them. `marks`:
    what was looked for in some."""
    found = list(found)
    owed = _promises(row["id"] for row in found)
    language, zone = reader.language, str(reader.zone)
    html = []
    for one in found:
        promise = _of_row(owed.get(one["id"], []))
        row = _row(one, reader, query, one["id"] == current, marks.get(one["id"], _NO_MARKS))
        age = promise.age(reader.now) if promise else ()
        html.append(_drawn(row, promise, language, zone, age, _Now(reader)))
    return html


class _Now:
    """A reader that makes no difference to what is remembered: `age` stands for the moment."""

    __slots__ = ("reader",)

    def __init__(self, reader: Reader) -> None:
        self.reader = reader

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Now)

    def __hash__(self) -> int:
        return 0


@lru_cache(maxsize=_REMEMBERED)
def _drawn(
    row: Row,
    promise: Owed | None,
    language: str,
    zone: str,
    age: tuple[object, ...],
    now: _Now,
) -> SafeString:
    context = {field.name: getattr(row, field.name) for field in fields(row)}
    context["promise"] = now.reader.shown(promise) if promise else None
    return SafeString(get_template("front/row.html").render({"row": context}))


def _row(one: Fields, reader: Reader, query: str, current: bool, marks: Marks) -> Row:
    return Row(
        number=one["id"],
        url=f"{_tickets()}{one['id']}{query}",
        who=one["customer__name"] or one["customer__email"],
        place=city(one["customer__zone"], reader.language),
        subject=one["subject"] or _("(no subject)"),
        excerpt=one["preview"],
        language=one["language"].upper(),
        channel=one["channel"],
        team=team_named(one["team"], reader.staff) if one["team"] else "",
        tags=_tags(one["tags"], reader),
        resent=one["urgent"],
        back=back(one["woken"]),
        current=current,
        marks=marks,
    )


def _tags(numbers: Sequence[int], reader: Reader) -> tuple[str, ...]:
    """What the tags of a ticket are called, as of this minute."""
    if not numbers:
        return ()
    names = tags.named(reader.now)
    return tuple(sorted(names[one] for one in numbers if one in names))


def back(woken: str) -> str:
    """Why a ticket that was snoozed is in the lists again; '' for all others."""
    said = {
        "moment": _("Back: the moment has come"),
        "reply": _("Back: the customer wrote"),
        "promise": _("Back: a promise is due"),
    }
    return said.get(woken, "")


@cache
def _tickets() -> str:
    """Where tickets stand: '/desk/tickets/'."""
    return reverse("ticket", args=[0]).removesuffix("0")


def _promises(tickets: Iterable[int]) -> dict[int, list[Owed]]:
    known: dict[int, list[Owed]] = defaultdict(list)
    for row in _owed(*tickets):
        known[row[0]].append(Owed._make(row))
    return known


@question
def _owed(*tickets: Given) -> Columns:
    owed = Promise.objects.filter(ticket__in=tickets)  # type: ignore[misc]  # each one is given
    return owed.order_by("ticket", "number").values_list(*Owed._fields)


def _of_row(known: list[Owed]) -> Owed | None:
    """The promise that matters next; where none is owed, the one that was decided last."""
    return next_owed(known) or (known[-1] if known else None)


@lru_cache(maxsize=1024)
def city(zone: str, language: str) -> str:
    """'Paris' for 'Europe/Paris'; nothing where only an offset, or nothing, is known."""
    return say.zone_name(zone, language) if "/" in zone and find_tz(zone) else ""
