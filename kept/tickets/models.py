"""Tickets and what was said in them.

A `Ticket` row is a projection: it can be rebuilt from the events at any time and is written only
by `kept.tickets.write`. A `Message` is what one person said; it is written once.

A foreign key has no index of its own where an index over more columns begins with it.
"""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models

from kept.people.models import Customer, Staff


class Ticket(models.Model):
    """One request of one customer. Its number is its primary key.

    `rank` and `matters_at` give the inbox its order (core.ticket); `token` makes the reply
    address unguessable. `mailbox`: the address of ours that it came to, '' for none. `team`: the
    key of the team whose work it is, null for everybody's, which its index leaves out;
    `to_hand_out`: it waits for one of them. `wakes_at`: when one that was put away comes back;
    `woken`: why one is back (core.ticket.state).
    """

    id = models.BigAutoField(primary_key=True)
    token = models.CharField(max_length=16)
    subject = models.CharField(max_length=400)
    preview = models.CharField(max_length=160, blank=True)
    customer = models.ForeignKey(
        Customer, on_delete=models.PROTECT, related_name="tickets", db_index=False
    )
    channel = models.CharField(max_length=8)
    language = models.CharField(max_length=8, blank=True)
    policy = models.PositiveIntegerField()
    status = models.CharField(max_length=8)
    assignee = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        null=True,
        related_name="tickets",
        db_index=False,
    )
    kind = models.CharField(max_length=40, blank=True)
    cause = models.CharField(max_length=40, blank=True)
    product = models.CharField(max_length=40, blank=True, default="")
    plan = models.CharField(max_length=40, blank=True, default="")
    priority = models.CharField(max_length=40, blank=True, default="")
    tags = models.JSONField(default=list)
    team = models.CharField(max_length=40, null=True)
    to_hand_out = models.BooleanField(default=False)
    subscription = models.CharField(max_length=8, blank=True, default="")
    follows = models.PositiveBigIntegerField(null=True)
    mailbox = models.CharField(max_length=254, blank=True, default="")
    urgent = models.BooleanField(default=False)
    doubted = models.PositiveSmallIntegerField(default=0)
    messages_count = models.PositiveIntegerField(default=0)
    opened_at = models.DateTimeField()
    changed_at = models.DateTimeField()
    unanswered_since = models.DateTimeField(null=True)
    rank = models.PositiveSmallIntegerField()
    matters_at = models.DateTimeField()
    wakes_at = models.DateTimeField(null=True)
    woken = models.CharField(max_length=8, blank=True, default="")
    merged_into = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="merged", db_index=False
    )

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["rank", "matters_at", "id"], name="ticket_next"),
            models.Index(fields=["status", "rank", "matters_at", "id"], name="ticket_by_status"),
            models.Index(fields=["assignee", "rank", "matters_at", "id"], name="ticket_mine"),
            models.Index(
                fields=["rank", "matters_at", "id"],
                name="ticket_urgent",
                condition=models.Q(urgent=True),
            ),
            models.Index(
                fields=["rank", "matters_at", "id"],
                name="ticket_doubted",
                condition=models.Q(doubted__gt=0),
            ),
            models.Index(fields=["customer", "-id"], name="ticket_of_customer"),
            models.Index(
                fields=["wakes_at"],
                name="ticket_wakes",
                condition=models.Q(wakes_at__isnull=False),
            ),
            models.Index(
                fields=["follows"],
                name="ticket_follows",
                condition=models.Q(follows__isnull=False),
            ),
            *(
                models.Index(
                    fields=["team", *order], name=name, condition=models.Q(team__isnull=False)
                )
                for name, order in (
                    ("ticket_of_team", ("rank", "matters_at", "id")),
                    ("ticket_by_team", ("-id",)),
                )
            ),
            models.Index(
                fields=["rank", "matters_at", "id"],
                name="ticket_to_hand_out",
                condition=models.Q(to_hand_out=True),
            ),
            # what the search field filters by, the newest first
            models.Index(fields=["opened_at"], name="ticket_opened"),
            *(
                models.Index(fields=[name, "-id"], name=f"ticket_by_{name}")
                for name in ("kind", "channel", "language", "product", "plan", "priority")
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.pk} {self.subject}"

    @property
    def number(self) -> int:
        return int(self.pk)


class Tag(models.Model):
    """A word that the team puts on tickets. Events name it by its number, so that it can be called
    otherwise on all of them. `retired_at`: since when it is offered no more."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=40, unique=True)
    retired_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.name)


class Tagged(models.Model):
    """A tag on a ticket, for looking tickets up by it: what `Ticket.tags` says, tag by tag."""

    id = models.BigAutoField(primary_key=True)
    tag = models.PositiveBigIntegerField()
    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="tagged")

    class Meta:
        constraints: ClassVar = [models.UniqueConstraint(fields=["tag", "ticket"], name="tag_once")]

    def __str__(self) -> str:
        return f"{self.tag} on #{self.ticket_id}"


class Participant(models.Model):
    """Somebody beside the customer who may write into the ticket, because the team let them.
    `reads`: and read all of it, on their own pages."""

    ticket = models.ForeignKey(Ticket, on_delete=models.CASCADE, related_name="participants")
    customer = models.ForeignKey(Customer, on_delete=models.CASCADE)
    reads = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "customer"], name="participant_once")
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} in #{self.ticket_id}"


class Concern(models.Model):
    """Somebody of the team whom a ticket concerns beside who answers it: they follow it, or a note
    addressed them. `unread`: something is new to them."""

    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="concerns", db_index=False
    )
    staff = models.ForeignKey(Staff, on_delete=models.CASCADE, db_index=False)
    follows = models.BooleanField(default=False)
    mentioned = models.BooleanField(default=False)
    unread = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "staff"], name="concern_once")
        ]
        indexes: ClassVar = [models.Index(fields=["staff", "ticket"], name="concern_of_staff")]

    def __str__(self) -> str:
        return f"#{self.ticket_id} concerns {self.staff_id}"


class Message(models.Model):
    """What one person said. `place` counts from 1 within the ticket; events name it.

    `answer_to` is where the customer wants answers to this message (a mail's Reply-To).
    `text` is the whole readable text, `said` what the person newly wrote (the rest is quoted),
    `html` is sanitised before it is stored, `authentication` is the line of
    `core.mail.authentication` on a mail's sender. Written once, never changed; only a reply that
    is taken back before it leaves at `leaves_at` is marked as `withdrawn`, and a `doubted` one is
    a stranger's until somebody vouches for it. `subject` is a mail's own where it is another than
    the ticket's, `cc` whom its sender wrote to beside the desk, as [name, address], `notices` what
    the team alone is told of a mail, as [code, about] (`core.mail.notices`). A message that stands
    in another ticket now says where in `moved_to` and `moved_place`.
    """

    class Kind(models.TextChoices):
        CUSTOMER = "customer"
        AGENT = "agent"
        NOTE = "note"

    id = models.BigAutoField(primary_key=True)
    ticket = models.ForeignKey(
        Ticket, on_delete=models.CASCADE, related_name="messages", db_index=False
    )
    place = models.PositiveIntegerField()
    kind = models.CharField(max_length=8, choices=Kind.choices)
    channel = models.CharField(max_length=8)
    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, null=True)
    staff = models.ForeignKey(Staff, on_delete=models.PROTECT, null=True)
    stranger = models.BooleanField(default=False)
    doubted = models.BooleanField(default=False)
    at = models.DateTimeField()
    text = models.TextField(blank=True)
    said = models.TextField(blank=True)
    html = models.TextField(blank=True)
    language = models.CharField(max_length=8, blank=True)
    message_id = models.CharField(max_length=255, blank=True)
    answer_to = models.CharField(max_length=254, blank=True)
    received = models.CharField(max_length=64, blank=True)
    authentication = models.TextField(blank=True, default="")
    fingerprint = models.CharField(max_length=32, blank=True)
    subject = models.CharField(max_length=400, blank=True, default="")
    cc = models.JSONField(default=list)
    notices = models.JSONField(default=list)
    moved_to = models.PositiveBigIntegerField(null=True)
    moved_place = models.PositiveIntegerField(null=True)
    leaves_at = models.DateTimeField(null=True)
    withdrawn = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["ticket", "place"], name="message_place")
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["message_id"],
                name="message_by_id",
                condition=~models.Q(message_id=""),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.place} of #{self.ticket_id}"

    @property
    def quoted(self) -> str:
        """What the person quoted."""
        return quoted(self.text, self.said)


def quoted(text: str, said: str) -> str:
    """The part of a message's `text` that `said` leaves out: what its writer quoted."""
    text, said = text.strip(), said.strip()
    return text[len(said) :].strip() if said and text.startswith(said) else ""


class Rating(models.Model):
    """What a customer says of an answer, last: `rating` as its event says it, and a `remark` in
    their own words. It goes with its message where that is moved."""

    message = models.OneToOneField(
        Message, on_delete=models.CASCADE, primary_key=True, related_name="rated"
    )
    rating = models.CharField(max_length=16)
    remark = models.TextField(blank=True, default="")

    def __str__(self) -> str:
        return f"{self.rating}: message {self.pk}"


class Attachment(models.Model):
    """A file of a message; its content stands under its SHA-256 (kept.record.files)."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="attachments")
    name = models.CharField(max_length=255)
    type = models.CharField(max_length=127)
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    inline = models.BooleanField(default=False)
    cid = models.CharField(max_length=255, blank=True)

    def __str__(self) -> str:
        return self.name
