"""Who is to be forgotten, how far that is, and files that nobody names any more."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kept.people.models import Customer


class Erasure(models.Model):
    """Somebody is to be forgotten, or was (see `forgetting`). `by`: who wanted it, as in events.

    `known`: what they were known by and what the rooms found; empty once all of it is gone.
    `first_at`: when all of it was gone for the first time. `next_at`: when there is more to do,
    empty where there is not. `swept_at`: when what no row holds any more left the database, too.
    """

    customer = models.OneToOneField(Customer, on_delete=models.PROTECT, primary_key=True)
    by = models.CharField(max_length=32)
    asked_at = models.DateTimeField()
    known = models.JSONField(default=dict)
    first_at = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    swept_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_at"],
                name="erasure_next",
                condition=models.Q(next_at__isnull=False),
            ),
            models.Index(
                fields=["ended_at"],
                name="erasure_to_sweep",
                condition=models.Q(ended_at__isnull=False, swept_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"the erasing of {self.customer_id}"


class LooseFile(models.Model):
    """A file that an erased message named: it leaves the disk unless another message names it."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField()

    def __str__(self) -> str:
        return self.sha256
