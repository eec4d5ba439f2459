"""The policy: what may I expect?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language_info
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import parse_accept_lang_header
from django.views.decorators.http import conditional_page, require_safe

from kept.channels.portal import editions
from kept.channels.portal.editions import Version
from kept.channels.portal.reader import Reader, page, read_by
from kept.channels.portal.zones import choices
from kept.core import say
from kept.core.calendar import Calendar
from kept.core.policy import Policy, render
from kept.core.policy.model import DEFAULT
from kept.core.policy.typography import set_type
from kept.front.hours import hours
from kept.front.measured import measured
from kept.record import languages
from kept.record import policy as record

#: How many closed days the margin tells, and versions the page itself.
_CLOSED, _NEWEST = 4, 5


@require_safe
@conditional_page
def policy(request: HttpRequest) -> HttpResponse:
    """The text in force, or the version that a promise cites, in the reader's words and zone."""
    asked = request.GET.get("version", "")
    if not asked:
        return _text(request, None)
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        raise Http404("no such version")
    return _text(request, int(asked))


@require_safe
@conditional_page
def version(request: HttpRequest, number: int) -> HttpResponse:
    """A version as it was published, in force or not."""
    return _text(request, number)


@require_safe
@conditional_page
def versions(request: HttpRequest) -> HttpResponse:
    """Every version there ever was, and which two to compare."""
    reader = read_by(request)
    known = editions.versions(reader.now)
    context = {"history": history(known, reader)}
    return page(request, reader, "portal/versions.html", context, private=False)


def _text(request: HttpRequest, number: int | None) -> HttpResponse:
    reader = read_by(request)
    known = editions.versions(reader.now)
    current = editions.in_force(known)
    shown = current if number is None else editions.find(known, number)
    rules = record.edition(shown.number).policy
    language = _text_language(request, reader, rules)
    zone = reader.zone if reader.known else None
    context = {
        "policy": render(rules, language, zone=zone, at=reader.now),
        "text_language": language,
        "texts": _other_texts(rules, language, record.edition(current.number).policy),
        "version": shown,
        "calendars": _more_calendars(rules, language),
        "standing": _standing(shown, reader),
        "current": current,
        "coming": _coming(known, reader),
        "updated": set_type(say.date(rules.updated, reader.language), reader.language),
        **(_today(request, rules, reader, language) if shown == current else {}),
        "history": history(known, reader)[:_NEWEST],
        "older": max(0, len(known) - _NEWEST),
    }
    return page(request, reader, "portal/policy.html", context, private=False)


def _text_language(request: HttpRequest, reader: Reader, rules: Policy) -> str:
    """The text that is asked for, else the reader's. A policy may have languages that the pages
    around it have not: there the browser's wish counts, unless a person chose otherwise."""
    chosen = request.GET.get("language") or request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME)
    wished = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    browser = wished[0][0][:2] if wished and not chosen else ""
    wishes = (request.GET.get("text", ""), browser, reader.language)
    return next((code for code in wishes if code in rules.languages), rules.original)


def _other_texts(rules: Policy, shown: str, in_force: Policy) -> list[dict[str, str]]:
    """The languages of the text that the switch of the page does not offer: it has those of the
    policy in force, as far as pages speak them."""
    offered = {*languages.of_policy(in_force), shown}
    return [
        {"code": code, "name": str(get_language_info(code)["name_local"])}
        for code in rules.languages
        if code not in offered
    ]


def _today(request: HttpRequest, rules: Policy, reader: Reader, language: str) -> dict[str, object]:
    """What holds on this day, which only the version in force can say."""
    return {
        "hours": _hours(rules, reader, language),
        "closed": _closed_days(rules, reader, language),
        "zones": choices(reader),
        "measured": measured(request, reader.language),
    }


def history(known: Sequence[Version], reader: Reader) -> list[dict[str, object]]:
    """Each version for a list: when, why, how it stands, and what it can be compared with."""
    numbers = {one.number for one in known}
    return [
        {
            "version": one,
            "note": one.told(reader.language),
            "since": _day(one.since, reader),
            "standing": _standing(one, reader),
            "before": one.number - 1 if one.number - 1 in numbers else None,
        }
        for one in known
    ]


def _standing(version: Version, reader: Reader) -> str:
    """Whether it holds, as a sentence; '' for the version in force."""
    match version.standing:
        case "past":
            assert version.until is not None, "another version took over"
            said = _("Not in force since {day}.").format(day=_day(version.until, reader))
        case "to come":
            day = _day(version.since, reader)
            said = _("Not in force yet: it will be from {day}.").format(day=day)
        case "never":
            said = _("Never in force: another version took its place before its day.")
        case _:
            return ""
    return set_type(said, reader.language)


def _coming(known: Sequence[Version], reader: Reader) -> list[dict[str, object]]:
    coming = [one for one in known if one.standing == "to come"]
    return [{"number": one.number, "day": _day(one.since, reader)} for one in reversed(coming)]


def _day(at: datetime, reader: Reader) -> str:
    return set_type(say.date(at.astimezone(reader.tzinfo).date(), reader.language), reader.language)


def _hours(rules: Policy, reader: Reader, language: str) -> list[dict[str, object]]:
    """Each calendar that a clause tells, and whether it is open; named where there are several."""
    return [
        {
            "name": name,
            "hours": hours(
                calendar,
                now=reader.now,
                zone=reader.tzinfo,
                language=reader.language,
                own=reader.known,
            ),
        }
        for _clause, name, calendar in _told_calendars(rules, language)
    ]


def _closed_days(rules: Policy, reader: Reader, language: str) -> list[dict[str, object]]:
    """By clause, for each calendar the next dates on which it is closed though usually open."""
    found: dict[str, list[dict[str, object]]] = {}
    for clause, name, calendar in _told_calendars(rules, language):
        if days := list(_next_closed(calendar, reader)):
            found.setdefault(clause, []).append({"name": name, "days": days})
    return [{"clause": clause, "calendars": calendars} for clause, calendars in found.items()]


def _told_calendars(rules: Policy, language: str) -> list[tuple[str, str, Calendar]]:
    """The clause, the name and the calendar of each that customers are told.

    Where there is but one, it needs no name and has none here.
    """
    clauses = rules.calendar_clauses
    told = [(name, one) for name, one in rules.calendars.items() if name in clauses]
    if len(told) == 1:
        return [(clauses[name], "", one) for name, one in told]
    return [(clauses[name], _called(rules, name, language), one) for name, one in told]


def _more_calendars(rules: Policy, language: str) -> list[dict[str, str]]:
    """Those that customers are told beside the opening hours: each has a feed of its own."""
    more = (name for name in rules.calendars if name in rules.calendar_clauses and name != DEFAULT)
    return [{"key": name, "name": _called(rules, name, language)} for name in more]


def _called(rules: Policy, name: str, language: str) -> str:
    if said := rules.calendar_name(name, language):
        return set_type(said, language)
    return _("Opening hours") if name == DEFAULT else name.replace("_", " ").capitalize()


def _next_closed(calendar: Calendar, reader: Reader) -> Iterator[dict[str, str]]:
    today = reader.now.astimezone(calendar.tzinfo).date()
    for found in calendar.upcoming_closed_days(reader.now, _CLOSED):
        said = say.day(found.day, today, reader.language)
        name = found.names.get(reader.language) or next(iter(found.names.values()), _("closed"))
        yield {"day": said[:1].upper() + said[1:], "name": set_type(name, reader.language)}
