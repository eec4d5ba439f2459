"""What tickets are found by: a projection of their words, which can be read anew at any time."""

from __future__ import annotations

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from kept.core.finding import LONGEST


class FoundBy(models.TextField):  # type: ignore[type-arg]  # Django's fields take none
    """The stems of a text in their places: text for SQLite's index, a `tsvector` on PostgreSQL."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        return "tsvector" if connection.vendor == "postgresql" else super().db_type(connection)


class Letters(models.CharField):  # type: ignore[type-arg]  # likewise
    """A word that is compared letter by letter, whatever language the database speaks."""

    def db_type(self, connection: BaseDatabaseWrapper) -> str | None:
        kind = super().db_type(connection)
        return f'{kind} COLLATE "C"' if connection.vendor == "postgresql" else kind


class Document(models.Model):
    """What one ticket is found by: the stems of its customer's names and addresses in `who`, of
    all that was said in it in `said` (on PostgreSQL both in `said`, whose weights tell them
    apart). `digest` is of all of it; `name`, as whom the customer was known then."""

    ticket = models.PositiveBigIntegerField(primary_key=True)
    who = models.TextField()
    said = FoundBy()
    name = models.TextField()
    digest = models.CharField(max_length=32)

    def __str__(self) -> str:
        return f"what #{self.ticket} is found by"


class Word(models.Model):
    """A word that somebody said, without its accents; `back` is it from its end."""

    word = Letters(max_length=LONGEST, primary_key=True)
    back = Letters(max_length=LONGEST, db_index=True)

    def __str__(self) -> str:
        return str(self.word)


class Bookmark(models.Model):
    """How far the words have been read: all up to `event`, but for the tickets below `below`."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    event = models.PositiveBigIntegerField(default=0)
    below = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"read up to {self.event}, not below #{self.below}"
