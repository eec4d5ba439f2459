"""A promise as a reader sees it: one word, the time in words, the clause, the ring.

The verdict itself is the record's (PROMISES.md 3); here it is only said, in the reader's language
and zone. Aims belong to the team: what is made for a customer carries none.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import lru_cache
from typing import Final, Literal, Protocol

from django.urls import reverse
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override, pgettext, pgettext_lazy

from kept.core import say
from kept.core.policy.text import PREAMBLE

State = Literal["running", "soon", "kept", "broken", "hold", "released"]

WORDS: Final[dict[str, Lazy]] = {
    "running": pgettext_lazy("promise", "Due"),
    "soon": pgettext_lazy("promise", "Soon"),
    "kept": pgettext_lazy("promise", "Kept"),
    "broken": pgettext_lazy("promise", "Broken"),
    "hold": pgettext_lazy("promise", "On hold"),
    "released": pgettext_lazy("promise", "Released"),
}
NAMES: Final[dict[str, Lazy]] = {
    "first_reply": gettext_lazy("First reply"),
    "next_reply": gettext_lazy("Next reply"),
    "update": pgettext_lazy("promise", "Update"),
    "fix": gettext_lazy("Fix"),
    "resolution": pgettext_lazy("promise", "Resolution"),
}
#: What is said around the time of a state; `{}` is the time.
_SENTENCES: Final[dict[str, Lazy]] = {
    "running:": gettext_lazy("in {}"),
    "soon:": gettext_lazy("{} left"),
    "hold:": gettext_lazy("{} left"),
    "kept:": gettext_lazy("{} early"),
    "just in time": gettext_lazy("just in time"),
    "broken:": gettext_lazy("{} late"),
}
#: Why the desk itself released a promise (events.ReleaseCode): for the team, for the customer.
_REASONS: Final[dict[str, tuple[Lazy, Lazy]]] = {
    "closed_by_customer": (
        gettext_lazy("The customer closed the request."),
        gettext_lazy("You closed the request."),
    ),
    "erased": (
        gettext_lazy("Who had asked was erased, at their own wish."),
        gettext_lazy("Who had asked was erased, at their own wish."),
    ),
    "settled": (
        gettext_lazy("The request was settled."),
        gettext_lazy("Your request was settled."),
    ),
    "earlier_due": (
        gettext_lazy("An earlier moment is owed in its place."),
        gettext_lazy("An earlier moment is owed in its place."),
    ),
    "undelivered": (
        gettext_lazy("The answer that began it never arrived."),
        gettext_lazy("Our answer never reached you."),
    ),
    "withdrawn": (
        gettext_lazy("The answer that began it was taken back before it left."),
        gettext_lazy("No answer had left yet."),
    ),
    "merged": (
        gettext_lazy("An earlier promise survived the merge."),
        gettext_lazy("An earlier promise is owed in its place."),
    ),
    "carried": (
        gettext_lazy("It goes on with the request that remains."),
        gettext_lazy("It goes on with the request that remains."),
    ),
    "moved": (
        gettext_lazy("Its message is a request of its own now."),
        gettext_lazy("Your message is a request of its own now."),
    ),
}
# How early records say the first of them.
_REASONS["The customer closed the request."] = _REASONS["closed_by_customer"]
_SAID: Final = WORDS | NAMES | _SENTENCES


class PromiseRow(Protocol):
    """What is known of a promise: a row of kept.deadlines, or a promise that core has folded."""

    @property
    def kind(self) -> str: ...
    @property
    def clause(self) -> str: ...
    @property
    def policy(self) -> int: ...
    @property
    def started_at(self) -> datetime: ...
    @property
    def due_at(self) -> datetime: ...
    @property
    def aim_at(self) -> datetime | None: ...
    @property
    def warn_at(self) -> datetime | None: ...
    @property
    def state(self) -> str: ...
    @property
    def met_at(self) -> datetime | None: ...
    @property
    def reason(self) -> str: ...
    @property
    def left_seconds(self) -> float | None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """A promise, ready for `{% promise %}`, `front/row.html` and `front/owed.html`.

    `left`: what remains of the ring's span, 0 to 1. `aim`: the part of the span at whose end the
    aim falls, or None. `said`: the sentence around a time that runs, with `{}` for the time; empty
    when nothing runs. `from_at` to `due_at` is the ring's span; at `turns_at` the state changes.
    """

    state: State
    word: str
    time: str
    clause: str
    clause_url: str = ""
    name: str = ""
    by: str = ""
    left: float = 1.0
    aim: float | None = None
    aim_said: str = ""
    said: str = ""
    from_at: datetime
    due_at: datetime
    turns_at: datetime | None = None

    @property
    def comma(self) -> str:
        """'Due in 2 h' is one phrase; 'Broken, 2 h late' are two."""
        return "" if self.state == "running" else ","


def shown(
    promise: PromiseRow, *, now: datetime, zone: tzinfo, language: str, for_customer: bool = False
) -> Shown:
    """`promise` in words at `now`, for a reader of `language` in `zone`. Instants are aware."""
    state = _state(promise, now)
    words = _words(language)
    said = _sentence(state, promise, words, language, for_customer)
    aim = None if for_customer else _aim(promise, state)
    return Shown(
        state=state,
        word=words[state],
        time=_time(said, state, promise, now, language),
        clause=promise.clause,
        clause_url=clause_url(promise.clause, promise.policy),
        name=words.get(promise.kind) or name_of(promise.kind),
        by=_by(promise, state, now, zone, language),
        left=_left(promise, state, now),
        aim=aim,
        aim_said="" if aim is None else _aim_said(promise, now, zone, language),
        said=said if _runs(promise) else "",
        from_at=_from(promise, state),
        due_at=promise.due_at,
        turns_at=_turns(promise, state),
    )


def name_of(kind: str) -> str:
    """What a promise of this kind is called, in the active language."""
    return str(NAMES.get(kind, kind.replace("_", " ").capitalize()))


def unowed(clause: str, version: int, at: datetime) -> Shown:
    """That a clause owes nothing to who asked `at`, in the place of the promises."""
    return Shown(
        state="released",
        word=pgettext("promise", "None"),
        time=_("the subscription has ended"),
        clause=clause,
        clause_url=clause_url(clause, version),
        name=_("Nothing is owed"),
        from_at=at,
        due_at=at,
    )


@lru_cache(maxsize=1024)
def clause_url(clause: str, version: int) -> str:
    """Where a clause of that version of the policy can be read."""
    anchor = clause if clause == PREAMBLE else f"c{clause.split()[0]}"
    return f"{reverse('policy')}?version={version}#{anchor}"


def clause_name(clause: str) -> str:
    """'§5', or the preamble, in the active language."""
    return _("preamble") if clause == PREAMBLE else f"§{clause}"


def reason_of(recorded: str, *, for_customer: bool = False) -> str:
    """Why a promise was released: the desk's own reasons in the active language, a person's in
    their words."""
    known = _REASONS.get(recorded)
    return str(known[for_customer]) if known else recorded


@lru_cache(maxsize=32)
def _words(language: str) -> Mapping[str, str]:
    """All words of this page in a language, looked up once: a list says them fifty times."""
    with override(language):
        return {key: str(said) for key, said in _SAID.items()}


def _state(promise: PromiseRow, now: datetime) -> State:
    """Times decide: once its moment is over it is broken, also before the watcher says so."""
    match promise.state:
        case "kept" | "broken" | "released" as ended:
            return ended
        case "paused":
            return "hold"
        case _ if now > promise.due_at:
            return "broken"
        case _ if promise.warn_at and now >= promise.warn_at:
            return "soon"
        case _:
            return "running"


def _runs(promise: PromiseRow) -> bool:
    """Whether its time goes on: still owed, in time or late."""
    return promise.met_at is None and promise.state in ("running", "broken")


def _sentence(
    state: State,
    promise: PromiseRow,
    words: Mapping[str, str],
    language: str,
    for_customer: bool,
) -> str:
    """The words around the time, with `{}` for it; or why nothing is owed any more."""
    if state == "released":
        with override(language):
            return reason_of(promise.reason, for_customer=for_customer)
    just = state == "kept" and promise.met_at == promise.due_at
    return words["just in time" if just else f"{state}:"]


def _time(said: str, state: State, promise: PromiseRow, now: datetime, language: str) -> str:
    if state == "released":
        return said
    if state == "hold":
        return said.format(say.left(timedelta(seconds=promise.left_seconds or 0), language))
    away = abs(promise.due_at - (promise.met_at or now))
    return said.format(say.left(away, language))


def _by(promise: PromiseRow, state: State, now: datetime, zone: tzinfo, language: str) -> str:
    if state in ("running", "soon"):
        return say.by(promise.due_at, zone, now, language)
    return ""


def _from(promise: PromiseRow, state: State) -> datetime:
    """A warned promise is a clock's face: its wedge is the time since the warning."""
    return (state == "soon" and promise.warn_at) or promise.started_at


def _left(promise: PromiseRow, state: State, now: datetime) -> float:
    span = promise.due_at - _from(promise, state)
    if state == "hold":
        left = timedelta(seconds=promise.left_seconds or 0)
        return min(1.0, left / span) if span > timedelta(0) else 0.0
    return max(0.0, min(1.0, (promise.due_at - now) / span)) if span > timedelta(0) else 0.0


def _aim(promise: PromiseRow, state: State) -> float | None:
    if promise.aim_at is None or state not in ("running", "soon"):
        return None
    if not promise.started_at <= promise.aim_at < promise.due_at:
        return None  # an aim at the due moment itself says nothing new
    return (promise.aim_at - promise.started_at) / (promise.due_at - promise.started_at)


def _aim_said(promise: PromiseRow, now: datetime, zone: tzinfo, language: str) -> str:
    assert promise.aim_at is not None
    with override(language):
        words = _("aim {moment} passed") if now > promise.aim_at else _("aim {moment}")
    local = promise.aim_at.astimezone(zone)
    if local.date() == now.astimezone(zone).date():
        return words.format(moment=say.clock(local, language))
    return words.format(moment=say.moment(promise.aim_at, zone, now, language))


def _turns(promise: PromiseRow, state: State) -> datetime | None:
    if state == "running":
        return promise.warn_at or promise.due_at
    return promise.due_at if state == "soon" else None
