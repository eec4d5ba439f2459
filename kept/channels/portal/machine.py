"""The policy for machines: `/policy.json`, whose schema is generated from these models.

What customers are told, and nothing else: the team's own aims and warnings are not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

from kept.core import calendar as cal
from kept.core.policy import Policy, PromiseRule, clause_text, render_inline
from kept.core.policy.as_told import as_told
from kept.core.policy.model import Term, Terms
from kept.core.policy.text import PREAMBLE
from kept.core.policy.typography import set_type

Said = dict[str, str]
"""Words by language code."""

DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


class _Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Opening(_Part):
    """By the clock of the calendar's zone; `closes` at or before `opens` is on the next day."""

    opens: str = Field(pattern=r"^\d\d:\d\d(:\d\d)?$", examples=["10:00"])
    closes: str = Field(pattern=r"^\d\d:\d\d(:\d\d)?$", examples=["19:00"])


class ClosedDay(_Part):
    """A date on which the desk is closed, though its weekday may have hours."""

    day: date
    names: Said


class OtherDay(_Part):
    """A date whose openings replace those of its weekday; none: it is closed."""

    day: date
    openings: list[Opening]
    reason: Said


class Hours(_Part):
    """A calendar: the week, and the dates that differ from it. Days off are listed to `known`."""

    name: str
    clause: str | None
    zone: str = Field(description="IANA time zone", examples=["Europe/Paris"])
    week: list[list[Opening]] = Field(
        min_length=7, max_length=7, description="Seven weekdays, Monday first"
    )
    days_off: list[ClosedDay]
    other_days: list[OtherDay]


class Elapsed(_Part):
    """So much time by the clock, day and night."""

    unit: Literal["elapsed"] = "elapsed"
    seconds: float = Field(gt=0)


class Open(_Part):
    """So much time while the desk is open."""

    unit: Literal["open"] = "open"
    seconds: float = Field(gt=0)


class BusinessDays(_Part):
    """The same time of day so many business days later."""

    unit: Literal["business days"] = "business days"
    days: int = Field(gt=0)


class FirstHour(_Part):
    """The end of the first open hour of the first business day that opens at or after the start."""

    unit: Literal["end of the first hour of a business day"] = (
        "end of the first hour of a business day"
    )


Owed = Elapsed | Open | BusinessDays | FirstHour


class Promise(_Part):
    """What a clause owes. Of the promises of one kind the first holds whose `when` does: each fact
    in it has one of its values."""

    name: str
    clause: str
    kind: str = Field(examples=["first_reply", "fix"])
    owed: Owed = Field(discriminator="unit")
    said: Said
    when: dict[str, list[str]]
    calendar: str = Field(description="The name of the calendar it is counted by")
    pauses: bool = Field(description="Whether it stands still while we wait for the customer")


class Resend(_Part):
    """After how long without an answer a customer may ask again."""

    clause: str
    after: Owed = Field(discriminator="unit")
    said: Said


class Reopening(_Part):
    """How long after it was settled a request opens again."""

    clause: str
    within: Owed = Field(discriminator="unit")
    said: Said


class Item(_Part):
    """An item of one of the policy's lists: a kind of request, a ground of abuse. `instead`: what
    to do where it is excluded."""

    name: str
    clause: str = Field(description="Empty where no clause tells it")
    said: Said
    instead: Said


class Clause(_Part):
    """A numbered part of the text, as plain text with every value in words."""

    number: str
    title: Said
    text: Said


class Document(_Part):
    """A support policy as it was published: its rules, and the text that tells them."""

    schema_: str = Field(alias="$schema", description="The address of this schema")
    version: int = Field(ge=1)
    published: datetime
    in_force_since: datetime = Field(description="When it came, or comes, into force")
    note: str = Field(description="What changed, in the words of whoever published it")
    major: bool
    digest: str = Field(pattern=r"^[0-9a-f]{64}$", description="SHA-256 that seals the version")
    name: str
    company: str
    contact: str
    updated: date = Field(description="The date that the text itself gives")
    languages: list[str] = Field(min_length=1, description="The original's language first")
    title: Said
    preamble: Said
    clauses: list[Clause]
    hours: list[Hours]
    promises: list[Promise]
    resend: Resend | None
    reopening: Reopening | None
    kinds: list[Item] = Field(description="What a request can be")
    products: list[Item]
    plans: list[Item]
    priorities: list[Item]
    causes: list[Item] = Field(description="What a problem can come from")
    covers: list[Item]
    includes: list[Item]
    excludes: list[Item]
    grounds: list[Item] = Field(description="For what access can be withdrawn")
    ladder: list[Item] = Field(description="The steps towards it, the first one first")
    suggestions_go_to: Item | None
    major_changes_in: Item | None = Field(description="Where a major change is announced")
    subscription_required: bool


def schema(address: str) -> dict[str, Any]:
    """The JSON Schema of a Document (draft 2020-12) that can be had at `address`."""
    return {"$schema": DRAFT, "$id": address} | Document.model_json_schema(
        by_alias=True, mode="serialization"
    )


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
