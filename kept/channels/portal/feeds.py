"""What programs subscribe to: the policy's changes (Atom), its hours and days off (iCalendar)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from django.conf import settings
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape
from django.utils.translation import gettext as _
from icalendar import Calendar as Leaf
from icalendar import Event

from kept.channels.portal.editions import Version
from kept.core import say
from kept.core.calendar import Calendar, ExceptionalDay, Names, Opening, tz
from kept.core.policy import Policy
from kept.core.policy.typography import set_type

_WEEKDAYS: Final = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY: Final = timedelta(days=1)


def atom(title: str, versions: Sequence[Version], language: str) -> str:
    """The versions as an Atom feed (RFC 4287), the newest first, in the reader's language."""
    feed = Atom1Feed(
        title=title,
        link=_absolute("policy"),
        feed_url=f"{_absolute('policy-feed')}?language={language}",
        description=None,
        language=language,
        author_name=settings.DESK.name,
        feed_guid=_absolute("policy"),
    )
    for one in versions:
        feed.add_item(
            title=_entry_title(one),
            link=_absolute("policy-version", one.number),
            unique_id=_absolute("policy-version", one.number),
            description=_entry(one, language),
            pubdate=one.published,
            updateddate=one.published,
        )
    return str(feed.writeString("utf-8"))


def _entry_title(version: Version) -> str:
    said = _("Version {number}, a major change") if version.major else _("Version {number}")
    return said.format(number=version.number)


def _entry(version: Version, language: str) -> str:
    since = version.since.astimezone(tz(settings.DESK.zone)).date()
    said = _("In force from {day}.").format(day=say.date(since, language))
    note = version.told(language)
    other = _("(in {language})").format(language=note.name) if note.language else ""
    told = " ".join(part for part in (note.text, other, said) if part)
    return escape(set_type(told, language))  # a summary is HTML


def icalendar(policy: Policy, name: str, language: str, version: Version) -> bytes:
    """A calendar of the policy (RFC 5545): the week as recurring events, each dated exception,
    and the days off, from the day on which the version came into force. The bytes change with the
    version alone, so that nobody's calendar is rewritten each day."""
    calendar = policy.calendars[name]
    start = version.since.astimezone(calendar.tzinfo).date()
    leaf = Leaf()
    leaf.add("prodid", "-//Kept//Support hours//EN")
    leaf.add("version", "2.0")
    leaf.add("method", "PUBLISH")
    title = _title(policy, name, language)
    leaf.add("name", title)
    leaf.add("x-wr-calname", title)
    leaf.add("refresh-interval", _DAY, parameters={"VALUE": "DURATION"})
    leaf.add("x-published-ttl", "P1D")
    for event in _events(calendar, policy, language, start):
        event.add("uid", f"{event['x-key']}.{name}@{_house()}")
        del event["x-key"]
        event.add("dtstamp", version.published)
        event.add("sequence", version.number)
        event.add("url", _absolute("policy"))
        leaf.add_component(event)
    leaf.add_missing_timezones()
    return bytes(leaf.to_ical())


def _title(policy: Policy, name: str, language: str) -> str:
    called = policy.calendar_name(name, language) or _("support hours")
    return _("{company}: {hours}").format(company=policy.company, hours=called)


def _events(calendar: Calendar, policy: Policy, language: str, start: date) -> Iterator[Event]:
    open_ = _("Support is open: {company}").format(company=policy.company)
    for weekdays, opening in _alike(calendar):
        event = _event(f"week-{weekdays[0]}-{opening.opens:%H%M}", open_)
        first = start + timedelta(days=min((day - start.weekday()) % 7 for day in weekdays))
        _span(event, calendar, first, opening)
        event.add("rrule", {"freq": "weekly", "byday": [_WEEKDAYS[n] for n in weekdays]})
        if skipped := _skipped(calendar, weekdays, opening, first):
            event.add("exdate", skipped)
        yield event
    for day, exception in calendar.exceptions.items():
        if day >= start:
            yield from _dated(calendar, day, exception, open_, language)
    for day, names in calendar.days_off.items():
        if day >= start and calendar.week[day.weekday()] and day not in calendar.exceptions:
            yield _closed(day, names, language)


def _alike(calendar: Calendar) -> list[tuple[list[int], Opening]]:
    """Each opening of the week, with the weekdays that have it."""
    found: dict[Opening, list[int]] = {}
    for weekday, openings in enumerate(calendar.week):
        for opening in openings:
            found.setdefault(opening, []).append(weekday)
    return [(weekdays, opening) for opening, weekdays in found.items()]


def _skipped(
    calendar: Calendar, weekdays: Sequence[int], opening: Opening, first: date
) -> list[datetime]:
    """The dated days from `first` on that fall on these weekdays: their own events tell them."""
    dated = sorted({*calendar.days_off, *calendar.exceptions})
    return [
        datetime.combine(day, opening.opens, calendar.tzinfo)
        for day in dated
        if day >= first and day.weekday() in weekdays
    ]


def _dated(
    calendar: Calendar, day: date, exception: ExceptionalDay, open_: str, language: str
) -> Iterator[Event]:
    if not exception.openings:
        yield _closed(day, exception.reason, language)
    for opening in exception.openings:
        event = _event(f"day-{day:%Y%m%d}-{opening.opens:%H%M}", open_)
        _span(event, calendar, day, opening)
        if reason := _named(exception.reason, language):
            event.add("description", reason)
        yield event


def _closed(day: date, names: Names, language: str) -> Event:
    name = _named(names, language)
    said = _("Support is closed: {reason}").format(reason=name) if name else _("Support is closed")
    event = _event(f"closed-{day:%Y%m%d}", set_type(said, language))
    event.add("dtstart", day)
    event.add("dtend", day + _DAY)
    return event


def _event(key: str, summary: str) -> Event:
    event = Event()
    event["x-key"] = key
    event.add("summary", summary)
    event.add("transp", "TRANSPARENT")
    return event


def _span(event: Event, calendar: Calendar, day: date, opening: Opening) -> None:
    last = day if opening.closes > opening.opens else day + _DAY
    event.add("dtstart", datetime.combine(day, opening.opens, calendar.tzinfo))
    event.add("dtend", datetime.combine(last, opening.closes, calendar.tzinfo))


def _named(names: Names, language: str) -> str:
    return names.get(language) or next(iter(names.values()), "")


def _house() -> str:
    return settings.DESK.url.partition("://")[2]


def _absolute(name: str, *args: object) -> str:
    return f"{settings.DESK.url}{reverse(name, args=args)}"
