"""Who is at a ticket at this moment. Forgotten after seconds; no part of the record."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class Presence(models.Model):
    """Somebody of the team has this ticket on the screen, or is writing in it.

    A person who left closes nothing: the row counts until `until` and is swept later.
    """

    class Mode(models.TextChoices):
        LOOKING = "looking"
        REPLY = "reply"
        NOTE = "note"

    id = models.BigAutoField(primary_key=True)
    ticket = models.PositiveBigIntegerField()
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    mode = models.CharField(max_length=8, choices=Mode.choices)
    until = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "staff", "mode"], name="presence_once")
        ]
        indexes: ClassVar = [models.Index(fields=["until"], name="presence_until")]

    def __str__(self) -> str:
        return f"{self.staff_id} {self.mode} #{self.ticket}"
