"""Let the demo's requests happen, in the order in which they would have."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction

from kept.channels.mail.sending.send import Courier
from kept.demo import published
from kept.demo.cast import PASSWORD, staff, told
from kept.demo.history import History
from kept.demo.stories import Stories, span
from kept.demo.timeline import Timeline
from kept.people.models import Staff
from kept.record import policy
from kept.reports import remarks
from kept.tickets.models import Ticket

ROUND: Final = timedelta(hours=1)


def fill(now: datetime) -> str:
    """Fill an empty desk, all or nothing, and say who can sign in. A desk that has tickets is left
    as it is."""
    if not Ticket.objects.exists():
        with transaction.atomic():
            _happen(now)
    lines = [
        f"The demo desk is in {settings.KEPT_HOME}, {Ticket.objects.count()} tickets. Sign in as",
        f"  agent     agent@kept.example / {PASSWORD}   http://{settings.KEPT_WEB}/desk/",
        f"  lead      lead@kept.example / {PASSWORD}    http://{settings.KEPT_WEB}/desk/",
        f"  customer  camille@maison-oriol.example      http://{settings.KEPT_WEB}/my/sign-in",
        "            (by a link, no password: the mail with it is in the outbox,",
        f"            http://{settings.KEPT_WEB}/outbox)",
    ]
    return "\n".join(lines)


def _happen(now: datetime) -> None:
    people = staff()
    lead = people["piotr"]
    published.publish(now, lead)
    rules = policy.in_force(now).policy
    timeline = Timeline()
    rounds = _Rounds(timeline)
    stories = Stories(timeline, people, rules.calendar)
    if policy.in_force(now).version > 1:
        published.plan_announcement(timeline, now, lead)
    for script in told("tickets.toml")["ticket"]:
        stories.plan(script, now - span(script["ago"]))
    history = History(now, rules)
    for at, script in history.scripts():
        stories.plan(script, at)
    _plan_remark(timeline, history.outage.end, lead)
    timeline.run(now, rounds.await_one)
    stories.watch(now)
    rounds.go(now)


def _plan_remark(timeline: Timeline, at: datetime, lead: Staff) -> None:
    """A lead says beside the figures why so much was late on that day."""
    day, words = at.date().isoformat(), told("earlier.toml")["remark"]
    timeline.plan(at + timedelta(hours=2), lambda when: remarks.say(day, words, by=lead, at=when))


class _Rounds:
    """The mail goes out once an hour. A real desk sends at once; this is in less of a hurry, and
    fills the demo in half the time."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline, self._courier = timeline, Courier()
        self._next: datetime | None = None

    def await_one(self, at: datetime) -> None:
        """See that what has just happened is sent."""
        if self._next is None or at > self._next:
            self._next = at + ROUND
            self._timeline.plan(self._next, self.go)

    def go(self, at: datetime) -> None:
        """Send all that is due."""
        while self._courier.deliver(at):
            pass
