"""Subscribers, announcements, and what became of each copy."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kept.people.models import Staff


class Subscriber(models.Model):
    """An address that asked to hear of major changes. `key` is the form that is compared, empty
    once the address was erased; `token` opens the way out and is nobody's to guess.

    `consent` says how the address came to be here, `why` how it came to leave.
    """

    class State(models.TextChoices):
        ASKED = "asked"
        CONFIRMED = "confirmed"
        UNSUBSCRIBED = "unsubscribed"
        BOUNCED = "bounced"
        ERASED = "erased"

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=254, unique=True, null=True)
    address = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=8, blank=True)
    zone = models.CharField(max_length=64, blank=True)
    domain = models.CharField(max_length=254, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ASKED)
    token = models.CharField(max_length=32, unique=True)
    consent = models.CharField(max_length=400, blank=True)
    why = models.CharField(max_length=400, blank=True)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["state", "id"], name="subscriber_state")]

    def __str__(self) -> str:
        return f"{self.address or 'erased'}: {self.state}"


class Announcement(models.Model):
    """What the subscribers are told of a version of the policy; one for each.

    `words` are the lead's own, by language. `letters` is what was really sent, by language: fixed
    when the sending begins, so that everybody is told the same. Paces are copies a minute.
    """

    class State(models.TextChoices):
        DRAFT = "draft"
        SENDING = "sending"
        PAUSED = "paused"
        SENT = "sent"

    version = models.PositiveIntegerField(primary_key=True)
    words = models.JSONField(default=dict)
    letters = models.JSONField(default=dict)
    state = models.CharField(max_length=8, choices=State.choices, default=State.DRAFT)
    a_minute = models.PositiveIntegerField(default=600)
    a_minute_to_one_domain = models.PositiveIntegerField(default=120)
    sent_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True)
    began_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=400, blank=True)

    def __str__(self) -> str:
        return f"announcement of version {self.version}: {self.state}"


class Copy(models.Model):
    """One copy of an announcement, for one subscriber: there is never a second.

    HANDING: it is in the journal `batch` (see `journal`), which knows how far it came. DOUBT: its
    last byte was given away and no answer came back; it counts as sent.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        HANDING = "handing"
        SENT = "sent"
        DOUBT = "doubt"
        REFUSED = "refused"
        SKIPPED = "skipped"

    id = models.BigAutoField(primary_key=True)
    announcement = models.ForeignKey(Announcement, on_delete=models.PROTECT)
    subscriber = models.ForeignKey(Subscriber, on_delete=models.PROTECT)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    batch = models.CharField(max_length=64, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    answer = models.CharField(max_length=400, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["announcement", "subscriber"], name="copy_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["announcement", "state", "id"], name="copy_in_state"),
        ]

    def __str__(self) -> str:
        return f"{self.announcement_id} to subscriber {self.subscriber_id}: {self.state}"
