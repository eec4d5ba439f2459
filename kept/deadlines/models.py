"""Promises as rows: a projection of the events, found by the next moment that matters."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kept.core.ticket import is_owed


class Promise(models.Model):
    """What a clause owes on a ticket (PROMISES.md 1). `next_at`: when the watcher must look.

    The ticket is named by its number, so that this room stands below the tickets.
    """

    id = models.BigAutoField(primary_key=True)
    ticket = models.PositiveBigIntegerField()
    number = models.PositiveSmallIntegerField()
    rule = models.CharField(max_length=40)
    kind = models.CharField(max_length=16)
    clause = models.CharField(max_length=16)
    policy = models.PositiveIntegerField()
    calendar = models.CharField(max_length=64)
    message = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    due_at = models.DateTimeField()
    aim_at = models.DateTimeField(null=True)
    warn_at = models.DateTimeField(null=True)
    state = models.CharField(max_length=8)
    met_at = models.DateTimeField(null=True)
    met_by = models.PositiveIntegerField(null=True)
    late_open_seconds = models.FloatField(null=True)
    reason = models.TextField(blank=True)
    internal = models.BooleanField(default=False)
    paused_at = models.DateTimeField(null=True)
    left_seconds = models.FloatField(null=True)
    next_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "number"], name="promise_of_ticket")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["next_at"],
                name="promise_next",
                condition=models.Q(next_at__isnull=False),
            ),
            models.Index(fields=["due_at"], name="promise_due"),
        ]

    def __str__(self) -> str:
        return f"§{self.clause} {self.rule} of #{self.ticket}: {self.state}"

    @property
    def owed(self) -> bool:
        return is_owed(self.state, self.met_at)
