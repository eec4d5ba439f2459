"""The policy: what may I expect?"""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kept.channels.portal.reader import Reader, page, read_by
from kept.channels.portal.zones import choices
from kept.core import say
from kept.core.calendar import Calendar
from kept.core.policy import render
from kept.core.policy.typography import set_type
from kept.core.promises import Edition
from kept.front.hours import hours
from kept.record import policy as record
from kept.record.models import PolicyVersion


@require_safe
def policy(request: HttpRequest) -> HttpResponse:
    """The text in force, or the version that a promise cites, in the reader's words and zone."""
    reader = read_by(request)
    newest = record.in_force()
    edition = _edition(request.GET.get("version", ""), newest)
    rules = edition.policy
    language = reader.language if reader.language in rules.languages else rules.original
    zone = reader.zone if reader.known else None
    context = {
        "policy": render(rules, language, zone=zone, at=reader.now),
        "text_language": language,
        "version": edition.version,
        "newer": newest.version if newest.version != edition.version else None,
        "updated": set_type(say.date(rules.updated, reader.language), reader.language),
        "hours": hours(
            rules.calendar, now=reader.now, zone=reader.tzinfo, language=reader.language
        ),
        "hours_clause": rules.calendar_clauses.get("hours", ""),
        "closed": _next_closed_day(rules.calendar, reader),
        "zones": choices(reader),
    }
    return page(request, reader, "portal/policy.html", context, private=False)


def _edition(asked: str, newest: Edition) -> Edition:
    if not asked:
        return newest
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        raise Http404("no such version")
    try:
        return record.edition(int(asked))
    except PolicyVersion.DoesNotExist as error:
        raise Http404("no such version") from error


def _next_closed_day(calendar: Calendar, reader: Reader) -> dict[str, str] | None:
    """The next date on which the desk is closed though it usually is open then."""
    found = calendar.upcoming_closed_days(reader.now, 1)
    if not found:
        return None
    today = reader.now.astimezone(calendar.tzinfo).date()
    said = say.day(found[0].day, today, reader.language)
    names = found[0].names
    return {
        "day": said[:1].upper() + said[1:],
        "name": names.get(reader.language) or next(iter(names.values()), _("closed")),
    }
