"""The figures in words: numbers, times and sentences as a reader says them."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Final

from babel import Locale
from babel.numbers import format_decimal
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy

from kept.core import say
from kept.core.policy import Policy, PromiseRule, render_inline
from kept.core.policy.typography import set_type
from kept.core.report import RuleFigures, between, tenths
from kept.front.promises import name_of

_MINUTE, _HOUR = timedelta(minutes=1), timedelta(hours=1)
_LONG: Final = 10 * _HOUR

#: What a promise says to the customer; `{within}` is its rule's own words.
_SAYS: Final[dict[str, Lazy]] = {
    "first_reply": gettext_lazy("You have an answer {within}."),
    "next_reply": gettext_lazy("You have our next answer {within}."),
    "update": gettext_lazy("While your request is open, you hear from us again {within}."),
    "fix": gettext_lazy("What does not work is mended {within}."),
    "resolution": gettext_lazy("Your request is settled {within}."),
}
#: The same where the promise is made for bugs alone, as the kind is called that Kept knows.
_BUG_SAYS: Final = gettext_lazy("A bug of the application is resolved {within}.")
_BUGS: Final = ("fix", "kind", ("bug",))
#: What is said to take so long; the sentence ends with the time.
_DONE: Final[dict[str, tuple[Lazy, Lazy]]] = {
    "first_reply": (gettext_lazy("half answered within"), gettext_lazy("nine in ten within")),
    "next_reply": (gettext_lazy("half answered within"), gettext_lazy("nine in ten within")),
    "update": (gettext_lazy("half told within"), gettext_lazy("nine in ten within")),
    "fix": (gettext_lazy("half fixed within"), gettext_lazy("nine in ten within")),
    "resolution": (gettext_lazy("half settled within"), gettext_lazy("nine in ten within")),
}


def says(rule: PromiseRule, policy: Policy, language: str) -> str:
    """The promise as a sentence; '' where the policy is not written in the reader's language."""
    if language not in policy.languages:
        return ""
    within = render_inline(policy, f"within promise.{rule.name}", language)
    of_bugs = (rule.kind, "kind", rule.when.get("kind")) == _BUGS
    sentence = str(_BUG_SAYS if of_bugs else _SAYS[rule.kind])
    return set_type(sentence.format(within=within), language)


def name(rule: PromiseRule, policy: Policy, language: str) -> str:
    """What the promise is called, with the requests that it is for: 'First reply, Pro'."""
    return ", ".join(filter(None, (name_of(rule.kind), condition(rule, policy, language))))


def condition(rule: PromiseRule, policy: Policy, language: str) -> str:
    """For which requests it is owed, in the policy's words: 'Pro'; '' for all, and for bugs where
    the promise itself says so."""
    terms = {
        "kind": policy.kinds,
        "product": policy.products,
        "plan": policy.plans,
        "priority": policy.priorities,
        "team": policy.teams,
    }
    tongues = Locale(language).languages
    named = [
        terms[fact][value].words.get(language, value)
        if fact in terms
        else str(tongues.get(value, value))
        for fact, values in rule.when.items()
        for value in values
        if (rule.kind, fact, values) != _BUGS
    ]
    return set_type(", ".join(named), language)


def done(kind: str) -> tuple[str, str]:
    """What stands under the two times."""
    half, nine = _DONE[kind]
    return str(half), str(nine)


def number(count: int, language: str) -> str:
    return str(format_decimal(count, locale=language))


def share(part: int, whole: int, language: str) -> str:
    """'97.8 %', rounded down: 100 % is said of all, and of nothing less."""
    return _percent(tenths(part, whole) / 10, language)


def chance(figures: RuleFigures, language: str) -> tuple[str, str] | None:
    """Between which shares the true one lies with 95 % confidence; None where that is close."""
    low, high = between(figures.kept, figures.counted)
    if high - low < 0.02:
        return None
    return _percent(int(100 * low), language), _percent(-int(-100 * high // 1), language)


def _percent(value: float, language: str) -> str:
    said = format_decimal(value, format="0.#", locale=language)
    return f"{said}{say.words(language).number_space}%"


def within(span: timedelta, language: str) -> str:
    """'41 min', '1 h 34', '44 h': rounded up, so that nothing is said to be faster than it was.

    Always in hours: a day of open time is not a day.
    """
    said = say.words(language)
    gap, units = said.number_space, said.short_units
    minutes = max(1, -(-span // _MINUTE))
    if span >= _LONG:
        return f"{-(-span // _HOUR)}{gap}{units['hour']}"
    hours, rest = divmod(minutes, 60)
    if not hours:
        return f"{minutes}{gap}{units['minute']}"
    return f"{hours}{gap}{units['hour']}" + (f"{gap}{rest:02}" if rest else "")


def day(at: date, language: str) -> str:
    """'14 August 2026'."""
    return set_type(say.date(at, language), language)
