"""`[hours]` and `[calendar.…]` → a calendar: weekly hours, public holidays, own dates."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time

from kept.core.calendar import Calendar, ExceptionalDay, Names, Opening, Week, week
from kept.core.calendar.plain import calendar_to_plain
from kept.core.calendar.zones import iana
from kept.core.policy.closed import PublicHolidays
from kept.core.policy.hours import WEEKDAYS, Span, overlap, parse_days, parse_openings
from kept.core.policy.node import Node


def read_calendar(
    name: str,
    node: Node,
    table: Mapping[str, Node],
    languages: tuple[str, ...],
    holidays: PublicHolidays,
) -> Calendar | None:
    """The calendar of a table, or None after what is wrong was noted."""
    zone = _zone(node, table)
    hours = _week(node, table)
    days_off = _holidays(table["holidays"], holidays) if "holidays" in table else {}
    exceptions = _exceptions(table["on"], languages) if "on" in table else {}
    if zone is None or hours is None:
        return None
    calendar = Calendar(zone, hours, days_off, exceptions)
    return replace(calendar, version=_version(name, calendar))


def _version(name: str, calendar: Calendar) -> str:
    """Names the calendar by what it holds, in whatever order it was read: another content is
    another version."""
    content = json.dumps(calendar_to_plain(calendar), sort_keys=True)
    return f"{name}-{hashlib.sha256(content.encode()).hexdigest()[:12]}"


def _zone(node: Node, table: Mapping[str, Node]) -> str | None:
    if "zone" not in table:
        node.missing("zone", '"Europe/Paris"')
        return None
    zone = table["zone"].text()
    if zone is None:
        return None
    try:
        iana(zone)
    except ValueError:
        table["zone"].note(
            "There is no time zone “%(zone)s”: write a name such as “UTC” or “Europe/Paris”.",
            zone=zone,
        )
        return None
    return zone


def _week(node: Node, table: Mapping[str, Node]) -> Week | None:
    if "week" in table:
        spans = _by_day(table["week"])
        for key in ("days", "open"):
            if key in table:
                table[key].note(
                    "[%(name)s.week] already says the hours: remove %(key)s.",
                    at_key=True,
                    name=node.name,
                    key=key,
                )
                spans = None
    else:
        spans = _same_each_day(node, table)
    if spans is None:
        return None
    across = overlap(spans)
    if across is not None:
        where = table["week"] if "week" in table else table["open"]
        where.note(
            "The hours overlap: %(day)s's run past midnight into %(next)s's.",
            day=WEEKDAYS[across[0]],
            next=WEEKDAYS[across[1]],
        )
        return None
    return week([_opening(span) for span in spans.get(day, ())] for day in range(7))


def _same_each_day(node: Node, table: Mapping[str, Node]) -> dict[int, tuple[Span, ...]] | None:
    for key, example in (("days", '"Monday to Friday"'), ("open", '"10:00 to 19:00"')):
        if key not in table:
            node.missing(key, example)
    if "days" not in table or "open" not in table:
        return None
    days, spans = table["days"].said(parse_days), table["open"].said(parse_openings)
    return dict.fromkeys(days, spans) if days is not None and spans is not None else None


def _by_day(node: Node) -> dict[int, tuple[Span, ...]] | None:
    found: dict[int, tuple[Span, ...]] = {}
    entries = node.entries()
    for key, entry in (entries or {}).items():
        days = Node(node.doc, entry.path, key).said(parse_days)
        spans = entry.said(parse_openings)
        for day in days or ():
            if day in found:
                entry.note(
                    "%(day)s has hours already: say all its openings in one line.",
                    at_key=True,
                    day=WEEKDAYS[day],
                )
            found[day] = spans or ()
    if entries == {}:
        node.note("[%(name)s] names no day: a desk that never opens keeps nothing.", name=node.name)
    return found or None


def _opening(span: Span) -> Opening:
    opens, closes = (time(minute // 60 % 24, minute % 60) for minute in span)
    return Opening(opens, closes)


def _holidays(node: Node, holidays: PublicHolidays) -> dict[date, Names]:
    days_off: dict[date, dict[str, str]] = {}
    for item in node.items():
        country = item.text()
        if country is None:
            continue
        found = holidays.of(country)
        if found is None:
            item.note(
                "Kept knows no public holidays of “%(country)s”: write a country as “FR”, "
                "or a region as “DE-BY”.",
                country=country,
            )
        for day, names in (found or {}).items():
            _add(days_off.setdefault(day, {}), names)
    return dict(days_off)


def _add(names: dict[str, str], more: Names) -> None:
    """A day off in several countries carries each of its names once."""
    for language, name in more.items():
        known = names.get(language, "")
        if name not in known.split(", "):
            names[language] = f"{known}, {name}" if known else name


def _exceptions(node: Node, languages: tuple[str, ...]) -> dict[date, ExceptionalDay]:
    found: dict[date, ExceptionalDay] = {}
    for key, entry in (node.entries() or {}).items():
        try:
            day = date.fromisoformat(key)
        except ValueError:
            entry.note("“%(text)s” is not a date: write it as 2026-12-24.", at_key=True, text=key)
            continue
        exceptional = _exceptional(entry, languages)
        if exceptional is not None:
            found[day] = exceptional
    return found


def _exceptional(entry: Node, languages: tuple[str, ...]) -> ExceptionalDay | None:
    said: Mapping[str, Node] = {"open": entry}
    if isinstance(entry.raw, dict):
        said = entry.table(("open", *languages)) or {}
        if "open" not in said:
            entry.missing("open", '"closed" or "10:00 to 14:00"')
            return None
    if said["open"].raw == "closed":
        spans: tuple[Span, ...] | None = ()
    else:
        spans = said["open"].said(parse_openings)
    if spans is None:
        return None
    words = {language: said[language].text() or "" for language in languages if language in said}
    return ExceptionalDay(tuple(_opening(span) for span in spans), words)
