"""Tickets of other help desks (sla_vectors/scenarios.jsonl), lived through on Kept's own clocks.

A scenario's SLA becomes a written policy, its events become facts of a ticket, and Kept's clocks
(core.promises) say what follows. What comes of it is judged by bench.held.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta

from bench.sla import WEEKDAYS, Row, holidays, without
from kept.core import events as e
from kept.core.calendar import Calendar
from kept.core.policy import Policy, read
from kept.core.promises import Edition, unfold
from kept.core.ticket import Promise, Ticket

CUSTOMER, AGENT = e.Actor("customer", 1), e.Actor("staff", 1)
_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")

#: The SLA's fields → the kind of promise, and how many seconds one unit of it is.
_PROMISED = {
    "first_response_time": ("first_reply", 60),
    "update_time": ("update", 60),
    "solution_time": ("resolution", 60),
    "first_response_s": ("first_reply", 1),
    "resolution_s": ("resolution", 1),
}
_TEXT = "# Scenario\n\n## 1 Hours\n\nWe are open {{{{ hours }}}}.\n\n## 2 Promises\n\n{}\n"


@dataclass
class Lived:
    """A scenario after its last event: the ticket, and what happened, in order."""

    row: Row
    policy: Policy
    ticket: Ticket = field(default_factory=Ticket)
    facts: list[tuple[datetime, e.Event]] = field(default_factory=list)
    started: dict[str, e.PromiseStarted] = field(default_factory=dict)

    def last(self, kind: str) -> Promise | None:
        """The newest promise of a kind."""
        return next((p for p in reversed(self.ticket.promises) if p.kind == kind), None)

    @property
    def calendar(self) -> Calendar:
        return self.policy.calendar


# The policy that a scenario's SLA is


def policy_of(row: Row) -> Policy:
    """The SLA of a scenario as a written policy; every clock that may pause does, as theirs."""
    created = _created(row)
    promised = {_PROMISED[name]: amount for name, amount in row["sla"].items() if amount}
    rules = [
        'name = "scenario"\ncompany = "Scenario"\ncontact = "help@desk.example"',
        f'languages = ["en"]\nupdated = {created:%Y-%m-%d}',
        f'[hours]\nclause = 1\nzone = "{row["calendar"]["tz"]}"',
        "[hours.week]",
        *_week(row["calendar"]),
        "[hours.on]",
        *_dates(row["calendar"], created.year),
    ]
    told = []
    for (kind, seconds), amount in promised.items():
        minutes = amount * seconds // 60
        unit = "business minute" if minutes == 1 else "business minutes"
        rules += [f'[promise.{kind}]\nclause = 2\nowed = "{minutes} {unit}"']
        told.append(f"{{{{ within promise.{kind} }}}}.")
        if kind != "first_reply":  # who asks the customer for something replies, and keeps it
            rules += ['pauses = "while waiting for the customer"']
            told.append(f"{{{{ promise.{kind}.pauses }}}}.")
    files = {"policy.toml": "\n".join(rules) + "\n", "en.md": _TEXT.format("\n\n".join(told))}
    return read(files)


def _week(spec: Row) -> Iterator[str]:
    for name, day in zip(_DAYS, WEEKDAYS, strict=True):
        if hours := spec["hours"].get(day):
            yield f'{name} = "{_said(hours)}"'


def _said(hours: list[list[str]]) -> str:
    return " and ".join(f"{opens} to {closes}" for opens, closes in hours) or "closed"


def _dates(spec: Row, year: int) -> Iterator[str]:
    dates = {day.isoformat(): "closed" for day in holidays(spec, year)}
    dates |= {day: _said(hours) for day, hours in spec["exceptions"].items()}
    for day, breaks in spec["breaks"].items():
        usual = spec["hours"].get(WEEKDAYS[date.fromisoformat(day).weekday()], [])
        dates[day] = _said(without(usual, breaks))
    yield from (f'{day} = "{said}"' for day, said in dates.items())


# What happened


def live(row: Row, kind: str, policy: Policy) -> Lived:
    """The scenario lived through, event by event, as the promises of one kind see it.

    Where a scenario sets fields of the ticket instead of telling what happened, they contradict
    each other (a reply before the first reply); so each clock is asked about its own field.
    """
    lived = Lived(row, policy)
    edition = Edition(1, policy)
    for at, by, facts in _happened(row, kind):
        numbered = [_numbered(fact, lived.ticket.messages) for fact in facts]
        recorded, lived.ticket = unfold(lived.ticket, numbered, at, by, edition)
        lived.facts += [(one.at, one.event) for one in recorded]
    for _, event in lived.facts:
        if isinstance(event, e.PromiseStarted):
            lived.started.setdefault(event.kind, event)
    return lived


Happening = tuple[datetime, e.Actor, list[e.Event]]


def _created(row: Row) -> datetime:
    return instant(row.get("ticket_created") or row["created"])


def _happened(row: Row, kind: str) -> list[Happening]:
    """All events in time order; what only sets a field is taken as what it says happened then."""
    created = _created(row)
    opened: list[e.Event] = [
        e.TicketOpened(customer=1, channel="mail", language="en", policy=1),
        e.MessageReceived(message=0, customer=1, channel="mail"),
    ]
    found: list[Happening] = [(created, CUSTOMER, opened)]
    found += [one for event in row["events"] for one in _timed(event, created, row)]
    found += _fields(row, kind, found)
    return sorted(found, key=lambda one: one[0])


def _timed(event: Row, created: datetime, row: Row) -> Iterator[Happening]:
    said = str(event.get("event", ""))
    if "seconds" in event:  # a hold of so long, whenever it was: from the start on
        yield created, AGENT, [e.ReplySent(message=0), e.MarkedWaiting()]
        yield created + timedelta(seconds=event["seconds"]), CUSTOMER, [_WRITES]
    elif "at" in event:
        yield from _told(event, said, instant(event["at"]), created)
    elif event.get("state") == "closed":  # by the end of all that is told
        yield _latest(row), AGENT, [e.Solved()]


def _told(event: Row, said: str, at: datetime, created: datetime) -> Iterator[Happening]:
    """What an event with its moment says: who wrote, and what state the ticket is in now."""
    by_agent = event.get("article_by") == "Agent" or "agent_reply" in said
    by_customer = event.get("article_by") == "Customer" or "resume" in said or "customer" in said
    if by_customer and at > created:
        yield at, CUSTOMER, [_WRITES]
    state = str(event.get("state_to") or event.get("state") or said)
    facts = [fact for name, fact in _STATES.items() if name in state]
    if "state_from" not in event and facts == [_STATES["open"]]:  # it is open from the start on
        facts = []
    if by_agent or facts:
        yield at, AGENT, [*([e.ReplySent(message=0)] if by_agent else []), *facts[:1]]


def _latest(row: Row) -> datetime:
    named = (event.get("at") or event.get("to") for event in row["events"])
    return max([_created(row), *(instant(text) for text in named if text)])


_WRITES = e.MessageReceived(message=0, customer=1, channel="mail")
_STATES: dict[str, e.Event] = {
    "pending": e.MarkedWaiting(),
    "pause": e.MarkedWaiting(),
    "open": e.Reopened(),
    "closed": e.Solved(),
    "resolved": e.Solved(),
}
"""By a part of the state's name, or of the event's."""


def _fields(row: Row, kind: str, found: list[Happening]) -> Iterator[Happening]:
    """The last value of each field of a kind that a scenario sets; what is known is told once."""
    last = {event["set"]: event["to"] for event in row["events"] if event.get("set")}
    told = {(at, type(fact)) for at, _, facts in found for fact in facts}
    for name, value in last.items():
        if value is None or name not in KINDS[kind]:
            continue
        by, fact = KINDS[kind][name]
        if (instant(value), type(fact)) not in told:
            told.add((instant(value), type(fact)))
            yield instant(value), by, [fact]


KINDS: dict[str, dict[str, tuple[e.Actor, e.Event]]] = {
    "first_reply": {"first_response_at": (AGENT, e.ReplySent(message=0))},
    "update": {
        "last_contact_agent_at": (AGENT, e.ReplySent(message=0)),
        "last_contact_customer_at": (CUSTOMER, _WRITES),
    },
    "resolution": {"close_at": (AGENT, e.Solved())},
}


def _numbered(fact: e.Event, messages: int) -> e.Event:
    """A message is numbered by its place in the ticket."""
    if isinstance(fact, e.MessageReceived):
        return e.MessageReceived(message=messages + 1, customer=1, channel="mail")
    return e.ReplySent(message=messages + 1) if isinstance(fact, e.ReplySent) else fact


def instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)
