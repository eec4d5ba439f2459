"""Is it kept? The figures of the promises that fell due, recomputable by anyone from the events.

One definition for the public page and for `kept report promises`. Pure: no clock, no database.
"""

from kept.core.report.facts import NEVER, Facts, Promised, facts
from kept.core.report.figures import ENOUGH, DayFigures, Report, RuleFigures, report
from kept.core.report.shares import between, tenths
from kept.core.report.tallies import Days, Key, Tallies, Tally, tallies

__all__ = [
    "ENOUGH",
    "NEVER",
    "DayFigures",
    "Days",
    "Facts",
    "Key",
    "Promised",
    "Report",
    "RuleFigures",
    "Tallies",
    "Tally",
    "between",
    "facts",
    "report",
    "tallies",
    "tenths",
]
