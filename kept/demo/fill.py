"""Let the demo's requests happen, in the order in which they would have."""

from __future__ import annotations

import heapq
import itertools
import re
import tomllib
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import Any

from django.conf import settings

from kept.core.calendar import Calendar
from kept.core.events import Channel
from kept.core.mail import markdown_to_mail
from kept.deadlines import promises
from kept.demo.pictures import screenshot
from kept.people.customers import find_or_add
from kept.people.models import Customer, Staff
from kept.record import policy
from kept.tickets import actions, outgoing
from kept.tickets.models import Ticket

PASSWORD = "kept-demo"  # noqa: S105 - the demo says it aloud
_SECOND = timedelta(seconds=1)


def fill(now: datetime) -> str:
    """Fill an empty desk and say who can sign in. A desk that has tickets is left as it is."""
    if not Ticket.objects.exists():
        _Demo(now).run()
    lines = [
        f"The demo desk is in {settings.KEPT_HOME}, {Ticket.objects.count()} tickets. Sign in as",
        f"  agent     agent@kept.example / {PASSWORD}   http://{settings.KEPT_WEB}/desk/",
        f"  lead      lead@kept.example / {PASSWORD}    http://{settings.KEPT_WEB}/desk/",
        f"  customer  camille@maison-oriol.example      http://{settings.KEPT_WEB}/my/sign-in",
        "            (by a link, no password: the mail with it is in the outbox,",
        f"            http://{settings.KEPT_WEB}/outbox)",
    ]
    return "\n".join(lines)


@dataclass(order=True)
class _Turn:
    """The next thing to happen on one of the demo's tickets."""

    at: datetime
    order: int
    script: dict[str, Any]
    step: int
    ticket: int


class _Demo:
    def __init__(self, now: datetime) -> None:
        self.now = now
        self.calendar = policy.in_force().policy.calendar
        self.people = _people()
        self.order = itertools.count()
        self.turns: list[_Turn] = []

    def run(self) -> None:
        for script in _scripts():
            at = self.now - _span(script["ago"])
            heapq.heappush(self.turns, _Turn(at, next(self.order), script, -1, 0))
        while self.turns:
            self._happen(heapq.heappop(self.turns))
        for number in Ticket.objects.order_by("pk").values_list("pk", flat=True):
            self._watch(number, self.now)

    def _happen(self, turn: _Turn) -> None:
        script, number = turn.script, turn.ticket
        if turn.step < 0:
            number = self._open(script, turn.at)
        else:
            self._watch(number, turn.at)
            self._act(number, script, script["steps"][turn.step], turn.at)
        steps = script.get("steps", [])
        if turn.step + 1 < len(steps):
            at = _later(turn.at, steps[turn.step + 1]["after"], self.calendar)
            if at < self.now:
                follow = _Turn(at, next(self.order), script, turn.step + 1, number)
                heapq.heappush(self.turns, follow)

    def _watch(self, number: int, until: datetime) -> None:
        """The watcher looks a second after each moment that matters."""
        while moments := [p.next_at for p in promises.of_ticket(number) if p.next_at]:
            changed_at = Ticket.objects.values_list("changed_at", flat=True).get(pk=number)
            look = max(min(moments) + _SECOND, changed_at)
            if look >= until:
                return
            actions.expire(number, at=look)

    def _open(self, script: dict[str, Any], at: datetime) -> int:
        customer = self._customer(script["who"], at)
        picture = script.get("picture")
        done = actions.open_ticket(
            actions.Draft(
                kind="customer",
                channel=script["channel"],
                subject=script["subject"],
                text=script["text"].strip(),
                language=customer.language,
                customer=customer.pk,
                recipient=customer.email,
                message_id=f"{next(self.order)}.demo@{customer.email.partition('@')[2]}",
                files=(actions.File(picture, "image/png", screenshot()),) if picture else (),
            ),
            customer=customer,
            channel=script["channel"],
            at=at,
        )
        assert isinstance(done, actions.Done), done
        return done.ticket

    def _act(self, number: int, script: dict[str, Any], step: dict[str, Any], at: datetime) -> None:
        verb = step["do"]
        if verb in ("customer", "close"):
            customer = self._customer(script["who"], at)
            if verb == "close":
                done = actions.close(number, by=customer, at=at)
            else:
                done = self._write(number, customer, script["channel"], step["text"], at)
        else:
            done = self._work(number, verb, step, self.people[step["by"]], at)
        assert isinstance(done, actions.Done), (number, step, done)

    def _write(
        self, number: int, customer: Customer, channel: Channel, text: str, at: datetime
    ) -> actions.Done | actions.Refused:
        draft = actions.Draft(
            kind="customer",
            channel=channel,
            text=text,
            language=customer.language,
            customer=customer.pk,
            recipient=customer.email,
        )
        return actions.receive(number, draft, customer=customer, channel=channel, at=at)

    def _work(
        self, number: int, verb: str, step: dict[str, Any], by: Staff, at: datetime
    ) -> actions.Done | actions.Refused:
        match verb:
            case "classify":
                cause = step.get("cause", "")
                return actions.classify(number, step["kind"], cause, by=by, at=at)
            case "assign":
                return actions.assign(number, self.people[step["to"]], by=by, at=at)
            case "note":
                return actions.note(number, step["text"], by=by, at=at)
            case "wait":
                return actions.mark_waiting(number, by=by, at=at)
            case "solve":
                return actions.solve(number, by=by, at=at)
            case "release":
                return actions.release(number, 1, step["text"], by=by, at=at)
            case "reply":
                return self._reply(number, step["text"], by, at)
        raise ValueError(f"the demo has no step {verb!r}")

    def _reply(
        self, number: int, text: str, by: Staff, at: datetime
    ) -> actions.Done | actions.Refused:
        ticket = Ticket.objects.select_related("customer").get(pk=number)
        draft = actions.Draft(
            kind="agent",
            channel="mail",
            text=text,
            html=markdown_to_mail(text)[1],
            staff=by.pk,
            recipient=outgoing.answer_to(ticket),
            message_id=outgoing.message_id(),
        )
        return actions.reply(number, draft, by=by, seen=ticket.messages_count, at=at)

    def _customer(self, who: str, at: datetime) -> Customer:
        name, email, language, zone = _cast()["customer"][who]
        return find_or_add(key=email, email=email, name=name, language=language, zone=zone, at=at)


def _people() -> dict[str, Staff]:
    return {
        key: Staff.objects.filter(email=facts["email"]).first()
        or Staff.objects.create_user(password=PASSWORD, **facts)
        for key, facts in _cast()["staff"].items()
    }


@cache
def _cast() -> dict[str, Any]:
    return tomllib.loads(files("kept.demo").joinpath("people.toml").read_text("utf-8"))


def _scripts() -> list[dict[str, Any]]:
    told = tomllib.loads(files("kept.demo").joinpath("tickets.toml").read_text("utf-8"))
    return list(told["ticket"])


def _span(text: str) -> timedelta:
    parts = re.findall(r"(\d+) (days|hours|minutes)", text)
    return timedelta(**{unit: int(count) for count, unit in parts})


def _later(at: datetime, after: str, calendar: Calendar) -> datetime:
    if " open " in after:
        return calendar.add(at, _span(after.replace(" open ", " ")))
    return at + _span(after)
