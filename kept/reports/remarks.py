"""What leads say of a day. It stands beside the figures and moves none of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _

from kept.core.events import Actor
from kept.people.models import Staff
from kept.record import audit
from kept.reports import words
from kept.reports.figures import SPANS
from kept.reports.models import Remark

#: A line; whoever has more to say writes it where there is room.
LONGEST: Final = 120


class NotSaidError(ValueError):
    """The remark was not kept; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Said:
    """A remark as a reader sees it; `language` is that of its words."""

    on: date
    day: str
    words: str
    language: str


def said(since: date, until: date, language: str) -> list[Said]:
    """The remarks on these days, the newest day first, in the reader's language where it has
    one."""
    newest: dict[date, Remark] = {}
    for row in Remark.objects.filter(day__gte=since, day__lte=until).order_by("day", "id"):
        newest[row.day] = row
    return [
        Said(day, words.day(day, language), row.words[spoken], spoken)
        for day, row in reversed(newest.items())
        if (spoken := language if language in row.words else next(iter(row.words), ""))
    ]


def say(day: str, told: Mapping[str, str], *, by: Staff, at: datetime) -> None:
    """Keep what a lead says of a day ('2026-10-22'), by language; without words, take it back.

    PermissionError for anybody else, NotSaidError for what cannot be said.
    """
    if not by.is_lead:
        raise PermissionError("Only a lead speaks for the team beside the figures.")
    try:
        when = date.fromisoformat(day)
    except ValueError as error:
        raise NotSaidError(_("Choose the day that you want to say something of.")) from error
    if when > at.date():
        raise NotSaidError(_("That day is still to come."))
    if when < at.date() - timedelta(days=SPANS[-1]):
        said = _("That day is on no page any more: the longest shows {days} days.")
        raise NotSaidError(said.format(days=SPANS[-1]))
    kept = {language: text.strip() for language, text in told.items() if text.strip()}
    if any(len(text) > LONGEST for text in kept.values()):
        raise NotSaidError(
            _("At most {count} characters: a line beside the plot.").format(count=LONGEST)
        )
    with transaction.atomic():
        Remark.objects.create(day=when, words=kept, by=by, at=at)
        audit.note("day_remarked", by=Actor("staff", by.pk), at=at, day=day)
