"""Whether everybody may see the figures. What they say is nobody's choice."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Publicity(models.Model):
    """A lead's decision that the page is public, or that only the team sees it.

    Rows are added, never changed: the newest holds, the others say who decided what before.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    public = models.BooleanField()

    def __str__(self) -> str:
        return "public" if self.public else "for the team"


class CountedDay(models.Model):
    """A day of the desk that is over, counted: a projection of the promises that fell due on it.

    `tallies`: [rule, version, kept, broken, released, how many `taken`] for each rule and version;
    `taken` holds their times one after the other, as 64-bit microseconds, little-endian.
    """

    day = models.DateField(primary_key=True)
    zone = models.CharField(max_length=64)
    tallies = models.JSONField()
    taken = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d} in {self.zone}"


class Counter(models.Model):
    """How far the counting has read the record: the one row of its bookmark."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    event = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"counted up to event {self.event}"


class Remark(models.Model):
    """What a lead says of a day, beside its figures: 'Mail provider down for 3 h', by language.

    Rows are added, never changed: the newest of a day is shown, and none where it has no words.
    """

    id = models.BigAutoField(primary_key=True)
    day = models.DateField(db_index=True)
    words = models.JSONField()
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}: {next(iter(self.words.values()), '')}"
