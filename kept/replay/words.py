"""What a trial says, in sentences of the reader's language."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import time
from typing import Final

from babel.numbers import format_decimal
from django.template.defaultfilters import capfirst
from django.utils.functional import Promise as Lazy
from django.utils.translation import get_language, gettext_lazy, ngettext, pgettext_lazy
from django.utils.translation import gettext as _

from kept.core import say
from kept.core.policy import PromiseKind
from kept.core.replay import Count, Moved, Staffing, Table, Trial
from kept.replay.plain import FAR

#: What one promise of a kind is called in a sentence, and what many are.
_CALLED: Final[Mapping[PromiseKind, tuple[Lazy, Lazy]]] = {
    "first_reply": (gettext_lazy("first reply"), gettext_lazy("first replies")),
    "next_reply": (gettext_lazy("next reply"), gettext_lazy("next replies")),
    "update": (pgettext_lazy("promises", "update"), pgettext_lazy("promises", "updates")),
    "fix": (pgettext_lazy("promises", "fix"), pgettext_lazy("promises", "fixes")),
    "resolution": (
        pgettext_lazy("promises", "resolution"),
        pgettext_lazy("promises", "resolutions"),
    ),
}
_DAYS: Final = (
    pgettext_lazy("before a part of the day", "Monday"),
    pgettext_lazy("before a part of the day", "Tuesday"),
    pgettext_lazy("before a part of the day", "Wednesday"),
    pgettext_lazy("before a part of the day", "Thursday"),
    pgettext_lazy("before a part of the day", "Friday"),
    pgettext_lazy("before a part of the day", "Saturday"),
    pgettext_lazy("before a part of the day", "Sunday"),
)
_PARTS: Final[Mapping[str, Lazy]] = {
    "night": pgettext_lazy("after weekdays", "nights"),
    "morning": pgettext_lazy("after weekdays", "mornings"),
    "afternoon": pgettext_lazy("after weekdays", "afternoons"),
    "evening": pgettext_lazy("after weekdays", "evenings"),
}
#: Between a number and its sign.
_SPACE: Final = "\u202f"
#: A cluster of broken promises is worth a sentence from so many on, in so many hours at most.
_MANY_BROKEN, _SHORT, _MOST = 10, 8, 0.8


def language() -> str:
    """The reader's."""
    return get_language() or "en"


def number(count: int) -> str:
    """'2,101', '2 101'."""
    return str(format_decimal(count, locale=language()))


def percent(share: float) -> str:
    """'98.5 %'. Never rounded up to all, nor down to none."""
    tenths = round(share * 1000)
    tenths = 999 if tenths == 1000 and share < 1 else 1 if tenths == 0 and share > 0 else tenths
    return f"{format_decimal(tenths / 10, format='0.#', locale=language())}{_SPACE}%"


def verdict(trial: Trial, kind: PromiseKind, days: int) -> str:
    """The one sentence: what the draft would have changed."""
    one, many = map(str, _CALLED[kind])
    if trial.current is None:
        share = trial.draft.kinds.get(kind, Count()).share
        if share is None:
            return _("No %(what)s were decided %(when)s.") % {"what": many, "when": _when(days)}
        facts = {"share": percent(share), "what": many, "when": _when(days)}
        return _("This policy kept %(share)s of its %(what)s %(when)s.") % facts
    new, old = (side.kinds.get(kind, Count()) for side in (trial.draft, trial.current))
    more = new.broken - old.broken
    what = one if abs(more) == 1 else many
    facts = {"count": number(abs(more)), "what": what, "when": _when(days)}
    if more > 0:
        return _("This draft would have broken %(count)s more %(what)s %(when)s.") % facts
    if more < 0:
        return _("This draft would have broken %(count)s fewer %(what)s %(when)s.") % facts
    if not new.broken:
        return _("Neither this draft nor the policy in force would have broken any %(what)s "
                 "%(when)s.") % facts  # fmt: skip
    return _("This draft would have broken as many %(what)s %(when)s.") % facts


def _when(days: int) -> str:
    if not days:
        return _("in all")
    return ngettext("in %(n)d day", "in %(n)d days", days) % {"n": days}


def sentences(trial: Trial, kind: PromiseKind, one: Table | None) -> Iterator[str]:
    """What stands under the verdict."""
    if one is not None and (cluster := _cluster(one)):
        yield cluster
    if trial.current is not None and (moves := trial.moved(kind)).both:
        yield _moves(moves)
    if one is not None:
        yield from _late(one)
        yield from _open(one.total)


def _cluster(one: Table) -> str:
    """In which hours most of what was broken came in."""
    broken = [sum(day[hour].broken for day in one.by_hour) for hour in range(24)]
    if sum(broken) < _MANY_BROKEN:
        return ""
    enough = _MOST * sum(broken)
    for length in range(1, _SHORT + 1):
        first = max(range(25 - length), key=lambda start: sum(broken[start : start + length]))
        if sum(broken[first : first + length]) >= enough:
            return _("Most of what was broken came in between %(from)s and %(to)s.") % {
                "from": say.clock(time(first), language()),
                "to": say.clock(time((first + length) % 24), language()),
            }
    return ""


def _moves(moves: Moved) -> str:
    earlier, later = (round(100 * part / moves.both) for part in (moves.earlier, moves.later))
    facts = {
        "earlier": f"{earlier}{_SPACE}%",
        "later": f"{later}{_SPACE}%",
        "count": number(moves.both),
    }
    return _("Due earlier for %(earlier)s, later for %(later)s of %(count)s.") % facts


def _late(one: Table) -> Iterator[str]:
    late = one.late
    if late.median is not None and late.ninth_decile is not None:
        yield _(
            "Of what was met late, half was up to %(half)s late, nine in ten up to %(nine)s."
        ) % {
            "half": say.left(late.median, language()),
            "nine": say.left(late.ninth_decile, language()),
        }
    if late.never:
        yield ngettext(
            "%(n)s was not met until now.", "%(n)s were not met until now.", late.never
        ) % {"n": number(late.never)}


def _open(count: Count) -> Iterator[str]:
    if count.running or count.released:
        yield _("Still running: %(running)s. Released: %(released)s. Neither counts.") % {
            "running": number(count.running),
            "released": number(count.released),
        }


def people(found: Staffing) -> str:
    """Who would have to come for the chosen share; and a word of warning where the simulated desk
    does much better than the real one did."""
    if found.share - found.history <= FAR:
        return _people(found)
    facts = {"share": percent(found.share), "history": percent(found.history)}
    return (
        _people(found)
        + " "
        + _(
            "With the same people %(history)s was really kept and %(share)s in the simulation: "
            "they do more than answer, or not what is due first. Take it as the best case."
        )
        % facts
    )


def _people(found: Staffing) -> str:
    goal = percent(found.goal)
    if found.share >= found.goal:
        return _(
            "The people of today are enough to keep %(goal)s of replies: they keep %(share)s."
        ) % {
            "goal": goal,
            "share": percent(found.share),
        }
    if not found.more:
        return _("More people alone would not keep %(goal)s of replies.") % {"goal": goal}
    facts = {"who": capfirst(_more(found)), "share": percent(found.reached)}
    said = _("%(who)s would keep %(share)s of replies.") % facts
    if found.reached < found.goal:
        said += " " + _("More people alone would not keep %(goal)s of replies.") % {"goal": goal}
    return said


def _more(found: Staffing) -> str:
    """'one more person on Monday and Friday afternoons'."""
    days: dict[tuple[int, str], list[str]] = {}
    for shift, many in found.more.items():
        days.setdefault((many, shift.part), []).append(str(_DAYS[shift.weekday]))
    said = (
        _("%(people)s on %(days)s %(part)s")
        % {
            "people": ngettext("one more person", "%(n)d more people", many) % {"n": many},
            "days": say.list_of(on, language()),
            "part": _PARTS[part],
        }
        for (many, part), on in days.items()
    )
    return say.list_of(said, language())


def assumptions(found: Staffing) -> list[str]:
    """What the simulation takes for granted."""
    source = {
        "history": _("as the gaps between replies of one person tell"),
        "given": _("as you said; some take longer, some shorter"),
        "usual": _("assumed, for the history tells too little"),
    }[found.handling.source]
    mean = say.left(found.handling.mean, language())
    return [
        _("Simulated: the latest %(count)s replies that were owed, asked for when they were.")
        % {"count": number(found.replies)},
        _("A reply takes %(mean)s on average, %(source)s.") % {"mean": mean, "source": source},
        _("Whoever is free answers what is due first, and finishes what was begun."),
        _("The people of today are those who replied, from the first reply of a day to the last."),
        _("With them the simulation keeps %(share)s; really %(history)s was kept.")
        % {"share": percent(found.share), "history": percent(found.history)},
        _("Chance begins at seed %(seed)d: the same question has the same answer.")
        % {"seed": found.seed},
    ]
