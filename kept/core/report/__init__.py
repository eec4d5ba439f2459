"""Is it kept? The figures of the promises that fell due, recomputable by anyone from the events.

One definition for the public page and for `kept report promises`. Pure: no clock, no database.
"""

from kept.core.report.facts import Fact, fact
from kept.core.report.figures import ENOUGH, DayFigures, Report, RuleFigures, first_moment, report
from kept.core.report.shares import between, tenths

__all__ = [
    "ENOUGH",
    "DayFigures",
    "Fact",
    "Report",
    "RuleFigures",
    "between",
    "fact",
    "first_moment",
    "report",
    "tenths",
]
