"""The values of a policy in words: in the reader's language and, for hours, the reader's zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta, tzinfo

from kept.core import say
from kept.core.calendar import Calendar, tz
from kept.core.calendar.owed import Owed
from kept.core.policy.model import DEFAULT, Policy, Term, Terms
from kept.core.policy.tongues import TONGUES
from kept.core.policy.typography import set_type
from kept.core.say import Zone

_WHOLE_WEEK = tuple(((time(), time()),) for _ in range(7))

Clocks = tuple[tuple[time, time], ...]


@dataclass(frozen=True)
class Reader:
    """Who reads: a language, a zone if it is known, and when.

    Without a moment the hours are said for January and July, where those differ: a text that
    is read in any season must be true in each.
    """

    language: str
    zone: Zone | None = None
    at: datetime | None = None


def value(policy: Policy, name: str, form: str, reader: Reader) -> tuple[str, str]:
    """The words of a bound value, and what stands beside it. KeyError if no rule has the name."""
    language = reader.language
    if name in ("company", "contact"):
        return getattr(policy, name), ""
    if name == "updated":
        return set_type(say.date(policy.updated, language), language), ""
    owed = _owed(policy, name)
    if owed is not None:
        said = say.owed(owed, language)
        return set_type(TONGUES[language].frame(form, owed, said) if form else said, language), ""
    if name.endswith(".pauses"):
        policy.promise(name.split(".")[1])
        return set_type(TONGUES[language].waiting, language), ""
    items = listed(policy, name, language)
    if items is not None:
        return set_type(_in_a_row(items, language), language), ""
    calendar = policy.calendars[DEFAULT if name == DEFAULT else name.removeprefix("calendar.")]
    return hours(calendar, reader)


def listed(policy: Policy, name: str, language: str) -> Sequence[str] | None:
    """The words of each item of a bound list, or of the one item that is bound."""
    known = _terms(policy)
    if name in known:
        return [_words(term, language) for term in known[name].values()]
    whole, _, item = name.rpartition(".")
    terms = known.get(whole, {})
    return [_words(terms[item], language)] if item in terms else None


def _words(term: Term, language: str) -> str:
    """The words of a term; of what is excluded also what to do instead."""
    instead = term.instead.get(language)
    said = f"{term.words[language]} ({instead})" if instead else term.words[language]
    return set_type(said, language)


def _in_a_row(items: Sequence[str], language: str) -> str:
    """Items that have commas of their own are parted by semicolons."""
    if any("," in item for item in items):
        return "; ".join(items)
    return say.list_of(items, language)


def _owed(policy: Policy, name: str) -> Owed | None:
    if name == "resend.after" and policy.resend:
        return policy.resend.after
    if name == "reopening.within" and policy.reopening:
        return policy.reopening.within
    section, _, rule = name.partition(".")
    if section != "promise" or rule.endswith(".pauses"):
        return None
    return policy.promise(rule).owed


def _terms(policy: Policy) -> dict[str, Terms]:
    found: dict[str, Terms] = {
        "problem.causes": policy.causes,
        "kinds": policy.kinds,
        "products": policy.products,
        "plans": policy.plans,
        "priorities": policy.priorities,
        "teams": policy.teams,
    }
    if policy.scope:
        found |= {"scope.covers": policy.scope.covers, "scope.includes": policy.scope.includes}
        found["scope.excludes"] = policy.scope.excludes
    if policy.conduct:
        found["conduct.grounds"] = policy.conduct.grounds
        found["conduct.ladder"] = policy.conduct.ladder
    if policy.suggestions:
        found["suggestions.go_to"] = {policy.suggestions.go_to.name: policy.suggestions.go_to}
    if policy.announce:
        found["announce.major"] = {policy.announce.major.name: policy.announce.major}
    return found


# Opening hours


def hours(calendar: Calendar, reader: Reader) -> tuple[str, str]:
    """`Monday to Friday, 5:00 to 14:00 your time` and ` (10:00 to 19:00 UTC)`."""
    language = reader.language
    tongue = TONGUES[language]
    own = [tuple((o.opens, o.closes) for o in day) for day in calendar.week]
    if tuple(own) == _WHOLE_WEEK:
        return tongue.always, ""
    desk = _week_in_words(own, language)
    zone = tongue.by_clock_of(say.zone_name(calendar.zone, language))
    if reader.zone is None or reader.zone == calendar.zone:
        return set_type(f"{desk}{zone}", language), ""
    seasons = _seasons(calendar, reader, _zone(reader.zone))
    if seasons == (desk,):
        return set_type(_yours(seasons, language), language), f" ({zone.lstrip(', ')})"
    beside = _beside(own, seasons, language)
    return set_type(_yours(seasons, language), language), set_type(f" ({beside}{zone})", language)


def _seasons(calendar: Calendar, reader: Reader, zone: tzinfo) -> tuple[str, ...]:
    """The reader's week in words: of the moment, else of January and July if those differ."""
    if reader.at is not None:
        moments = [reader.at]
    else:
        moments = [datetime(2024, month, 15, 12, tzinfo=UTC) for month in (1, 7)]
    said = [_week_in_words(_shifted(calendar, at, zone), reader.language) for at in moments]
    return tuple(dict.fromkeys(said))


def _zone(zone: Zone) -> tzinfo:
    return tz(zone) if isinstance(zone, str) else zone


def _yours(seasons: Sequence[str], language: str) -> str:
    tongue = TONGUES[language]
    if len(seasons) == 1:
        several = "; " in seasons[0]  # then it is said of all of them, not of the last alone
        return f"{seasons[0]}, {tongue.all_yours}" if several else f"{seasons[0]} {tongue.yours}"
    if any("; " in season for season in seasons):
        return f"{tongue.seasons_apart.format(*seasons)}, {tongue.all_yours}"
    january, july = (season.rpartition(", ") for season in seasons)
    same_days = january[0] == july[0]
    return tongue.in_seasons.format(seasons[0], july[2] if same_days else seasons[1])


def _beside(own: Sequence[Clocks], seasons: Sequence[str], language: str) -> str:
    """The desk's own hours; the days too, unless the reader's are the same."""
    whole = _week_in_words(own, language)
    ranges = {day for day in own if day}
    if len(ranges) > 1:
        return whole
    days = say.days([day for day, clocks in enumerate(own) if clocks], language)
    same = all(season.startswith(days) for season in seasons)
    return TONGUES[language].short(_clocks(next(iter(ranges)), language)) if same else whole


def _shifted(calendar: Calendar, at: datetime, zone: tzinfo) -> list[Clocks]:
    """The desk's week around `at`, by the clocks of another zone."""
    monday = at.astimezone(calendar.tzinfo).date()
    monday -= timedelta(days=monday.weekday())
    found: list[list[tuple[time, time]]] = [[] for _ in range(7)]
    for number, openings in enumerate(calendar.week):
        for opening in openings:
            opens = datetime.combine(
                monday + timedelta(days=number), opening.opens, calendar.tzinfo
            )
            closes = datetime.combine(opens.date(), opening.closes, calendar.tzinfo)
            if opening.closes <= opening.opens:
                closes += timedelta(days=1)
            start, end = opens.astimezone(zone), closes.astimezone(zone)
            found[start.weekday()].append((start.time(), end.time()))
    return [tuple(sorted(day)) for day in found]


def _week_in_words(week: Sequence[Clocks], language: str) -> str:
    """Days with the same hours are said together, in the order of the week."""
    alike: dict[Clocks, list[int]] = {}
    for day, clocks in enumerate(week):
        if clocks:
            alike.setdefault(clocks, []).append(day)
    said = [
        f"{say.days(days, language)}, {_clocks(clocks, language)}" for clocks, days in alike.items()
    ]
    return "; ".join(said)


def _clocks(clocks: Clocks, language: str) -> str:
    ranges = [say.hours_range(opens, closes, language) for opens, closes in clocks]
    return say.list_of(ranges, language)
