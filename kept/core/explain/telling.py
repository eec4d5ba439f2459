"""One explanation being told: the ticket as it stood, the policy in force, the reader."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from kept.core import events as e
from kept.core import say
from kept.core.calendar import Owed
from kept.core.explain.citing import cited
from kept.core.explain.explanation import Decision, Explanation, Looked
from kept.core.explain.reckoning import reckoning
from kept.core.explain.said import Explaining, explaining
from kept.core.policy import PromiseRule
from kept.core.policy.compare.naming import Naming
from kept.core.policy.typography import set_type
from kept.core.promises import Edition
from kept.core.say import Zone
from kept.core.say.moments import local_times
from kept.core.ticket import Promise, Ticket


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: in which language, on which clock, and how people are called, by number."""

    language: str
    zone: Zone
    staff: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class Scene:
    """An event with the ticket before and after it, and the version that decided.

    `written`: when the customer had written last, before the newest message.
    """

    one: e.Recorded
    before: Ticket
    after: Ticket
    edition: Edition
    written: datetime | None


class Telling:
    """What is said of one event, to one reader."""

    def __init__(self, scene: Scene, reader: Reader) -> None:
        self.one, self.before, self.after = scene.one, scene.before, scene.after
        self.edition, self.reader, self.written = scene.edition, reader, scene.written
        edition = scene.edition
        self.policy = edition.policy
        self.words: Explaining = explaining(reader.language)
        self.naming = Naming(self.words.language, edition.policy)

    # The parts of an explanation

    def explanation(
        self,
        decision: Decision,
        said: Mapping[str, str],
        *,
        clause: str = "",
        binding: str = "",
        facts: tuple[Looked, ...] = (),
        steps: tuple[str, ...] = (),
        number: int | None = None,
    ) -> Explanation:
        """What was decided; `said` goes into the language's sentence for it."""
        sentence = self.words.says[decision].format(**said).strip()
        return Explanation(
            decision=decision,
            at=self.one.at,
            says=self.typeset(sentence[:1].upper() + sentence[1:]),
            cited=cited(self.edition, clause, binding, self.reader.language),
            facts=facts,
            steps=tuple(self.typeset(step) for step in steps),
            promise=number,
        )

    def on_promise(
        self,
        decision: Decision,
        promise: Promise,
        said: Mapping[str, str],
        facts: tuple[Looked, ...] = (),
        steps: tuple[str, ...] = (),
    ) -> Explanation:
        """What became of a promise, by the clause that makes it."""
        return self.explanation(
            decision,
            {"promise": self.naming.rule(promise.rule), **said},
            clause=promise.clause,
            binding=f"within promise.{promise.rule}",
            facts=facts,
            steps=steps,
            number=promise.number,
        )

    def typeset(self, text: str) -> str:
        return set_type(text, self.words.language)

    def looked(self, name: str, value: str) -> Looked:
        return Looked(self.words.facts[name], self.typeset(value))

    # What is known of the ticket

    def known(self, names: tuple[str, ...] = ()) -> Iterator[Looked]:
        """The facts of the ticket after the event that somebody knows; `names` in any case."""
        for name, value in self.after.facts.items():
            if value or name in names:
                yield self.looked(name, self.fact(name, value))

    def fact(self, name: str, value: str) -> str:
        """A value in words: 'French', '“bug”', 'not known'."""
        if not value:
            return self.words.unknown
        return self.naming.lang(value) if name == "language" else self.naming.word(value)

    def promise(self, number: int) -> Promise:
        return self.after.promise(number)

    def rule(self, promise: Promise) -> PromiseRule | None:
        """The rule that made it; None in a policy that makes no such promise (any more)."""
        return next((rule for rule in self.policy.promises if rule.name == promise.rule), None)

    # Words for people and moments

    def who(self, actor: e.Actor) -> str:
        if actor.kind == "desk":
            return self.words.desk
        if actor.kind == "customer":
            return self.words.customer
        return self.staff(actor.id)

    def staff(self, number: int | None) -> str:
        return self.reader.staff.get(number or 0, self.words.somebody)

    def when(self, at: datetime) -> str:
        """'Friday 9 January 18:00', with the year where it is not the year of the request."""
        opened = self.after.opened_at or at
        local, _ = local_times(at, self.reader.zone, at)
        _, asked = local_times(opened, self.reader.zone, opened)
        language = self.words.language
        day = say.day(local.date(), date(asked.year, 1, 1), language)
        return self.words.when.format(day=day, clock=say.clock(local, language))

    def span(self, seconds: float) -> str:
        return say.left(timedelta(seconds=abs(seconds)), self.words.language)

    def owed(self, owed: Owed) -> str:
        return say.owed(owed, self.words.language)

    # Arithmetic

    def steps(self, decision: str, **moments: str) -> tuple[str, ...]:
        """Arithmetic that no calendar derives."""
        return tuple(step.format(**moments) for step in self.words.steps[decision])

    def reckoned(self, promise: Promise) -> tuple[str, ...]:
        """How the due moment came about, in words."""
        found = reckoning(promise, self.policy)
        if found is None:
            return ()
        told = say.derivation(found.derivation, self.reader.zone, self.words.language)
        if found.left is None:
            return told
        left = self.span(found.left.total_seconds())
        again = self.steps("left", left=left, again=self.when(found.derivation.start))
        return (*again, *told[1:])
