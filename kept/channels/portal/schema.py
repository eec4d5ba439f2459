"""What `/policy.json` holds, as models; its schema is generated from them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Final, Literal

from pydantic import BaseModel, ConfigDict, Field

Said = dict[str, str]
"""Words by language code."""

_DRAFT: Final = "https://json-schema.org/draft/2020-12/schema"


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
    notes: dict[str, str] = Field(description="The same by language, where languages were named")
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
    teams: list[Item]
    causes: list[Item] = Field(description="What a problem can come from")
    covers: list[Item]
    includes: list[Item]
    excludes: list[Item]
    grounds: list[Item] = Field(description="For what access can be withdrawn")
    ladder: list[Item] = Field(description="The steps towards it, the first one first")
    suggestions_go_to: Item | None
    major_changes_in: Item | None = Field(description="Where a major change is announced")
    subscription_required: bool


def json_schema(address: str) -> dict[str, Any]:
    """The JSON Schema of a Document (draft 2020-12) that can be had at `address`."""
    return {"$schema": _DRAFT, "$id": address} | Document.model_json_schema(
        by_alias=True, mode="serialization"
    )
