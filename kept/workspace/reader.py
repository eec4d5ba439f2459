"""The person at the screen: what a moment and a promise look like to them."""

from __future__ import annotations

from datetime import datetime

from babel.dates import format_date
from django.template.defaultfilters import capfirst
from django.utils.formats import date_format

from kept.core import say
from kept.front.promises import PromiseRow, Shown, shown
from kept.people import reader as people


class Reader(people.Reader):
    """An agent at their tickets."""

    __slots__ = ()

    def beginning(self, at: datetime) -> str:
        """'Today, 7:41': a moment that begins its line."""
        return capfirst(self.moment(at))

    def clock(self, at: datetime) -> str:
        """'11:00', '11 h'."""
        return say.clock(at.astimezone(self.zone), self.language)

    def column(self, at: datetime) -> str:
        """'Tue 18:20', the same for every moment of a column."""
        local = at.astimezone(self.zone)
        return f"{date_format(local, 'D')} {say.clock(local, self.language)}"

    def short(self, at: datetime) -> str:
        """'18:20' today, 'Tue 18:20' within a week, else '2 Nov' or '2 Nov 2024'."""
        local, today = at.astimezone(self.zone), self.now.astimezone(self.zone).date()
        if local.date() == today:
            return self.clock(at)
        if abs((local.date() - today).days) < 7:
            return self.column(at)
        pattern = "d MMM" if local.year == today.year else "d MMM y"
        return format_date(local, pattern, locale=self.language)

    def shown(self, promise: PromiseRow) -> Shown:
        return shown(promise, now=self.now, zone=self.zone, language=self.language)
