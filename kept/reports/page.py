"""The figures as the page tells them, in the reader's language."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.core import say
from kept.core.promises import Edition
from kept.core.report import Report, RuleFigures
from kept.front.promises import clause_url
from kept.reports import plots, words


class Page:
    """A report, ready for `reports/kept.html`."""

    def __init__(
        self,
        report: Report,
        edition: Callable[[int], Edition],
        language: str,
        said: Mapping[date, str],
    ) -> None:
        self.report = report
        self._edition, self._language, self._said = edition, language, said

    @property
    def since(self) -> str:
        return words.day(self.report.since, self._language)

    @property
    def until(self) -> str:
        return words.day(self.report.until, self._language)

    @property
    def zone(self) -> str:
        return say.zone_name(self.report.zone, self._language)

    @property
    def share(self) -> str:
        return words.share(self.report.kept, self.report.counted, self._language)

    def _number(self, count: int) -> str:
        return words.number(count, self._language)

    @property
    def kept(self) -> str:
        return self._number(self.report.kept)

    @property
    def broken(self) -> str:
        return self._number(self.report.broken)

    @property
    def counted(self) -> str:
        return self._number(self.report.counted)

    @cached_property
    def ring(self) -> plots.Ring:
        return plots.ring(self.report.days)

    @cached_property
    def rules(self) -> list[Account]:
        return [
            Account(figures, self._edition(figures.version), self._language, self._said)
            for figures in self.report.rules
        ]

    @property
    def notes(self) -> list[str]:
        return list(self._notes())

    def _notes(self) -> Iterator[str]:
        """What counts, and what does not: only what these figures call for."""
        yield _(
            "Only what a person did counts: an answer that was written and sent, a bug that was "
            "solved. Acknowledgements, rules and notes never do."
        )
        yield _(
            "A promise counts on the day on which it fell due, by the clock of {zone}. One that "
            "still runs is in no column yet, also when it is kept already."
        ).format(zone=self.zone)
        yield _("What was late stays broken, however good the answer was.")
        released = self.report.released
        if released:
            yield ngettext(
                "{count} promise was released, because nothing was owed any more: it stands in "
                "neither column.",
                "{count} promises were released, because nothing was owed any more: they stand in "
                "neither column.",
                released,
            ).format(count=self._number(released))
        yield _(
            "Requests that were brought along from another desk, or joined to another request, "
            "were promised nothing here and are not counted."
        )


@dataclass(frozen=True)
class Account:
    """One promise and what became of it."""

    figures: RuleFigures
    edition: Edition
    language: str
    said: Mapping[date, str]

    @property
    def name(self) -> str:
        policy = self.edition.policy
        return words.name(policy.promise(self.figures.rule), policy, self.language)

    @property
    def says(self) -> str:
        policy = self.edition.policy
        return words.says(policy.promise(self.figures.rule), policy, self.language)

    @property
    def clause_url(self) -> str:
        return clause_url(self.figures.clause, self.edition.version)

    @property
    def part(self) -> float:
        return self.figures.kept / self.figures.counted

    @property
    def share(self) -> str:
        return words.share(self.figures.kept, self.figures.counted, self.language)

    @property
    def kept(self) -> str:
        return words.number(self.figures.kept, self.language)

    @property
    def counted(self) -> str:
        return words.number(self.figures.counted, self.language)

    @property
    def broken(self) -> str:
        return words.number(self.figures.broken, self.language)

    @property
    def times(self) -> list[tuple[str, str]]:
        """(time, what was done within it); for few promises only the longest."""
        if self.figures.few:
            longest = self.figures.longest
            return (
                [(words.within(longest, self.language), _("the longest of all"))] if longest else []
            )
        half, nine = words.done(self.figures.kind)
        spans = (self.figures.half, half), (self.figures.nine_in_ten, nine)
        return [
            (words.within(span, self.language) if span else _("not yet"), said)
            for span, said in spans
        ]

    @property
    def measure(self) -> str:
        """What the times are, in words."""
        if self.figures.measure == "open":
            said = _("Times are opening time, from the moment your request reached us.")
        else:
            said = _("Times are by the clock, nights and weekends included, from your own request.")
        return f"{said} {self._undone}".strip()

    @property
    def _undone(self) -> str:
        undone = self.figures.undone
        if not undone:
            return ""
        return ngettext(
            "{count} was not done at all: it counts as longer than all others.",
            "{count} were not done at all: they count as longer than all others.",
            undone,
        ).format(count=words.number(undone, self.language))

    @property
    def care(self) -> str:
        """How far the numbers can be trusted."""
        if self.figures.changed:
            return _("The clause changed in these days: each promise is held to the version that "
                     "it was made under.")  # fmt: skip
        if not self.figures.counted:
            return ""
        if self.figures.few:
            return _("So few that we count them and give no percentage.")
        chance = words.chance(self.figures, self.language)
        if chance is None:
            return ""
        said = _("With so many promises, chance alone moves the share between {low} and {high}.")
        return said.format(low=chance[0], high=chance[1])

    @property
    def bars(self) -> plots.Bars:
        return plots.bars(self.figures.days, self.language, self.said)

    @property
    def drawn(self) -> str:
        """The plot as a sentence."""
        counted = sum(1 for day in self.figures.days if day.counted)
        bad = sum(1 for day in self.figures.days if day.broken)
        said = _(
            "{name}, day by day: promises fell due on {counted} of {days} days, and on {bad} of "
            "them some were broken."
        )
        return said.format(name=self.name, counted=counted, days=len(self.figures.days), bad=bad)

    @property
    def table(self) -> list[tuple[str, int, int]]:
        """(day, kept, broken) for each day on which a promise fell due, the newest first."""
        return [
            (words.day(day.day, self.language), day.kept, day.broken)
            for day in reversed(self.figures.days)
            if day.counted
        ]
