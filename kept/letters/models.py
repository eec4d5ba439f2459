"""What leads made of the desk's letters. Nothing is overwritten: the newest words count."""

from __future__ import annotations

import secrets
from typing import ClassVar

from django.db import models


def new_revision() -> str:
    """A word that no row has had before, by which whoever holds the words knows newer ones."""
    return secrets.token_hex(8)


class Wording(models.Model):
    """The words of one letter in one language, from `at` on. No personal data of customers.

    `number` counts from 1 within the letter and the language; `original`: the words that come
    with Kept count again, and `subject` and `body` are ''. `by` says who, as in events.
    """

    id = models.BigAutoField(primary_key=True)
    letter = models.CharField(max_length=20)
    language = models.CharField(max_length=8)
    number = models.PositiveIntegerField()
    subject = models.CharField(max_length=200, blank=True, default="")
    body = models.TextField(blank=True, default="")
    original = models.BooleanField(default=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=32, default="desk")
    revision = models.CharField(max_length=16, default=new_revision)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["letter", "language", "number"], name="wording_of_letter"
            )
        ]

    def __str__(self) -> str:
        return f"{self.letter} in {self.language}, words {self.number}"
