"""What is written once: events, published policies, and effects on the world outside."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class PolicyVersion(models.Model):
    """A published policy: its files as they were, and the days off that were listed then.

    Written once. `effective_at` is when it comes into force, `by` who published it (as in
    events). `notes` say why, by language; `note` says it in the first of the policy's languages
    that has one, or in a language that nobody named. `digest` seals all of it and the version
    before (see `policy.seal`).
    """

    number = models.PositiveIntegerField(primary_key=True)
    published_at = models.DateTimeField()
    effective_at = models.DateTimeField()
    by = models.CharField(max_length=32, default="desk")
    note = models.TextField(blank=True)
    notes = models.JSONField(default=dict)
    major = models.BooleanField(default=False)
    files = models.JSONField()
    days_off = models.JSONField()
    digest = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"policy version {self.number}"


class PolicyDraft(models.Model):
    """The one draft of the next policy (see `draft`); without files there is none."""

    id = models.PositiveSmallIntegerField(primary_key=True)
    files = models.JSONField(default=dict)
    base = models.PositiveIntegerField(default=0)
    by = models.CharField(max_length=32, default="desk")
    saved_at = models.DateTimeField()
    saved = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"a draft over version {self.base}"


class Event(models.Model):
    """One thing that happened on a ticket. Rows are appended, never changed or removed.

    `at` is when it happened, `id` the order in which the desk came to know it. Rows become
    visible in the order of their ids (see `events.append`), so a reader may remember the last.
    """

    id = models.BigAutoField(primary_key=True)
    ticket = models.PositiveBigIntegerField()
    at = models.DateTimeField()
    by = models.CharField(max_length=32)
    type = models.CharField(max_length=32)
    data = models.TextField()

    class Meta:
        indexes: ClassVar = [models.Index(fields=["ticket", "id"], name="event_of_ticket")]

    def __str__(self) -> str:
        return f"{self.id} {self.type} on {self.ticket}"


class UndeliveredCopy(models.Model):
    """A mail server's report that a copy of an announcement did not arrive (see `copies`). It
    waits here until who sends copies has carried it out."""

    id = models.BigAutoField(primary_key=True)
    version = models.PositiveIntegerField()
    subscriber = models.PositiveBigIntegerField()
    permanent = models.BooleanField()
    words = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"copy {self.version}.{self.subscriber}: {self.words}"


class OutgoingMail(models.Model):
    """A mail that an event owes: recorded before it is tried, once for each `key`.

    It is composed when it is sent, from the facts here and the rows they name; what was sent is
    kept in `raw`. `next_at` is empty when nothing is left to do. Undone: who wrote the reply took
    it back before it left.
    """

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        REFUSED = "refused"
        UNDONE = "undone"

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=80, unique=True)
    purpose = models.CharField(max_length=20)
    ticket = models.PositiveBigIntegerField(null=True)
    message = models.PositiveIntegerField(null=True)
    facts = models.JSONField(default=dict)
    recipient = models.CharField(max_length=254)
    message_id = models.CharField(max_length=255, unique=True)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    answer = models.TextField(default="")
    raw = models.BinaryField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["next_at"],
                name="mail_to_send",
                condition=models.Q(next_at__isnull=False),
            ),
            models.Index(fields=["ticket", "message"], name="mail_of_ticket"),
        ]

    def __str__(self) -> str:
        return f"{self.purpose} to {self.recipient}: {self.state}"


class AuditEntry(models.Model):
    """Something that somebody did to the desk itself (see `audit`). Rows are appended, never
    changed or removed.

    `by` and `about` are numbers of people as events write them, `about` '' where it is about
    nobody whom the desk knows. `facts` holds no personal data. `place`: the network it was asked
    from, '' on the server itself; `told`: what the browser said of itself.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=32)
    what = models.CharField(max_length=32)
    about = models.CharField(max_length=32, blank=True)
    facts = models.JSONField(default=dict)
    place = models.CharField(max_length=64, blank=True, default="")
    told = models.CharField(max_length=300, blank=True, default="")

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["what", "-id"], name="audit_of_a_kind"),
            models.Index(fields=["by", "-id"], name="audit_by_somebody"),
        ]

    def __str__(self) -> str:
        return f"{self.id} {self.what} by {self.by}"
