"""The policy for machines: `/policy.json`.

What customers are told, and nothing else: the team's own aims and warnings are not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import time
from typing import Any

from kept.channels.portal.schema import (
    BusinessDays,
    Clause,
    ClosedDay,
    Document,
    Elapsed,
    FirstHour,
    Hours,
    Item,
    Open,
    Opening,
    OtherDay,
    Owed,
    Promise,
    Reopening,
    Resend,
    Said,
)
from kept.core import calendar as cal
from kept.core.policy import Policy, PromiseRule, clause_text, render_inline
from kept.core.policy.as_told import as_told
from kept.core.policy.model import Term, Terms
from kept.core.policy.text import PREAMBLE
from kept.core.policy.typography import set_type


def document(policy: Policy, facts: Mapping[str, Any]) -> Document:
    """`policy` with the `facts` of its publication: version, published, note and so on."""
    told = as_told(policy)
    return Document(
        **facts,
        name=told.name,
        company=told.company,
        contact=told.contact,
        updated=told.updated,
        languages=list(told.languages),
        title={code: set_type(text.title, code) for code, text in told.texts.items()},
        preamble=_each(told, lambda code: clause_text(told, PREAMBLE, code)),
        clauses=[_clause(told, c.number) for c in told.texts[told.original].clauses],
        hours=[_hours(told, name, one) for name, one in told.calendars.items()],
        promises=[_promise(told, rule) for rule in told.promises],
        resend=_resend(told),
        reopening=_reopening(told),
        subscription_required=told.subscription_required,
        **_lists(told),
    )


def _lists(policy: Policy) -> dict[str, Any]:
    scope, conduct = policy.scope, policy.conduct
    lists: dict[str, Terms] = {
        "kinds": policy.kinds,
        "products": policy.products,
        "plans": policy.plans,
        "priorities": policy.priorities,
        "teams": policy.teams,
        "causes": policy.causes,
        "covers": scope.covers if scope else {},
        "includes": scope.includes if scope else {},
        "excludes": scope.excludes if scope else {},
        "grounds": conduct.grounds if conduct else {},
        "ladder": conduct.ladder if conduct else {},
    }
    goes, major = policy.suggestions, policy.announce
    return {name: [_item(term) for term in terms.values()] for name, terms in lists.items()} | {
        "suggestions_go_to": _item(goes.go_to) if goes else None,
        "major_changes_in": _item(major.major) if major else None,
    }


def _each(policy: Policy, said: Callable[[str], str]) -> Said:
    return {code: said(code) for code in policy.languages}


def _clause(policy: Policy, number: str) -> Clause:
    titles = {code: text.clause(number) for code, text in policy.texts.items()}
    return Clause(
        number=number,
        title={code: set_type(found.title, code) for code, found in titles.items() if found},
        text=_each(policy, lambda code: clause_text(policy, number, code)),
    )


def _hours(policy: Policy, name: str, calendar: cal.Calendar) -> Hours:
    return Hours(
        name=name,
        clause=policy.calendar_clauses.get(name),
        zone=calendar.zone,
        week=[_openings(day) for day in calendar.week],
        days_off=[ClosedDay(day=d, names=dict(n)) for d, n in calendar.days_off.items()],
        other_days=[
            OtherDay(day=day, openings=_openings(it.openings), reason=dict(it.reason))
            for day, it in calendar.exceptions.items()
        ],
    )


def _openings(openings: cal.Openings) -> list[Opening]:
    return [Opening(opens=_clock(one.opens), closes=_clock(one.closes)) for one in openings]


def _clock(at: time) -> str:
    return at.isoformat("seconds" if at.second else "minutes")


def _promise(policy: Policy, rule: PromiseRule) -> Promise:
    return Promise(
        name=rule.name,
        clause=rule.clause,
        kind=rule.kind,
        owed=_owed(rule.owed),
        said=_each(policy, lambda code: render_inline(policy, f"promise.{rule.name}", code)),
        when={fact: list(values) for fact, values in rule.when.items()},
        calendar=rule.calendar,
        pauses=rule.pauses,
    )


def _resend(policy: Policy) -> Resend | None:
    if policy.resend is None:
        return None
    return Resend(
        clause=policy.resend.clause,
        after=_owed(policy.resend.after),
        said=_each(policy, lambda code: render_inline(policy, "resend.after", code)),
    )


def _reopening(policy: Policy) -> Reopening | None:
    if policy.reopening is None:
        return None
    return Reopening(
        clause=policy.reopening.clause,
        within=_owed(policy.reopening.within),
        said=_each(policy, lambda code: render_inline(policy, "reopening.within", code)),
    )


def _owed(owed: cal.Owed) -> Owed:
    match owed:
        case cal.Elapsed(duration):
            return Elapsed(seconds=duration.total_seconds())
        case cal.OpenTime(duration):
            return Open(seconds=duration.total_seconds())
        case cal.BusinessDays(days):
            return BusinessDays(days=days)
        case cal.EndOfFirstHour():
            return FirstHour()


def _item(term: Term) -> Item:
    return Item(
        name=term.name, clause=term.clause, said=dict(term.words), instead=dict(term.instead)
    )
