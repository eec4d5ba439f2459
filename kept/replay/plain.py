"""A trial for a terminal, and as plain values for JSON."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import timedelta
from typing import Any, Final

from kept.core.calendar.instants import instant
from kept.core.replay import Count, Moved, Side, Staffing, Table, Trial
from kept.tickets.better import Bettered

DAYS: Final = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
#: From this difference of shares on, the simulation is far from what really happened.
FAR: Final = 0.05
_HEAD: Final = (
    f"{'':<30}{'started':>10}{'kept':>10}{'broken':>10}{'running':>9}{'released':>9}{'share':>8}"
)


def lines(trial: Trial, people: Staffing | None) -> Iterator[str]:
    """The whole answer, line by line."""
    yield _about(trial)
    yield from _before_days_off(trial)
    yield ""
    yield _HEAD
    for name, side in _sides(trial):
        for one in side.tables:
            yield _row(f"{one.rule.name} §{one.rule.clause}, {name}", one.total)
            if one.total.broken:
                yield f"    {_late(one)}"
    for kind in trial.kinds if trial.current else ():
        yield from _differs(trial, kind)
    if trial.current is None:
        yield "No other policy is in force to compare with."
    for one in trial.draft.tables:
        yield from _weeks(one)
        yield from _matrix(one, trial.draft)
    if people is not None:
        yield from staffed(people)


def gained(gain: Bettered | None) -> Iterator[str]:
    """What letting the draft apply to promises that run would do; nothing where nobody asks."""
    if gain is None:
        return
    yield ""
    if not gain.tickets:
        yield "Let it apply to promises that run: the draft is better for none of them."
        return
    yield (
        f"Let it apply to promises that run: {gain.earlier:,} due earlier, {gain.new:,} new, on "
        f"{gain.tickets:,} open requests."
    )


def gain_facts(gain: Bettered | None) -> dict[str, Any]:
    """The same for JSON."""
    return {} if gain is None else {"better_for_running": asdict(gain)}


def _sides(trial: Trial) -> Iterator[tuple[str, Side]]:
    yield "draft", trial.draft
    if trial.current is not None:
        yield "in force", trial.current


def _about(trial: Trial) -> str:
    history = trial.history
    first, last = (instant(int(at)) for at in (history.opened.min(), history.opened.max()))
    of = f"{history.tickets:,} requests from {first:%d %B %Y} to {last:%d %B %Y}"
    if history.imported:
        return f"{of}. Imported: nothing of it was ever promised."
    return f"{of}, from this desk's record; what was not promised here is left out."


def _before_days_off(trial: Trial) -> Iterator[str]:
    """A policy lists its days off from some year on: an old log has holidays that it knows not."""
    calendars = trial.draft.policy.calendars.values()
    listed = min((day.year for one in calendars for day in one.days_off), default=None)
    if listed is not None and instant(int(trial.history.opened.min())).year < listed:
        yield f"The draft lists its days off from {listed} on: before that no holiday is known."


def _row(name: str, count: Count) -> str:
    numbers = (count.started, count.kept, count.broken)
    cells = "".join(f"{number:>10,}" for number in numbers)
    return f"{name:<30}{cells}{count.running:>9,}{count.released:>9,}{_percent(count.share):>8}"


def _percent(share: float | None) -> str:
    """Never rounded up to all, nor down to none."""
    if share is None:
        return "-"
    percent = round(share * 100, 1)
    if percent == 100 and share < 1:
        percent = 99.9
    if percent == 0 and share > 0:
        percent = 0.1
    return f"{percent:.1f} %"


def _late(one: Table) -> str:
    late = one.late
    if late.median is None or late.ninth_decile is None:
        return f"none of the {late.never:,} broken ones was met"
    met = f"late: half by up to {_span(late.median)}, nine in ten by up to "
    never = f"; {late.never:,} never met" if late.never else ""
    return f"{met}{_span(late.ninth_decile)}{never}"


def _span(span: timedelta) -> str:
    minutes = round(span.total_seconds() / 60)
    hours, minutes = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    parts = ((days, "d"), (hours, "h"), (minutes, "min"))
    said = [f"{number} {unit}" for number, unit in parts if number]
    return " ".join(said[:2]) or "less than a minute"


def _differs(trial: Trial, kind: Any) -> Iterator[str]:
    assert trial.current is not None
    draft, current = trial.draft.kinds.get(kind, Count()), trial.current.kinds.get(kind, Count())
    more = draft.broken - current.broken
    word = "more" if more > 0 else "fewer"
    yield ""
    yield (
        f"{kind}: {_percent(current.share)} kept in force, {_percent(draft.share)} under the draft"
        + (
            f"; {abs(more):,} {word} broken."
            if more
            else "; as many broken."
            if draft.broken
            else "; none broken."
        )
    )
    if (moves := trial.moved(kind)).both:
        yield _moves(moves)


def _moves(moves: Moved) -> str:
    earlier, later = (round(100 * part / moves.both) for part in (moves.earlier, moves.later))
    return f"    due earlier for {earlier} %, later for {later} % of {moves.both:,}."


def _weeks(one: Table) -> Iterator[str]:
    if not one.by_week:
        return
    yield ""
    yield f"{one.rule.name}, by week"
    for monday, count in one.by_week.items():
        yield _row(f"  week of {monday:%d %b %Y}", count)


def _matrix(one: Table, side: Side) -> Iterator[str]:
    """Kept and broken by the hour in which the promise started."""
    if not one.total.started:
        return
    zone = side.policy.calendars[one.rule.calendar].zone
    yield ""
    yield f"{one.rule.name}, broken of decided, by weekday and hour ({zone})"
    yield f"{'':<10}" + "".join(f"{hour:>8}" for hour in range(24))
    for name, day in zip(DAYS, one.by_hour, strict=True):
        cells = (f"{count.broken}/{count.decided}" if count.decided else "." for count in day)
        yield f"{name:<10}" + "".join(f"{cell:>8}" for cell in cells)


def staffed(people: Staffing) -> Iterator[str]:
    """How many people are needed, and what was assumed."""
    yield ""
    yield f"To keep {_percent(people.goal)} of the replies"
    yield f"  {_percent(people.history)} was kept as it happened;"
    yield f"  {_percent(people.share)} is kept by today's people in the simulation."
    if people.share - people.history > FAR:
        yield "  So far apart, it is the best case: people do more than answer what is due first."
    for shift, more in people.more.items():
        yield f"  {more} more on {DAYS[shift.weekday]} {shift.part}"
    if people.more:
        yield f"  would bring it to {_percent(people.reached)}."
    if people.reached < people.goal:
        yield "  More people alone do not reach it."
    yield f"  The least people that were found for it ({_percent(people.least_share)}), by hour:"
    for name, day in zip(DAYS, people.least.tolist(), strict=True):
        if any(day):
            yield f"    {name:<10}" + "".join(f"{number or '.':>3}" for number in day)
    yield from (f"  {line}" for line in assumed(people))


def assumed(people: Staffing) -> tuple[str, ...]:
    """What the simulation takes for granted."""
    source = {
        "history": "from the gaps between replies of one person",
        "given": "as given, spread as a log-normal",
        "usual": "assumed: the history says too little",
    }[people.handling.source]
    return (
        "Assumed:",
        f"- the latest {people.replies:,} replies that were owed come in when they came in;",
        f"- a reply takes {_span(people.handling.mean)} on average ({source});",
        "- whoever is free answers what is due first, and finishes what was begun;",
        "- today's people are those who replied, from the first reply of their day to the last;",
        f"- chance begins at seed {people.seed}; hours are those of {people.zone}.",
    )


def facts(trial: Trial, people: Staffing | None) -> dict[str, Any]:
    """All figures as plain values."""
    history = trial.history
    return {
        "imported": history.imported,
        "requests": history.tickets,
        "from": instant(int(history.opened.min())).isoformat(),
        "until": instant(history.until).isoformat(),
        "draft": [_plain(one, trial.draft) for one in trial.draft.tables],
        "in_force": [_plain(one, trial.current) for one in trial.current.tables]
        if trial.current
        else None,
        "moved": {kind: _plain_moved(trial.moved(kind)) for kind in trial.kinds}
        if trial.current
        else None,
        "staffing": _plain_staffing(people) if people else None,
    }


def _plain(one: Table, side: Side) -> dict[str, Any]:
    late = one.late
    return {
        "rule": one.rule.name,
        "kind": one.rule.kind,
        "clause": one.rule.clause,
        "zone": side.policy.calendars[one.rule.calendar].zone,
        **_plain_count(one.total),
        "late_seconds": {
            "median": late.median.total_seconds() if late.median else None,
            "ninth_decile": late.ninth_decile.total_seconds() if late.ninth_decile else None,
            "never_met": late.never,
        },
        "by_week": {day.isoformat(): _plain_count(count) for day, count in one.by_week.items()},
        "by_weekday_and_hour": [[_plain_count(cell) for cell in day] for day in one.by_hour],
    }


def _plain_count(count: Count) -> dict[str, Any]:
    return {
        "started": count.started,
        "kept": count.kept,
        "broken": count.broken,
        "running": count.running,
        "released": count.released,
        "share": count.share,
    }


def _plain_moved(moves: Moved) -> dict[str, int]:
    return {"both": moves.both, "earlier": moves.earlier, "later": moves.later}


def _plain_staffing(people: Staffing) -> dict[str, Any]:
    return {
        "goal": people.goal,
        "seed": people.seed,
        "replies": people.replies,
        "takes_seconds": people.handling.mean.total_seconds(),
        "takes_from": people.handling.source,
        "share_in_history": people.history,
        "share_today": people.share,
        "today": people.today.tolist(),
        "more": [
            {"weekday": DAYS[shift.weekday], "part": shift.part, "people": more}
            for shift, more in people.more.items()
        ],
        "share_with_more": people.reached,
        "least": people.least.tolist(),
        "share_with_least": people.least_share,
        "assumptions": [line.removeprefix("- ") for line in assumed(people)[1:]],
    }
