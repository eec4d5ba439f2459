"""Why something is owed by then: the derivation of a due moment, and the clause's own words."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from django.utils.translation import gettext as _

from kept.core import say
from kept.core.calendar import Derivation, EndOfFirstHour, Step
from kept.core.policy import Policy
from kept.core.policy.model import DEFAULT
from kept.core.policy.rendering import clause_text, render_inline
from kept.core.promises import derivation_of
from kept.core.ticket import Promise, next_owed
from kept.front.promises import name_of
from kept.record import policy
from kept.workspace.reader import Reader

_SENTENCE: Final = re.compile(r"(?<=[.!?…])\s+")


def explained(promises: tuple[Promise, ...], reader: Reader) -> list[dict[str, object]]:
    """The promises of a ticket as `front/aside_promises.html` tells them."""
    first = next_owed(promises)
    return [_explained(one, reader, open_=one is first) for one in promises]


def _explained(promise: Promise, reader: Reader, *, open_: bool) -> dict[str, object]:
    rules = policy.edition(promise.policy).policy
    derivation = derivation_of(promise, rules)
    moment = reader.moment(promise.due_at, starts=False)
    facts = {"promise": name_of(promise.kind), "moment": moment}
    return {
        "number": promise.number,
        "owed": promise.owed,
        "shown": reader.shown(promise),
        "name": _("%(promise)s, due %(moment)s") % facts,
        "open": open_,
        "steps": list(_steps(derivation, reader)) if derivation else [],
        "quote": _quote(promise, rules, reader),
        "source": _("Policy version %(policy)d, calendar %(calendar)s, desk's zone %(zone)s")
        % {
            "policy": promise.policy,
            "calendar": _calendar(rules.promise(promise.rule).calendar),
            "zone": rules.calendars[rules.promise(promise.rule).calendar].zone,
        },
    }


def _calendar(name: str) -> str:
    """What the policy calls it; [hours] has no name of its own."""
    return _("opening hours") if name == DEFAULT else name.replace("_", " ")


def _steps(derivation: Derivation, reader: Reader) -> Iterator[dict[str, object]]:
    for step in derivation.steps:
        if step.kind == "counted":
            continue
        yield {
            "at": step.at,
            "moment": reader.column(step.at),
            "words": _words(step, derivation, reader.language),
            "state": {"closed": "closed", "due": "end"}.get(step.kind, "counted"),
        }


def _words(step: Step, derivation: Derivation, language: str) -> str:
    match step.kind:
        case "received":
            return _("received")
        case "opens":
            return _named(step, language) or _("opens")
        case "due" if isinstance(derivation.owed, EndOfFirstHour):
            return _("the first hour ends, due")
        case "due":
            return _("%(owed)s are over, due") % {"owed": say.owed(derivation.owed, language)}
    why = step.reason.why if step.reason else "hours"
    closed = {"weekend": _("weekend"), "day_off": _("public holiday")}.get(why, _("closed"))
    name = _named(step, language)
    return f"{closed}, {name}" if name else closed


def _named(step: Step, language: str) -> str:
    names = step.reason.names if step.reason else {}
    return names.get(language) or next(iter(names.values()), "")


def _quote(promise: Promise, rules: Policy, reader: Reader) -> str:
    """The sentence of the clause that makes this promise; else all that the clause says."""
    language = reader.language if reader.language in rules.languages else rules.original
    return quoted(promise.policy, promise.clause, promise.rule, language)


@lru_cache(maxsize=256)
def quoted(version: int, clause: str, rule: str, language: str) -> str:
    """What a published version says there; it never changes, so it is rendered once."""
    rules = policy.edition(version).policy
    try:
        whole = clause_text(rules, clause, language)
        bound = render_inline(rules, f"within promise.{rule}", language)
    except KeyError:
        return ""
    told = [one for one in _SENTENCE.split(whole) if bound in one]
    return " ".join(told) or whole
