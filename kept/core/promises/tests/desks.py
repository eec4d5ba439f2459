"""Desks to try promises on: policies with every kind of rule, and tickets that are acted on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from functools import cache

from kept.core import decide
from kept.core import events as e
from kept.core.policy import Policy, check, read
from kept.core.promise import Promise
from kept.core.promises import Edition, passed, unfold
from kept.core.ticket import Ticket, fold

CUSTOMER = e.Actor("customer", 1)
AGENT = e.Actor("staff", 1)

HEAD = """
name = "example"
company = "Example"
contact = "help@example.org"
languages = ["en"]
updated = 2026-01-01

[hours]
clause = 1
zone = "{zone}"
days = "Monday to Friday"
open = "{open}"

[calendar.always]
clause = 1
zone = "{zone}"
days = "every day"
open = "0:00 to 24:00"

[kinds]
question = {{ clause = 1 }}
bug = {{ clause = 1 }}

[products]
app = {{ en = "App" }}
till = {{ en = "Till" }}

[plans]
free = {{ en = "Free" }}
pro = {{ en = "Pro" }}

[priorities]
low = {{}}
high = {{}}

[teams]
night = {{ en = "the night shift" }}
"""


def policy(promises: str, zone: str = "UTC", hours: str = "10:00 to 19:00") -> Policy:
    """A policy with these promises; its text binds all there is to bind."""
    return read(files(promises, zone, hours))


def files(promises: str, zone: str = "UTC", hours: str = "10:00 to 19:00") -> dict[str, str]:
    toml = HEAD.format(zone=zone, open=hours) + promises
    return {"policy.toml": toml, "en.md": _text(toml)}


def reopening(within: str) -> dict[str, str]:
    """A policy by which a settled request opens again when its customer writes in that time."""
    return files(
        f"""
[promise.first_reply]
clause = 1
owed = "4 business hours"

[reopening]
clause = 1
within = "{within}"
"""
    )


@cache
def _text(toml: str) -> str:
    """A text that tells every rule of `toml` in its clause 1: what the check asks for."""
    told = ["hours", "calendar.always"]
    for _ in range(30):
        body = " ".join(f"{{{{ {name} }}}}" for name in told)
        text = f"# Support\n\nWe help.\n\n## 1 All\n\n{body}\n"
        missing = [m.facts["rule"] for m in check({"policy.toml": toml, "en.md": text})
                   if "does not tell" in m.template]  # fmt: skip
        if not missing:
            return text
        told += [str(name) for name in missing]
    raise AssertionError("the text never tells it all")


class Desk:
    """One ticket to act on, with the whole of its history; every act is folded anew."""

    def __init__(
        self, policy: Policy, at: datetime, facts: Mapping[str, str] | None = None
    ) -> None:
        self.edition = Edition(1, policy)
        self.history: list[e.Recorded] = []
        self.state = Ticket()
        opened = decide.open_ticket(
            customer=1,
            channel="mail",
            language="en",
            edition=self.edition,
            acknowledge=True,
            **(facts or {}),
        )
        self.do(opened, at, CUSTOMER)

    def do(self, decided: decide.Decision, at: datetime, by: e.Actor = AGENT) -> bool:
        """Make it so, unless it is refused; whether it was not."""
        if isinstance(decided, decide.Refused):
            return False
        recorded, self.state = unfold(self.state, decided, at, by, self.edition)
        self.history += recorded
        assert fold(self.history) == self.state
        return True

    def reply(self, at: datetime, then: str | None = None) -> None:
        self.do(decide.reply(self.state, seen=self.state.messages, then=then), at)

    def customer(self, at: datetime) -> None:
        message = e.MessageReceived(message=self.state.messages + 1, customer=1, channel="mail")
        one = e.Recorded(message, at, CUSTOMER)
        decided = decide.receive(
            self.state, one, edition=self.edition, same_text=False, acknowledge=False
        )
        self.do(decided, at, CUSTOMER)

    def classify(self, kind: str, at: datetime) -> None:
        self.do(decide.classify(self.state, kind, "", self.edition), at)

    def note(self, at: datetime, **facts: str) -> None:
        self.do(decide.set_facts(self.state, self.edition, **facts), at)

    def wait(self, at: datetime) -> None:
        self.do(decide.mark_waiting(self.state), at)

    def solve(self, at: datetime) -> None:
        self.do(decide.solve(self.state), at)

    def close(self, at: datetime) -> None:
        self.do(decide.close(self.state), at, CUSTOMER)

    def reopen(self, at: datetime) -> None:
        self.do(decide.reopen(self.state), at)

    def bounce(self, message: int, at: datetime) -> None:
        self.do(decide.delivery_failed(message, "550", permanent=True), at, e.DESK)

    def watch(self, at: datetime) -> None:
        self.do(list(passed(self.state, at)), at, e.DESK)

    def watch_until(self, at: datetime) -> None:
        """As the watcher does: at each moment that matters, a blink after it."""
        while moments := [p.next_at for p in self.state.promises if p.next_at]:
            moment = min(moments) + timedelta(microseconds=1)
            if moment >= at:
                return
            self.watch(max(moment, self.state.changed_at or moment))

    def last(self, kind: str) -> Promise:
        return [p for p in self.state.promises if p.kind == kind][-1]

    def promised(self) -> list[tuple[str, str]]:
        return [(p.rule, p.state) for p in self.state.promises]

    def happened(self, kind: type[e.Event]) -> list[e.Event]:
        return [one.event for one in self.history if isinstance(one.event, kind)]
