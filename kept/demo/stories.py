"""Requests and what becomes of them, through the same actions as on a real desk."""

from __future__ import annotations

import itertools
import re
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Subquery

from kept.core.calendar import Calendar
from kept.core.events import Channel
from kept.core.mail import markdown_to_mail
from kept.deadlines import promises
from kept.deadlines.models import Promise
from kept.demo.cast import customers
from kept.demo.pictures import screenshot
from kept.demo.timeline import Timeline
from kept.people.models import Customer, Staff
from kept.record.questions import Columns, Given, question
from kept.tickets import actions, outgoing
from kept.tickets.models import Ticket

Script = dict[str, Any]
Outcome = actions.Done | actions.Refused

_SECOND: Final = timedelta(seconds=1)
#: More than there are tickets in the demo.
_ALL: Final = 10_000


class Stories:
    """Plans each script of `tickets.toml` and of the history: a request, then its steps."""

    def __init__(self, timeline: Timeline, people: dict[str, Staff], calendar: Calendar) -> None:
        self._timeline, self._people, self._calendar = timeline, people, calendar
        self._mails = itertools.count()

    def plan(self, script: Script, at: datetime) -> None:
        """Let the request come in at `at`, and each step follow when its moment has come."""

        def happen(at: datetime) -> None:
            self._go_on(self._open(script, at), script, 0, at)

        self._timeline.plan(at, happen)

    def watch(self, until: datetime) -> None:
        """The watcher, on all tickets."""
        for number in promises.passed(until, limit=_ALL):
            _watch(number, until)

    def _go_on(self, number: int, script: Script, place: int, at: datetime) -> None:
        """Plan the step at `place`, if there is one."""
        if place == len(steps := script.get("steps", [])):
            return
        step = steps[place]

        def happen(at: datetime) -> None:
            _watch(number, at)
            done = self._act(number, script, step, at)
            assert isinstance(done, actions.Done), (number, step, done)
            self._go_on(number, script, place + 1, at)

        self._timeline.plan(step.get("at") or _later(at, step["after"], self._calendar), happen)

    def _open(self, script: Script, at: datetime) -> int:
        customer = customers()[script["who"]].customer(at)
        picture = script.get("picture")
        done = actions.open_ticket(
            actions.Draft(
                kind="customer",
                channel=script["channel"],
                subject=script["subject"],
                text=script["text"].strip(),
                language=customer.language,
                customer=customer,
                recipient=customer.email,
                message_id=f"{next(self._mails)}.demo@{customer.email.partition('@')[2]}",
                files=(actions.File(picture, "image/png", screenshot()),) if picture else (),
            ),
            at=at,
        )
        assert isinstance(done, actions.Done), done
        return done.ticket

    def _act(self, number: int, script: Script, step: Script, at: datetime) -> Outcome:
        known = customers()[script["who"]]
        if step["do"] in ("customer", "close"):
            customer = known.customer(at)
            if step["do"] == "close":
                return actions.close(number, by=customer, at=at)
            return _write(number, customer, script["channel"], step["text"], at)
        return self._work(number, known.email, step, self._people[step["by"]], at)

    def _work(self, number: int, to: str, step: Script, by: Staff, at: datetime) -> Outcome:
        match step["do"]:
            case "classify":
                cause = step.get("cause", "")
                return actions.classify(number, step["kind"], cause, by=by, at=at)
            case "assign":
                return actions.assign(number, self._people[step["to"]], by=by, at=at)
            case "note":
                return actions.note(number, step["text"], by=by, at=at)
            case "wait":
                return actions.mark_waiting(number, by=by, at=at)
            case "solve":
                return actions.solve(number, by=by, at=at)
            case "release":
                return actions.release(number, 1, step["text"], by=by, at=at)
            case "reply":
                return _reply(number, to, step, by, at)
        raise ValueError(f"the demo has no step {step['do']!r}")


def _write(number: int, customer: Customer, channel: Channel, text: str, at: datetime) -> Outcome:
    draft = actions.Draft(
        kind="customer",
        channel=channel,
        text=text,
        language=customer.language,
        customer=customer,
        recipient=customer.email,
    )
    return actions.receive(number, draft, at=at)


def _reply(number: int, to: str, step: Script, by: Staff, at: datetime) -> Outcome:
    [(seen,)] = _messages_count(number)
    draft = actions.Draft(
        kind="agent",
        channel="mail",
        text=step["text"],
        html=markdown_to_mail(step["text"])[1],
        staff=by,
        recipient=to,
        message_id=outgoing.message_id(),
    )
    return actions.reply(number, draft, by=by, seen=seen, at=at, then=step.get("then"))


@question
def _messages_count(number: Given) -> Columns:
    return Ticket.objects.filter(pk=number).values_list("messages_count")


def _watch(number: int, until: datetime) -> None:
    """The watcher looks a second after each moment that matters."""
    while moments := _moments(number):
        next_at, changed_at = moments[0]
        look = max(next_at + _SECOND, changed_at)
        if look >= until:
            return
        actions.expire(number, at=look)


@question
def _moments(number: Given) -> Columns:
    """When the watcher must look at a ticket next, and when it last changed."""
    due = Promise.objects.filter(ticket=number, next_at__isnull=False).order_by("next_at")
    changed_at = Ticket.objects.filter(pk=number).values("changed_at")
    return due.values_list("next_at", Subquery(changed_at))


def span(text: str) -> timedelta:
    """'2 days', '47 hours 20 minutes'."""
    parts = re.findall(r"(\d+) (days|hours|minutes)", text)
    return timedelta(**{unit: int(count) for count, unit in parts})


def _later(at: datetime, after: str, calendar: Calendar) -> datetime:
    if " open " in after:
        return calendar.add(at, span(after.replace(" open ", " ")))
    return at + span(after)
