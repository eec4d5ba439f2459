"""What became of each mail that the desk accepted."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from kept.people.models import Staff


class ReceivedMail(models.Model):
    """The verdict on one accepted mail, written in the transaction that carries it out.

    `id` is the mail's id in the spool, so a mail is carried out once. `code` says how it was
    read (see `reasons`), `place` which message of `ticket` it became. `cause` is the technical
    cause of a quarantine. `acknowledged`: an automatic mail was sent because of it.
    `authentication`: the line of `core.mail.authentication` on its sender, '' where nobody looked.
    """

    class State(models.TextChoices):
        DONE = "done"
        REFUSED = "refused"
        QUARANTINED = "quarantined"

    id = models.CharField(max_length=32, primary_key=True)
    received_at = models.DateTimeField()
    mail_from = models.CharField(max_length=320, blank=True)
    rcpt_to = models.JSONField(default=list)
    peer = models.CharField(max_length=64, blank=True)
    size = models.PositiveBigIntegerField()
    sender = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=400, blank=True)
    authentication = models.TextField(blank=True, default="")
    state = models.CharField(max_length=11, choices=State.choices)
    code = models.CharField(max_length=24)
    cause = models.TextField(blank=True)
    ticket = models.PositiveBigIntegerField(null=True)
    place = models.PositiveIntegerField(null=True)
    acknowledged = models.BooleanField(default=False)
    accepted_by = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["sender", "received_at"],
                name="mail_acknowledged",
                condition=models.Q(acknowledged=True),
            ),
            models.Index(fields=["-id"], name="mail_not_done", condition=~models.Q(state="done")),
        ]

    def __str__(self) -> str:
        return f"{self.id} from {self.sender or self.mail_from}: {self.state} ({self.code})"
