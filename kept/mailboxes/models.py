"""Mailboxes and blocked senders, as the desk's leads set them up.

No personal data of customers but the address of a blocked sender. What opens a mailbox is sealed
(see `secrets`); a row alone opens nothing.
"""

from __future__ import annotations

import secrets as chance
from typing import Any, ClassVar

from django.db import models

from kept.core.mail import Address
from kept.mailboxes.secrets import Secrets, seal, unseal


def new_revision() -> str:
    """A word that no row has had before: equal revisions mean an unchanged row."""
    return chance.token_hex(8)


class Security(models.TextChoices):
    """How a connection is protected: from its first byte, after a word, or not at all."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class Mailbox(models.Model):
    """An address of the desk: how its mail is fetched, and how replies leave from it.

    `language` and `product` are what a request that comes here is taken to be about, '' where the
    mail itself decides, and `team` whose work it is, '' for everybody's; `alias_teams` the same for
    those of its aliases that say something else. `signatures`: Markdown by language, under each
    reply from here. `active` False: nothing is fetched, and replies leave from the desk's own
    address; mail that still comes here is taken in, for the address stays ours. `tried`: when each
    step of setting it up last worked, as ISO instants by the step's name. `smtp_trouble`: why its
    server takes no mail since `smtp_failing_since`, '' while it does.

    `save` gives the row a new `revision`, by which `directory` knows what it holds is old; an
    `update` of what `directory` tells must give one too.
    """

    class Fetch(models.TextChoices):
        NO = ""
        IMAP = "imap"

    class Auth(models.TextChoices):
        PASSWORD = "password"  # noqa: S105  (the name of a way to sign in)
        XOAUTH2 = "xoauth2"

    class After(models.TextChoices):
        """What becomes of a mail in the mailbox once it is safe here."""

        SEEN = "seen"
        KEEP = "keep"
        MOVE = "move"
        DELETE = "delete"

    id = models.BigAutoField(primary_key=True)
    address = models.CharField(max_length=254, unique=True)
    name = models.CharField(max_length=200, blank=True, default="")
    aliases = models.JSONField(blank=True, default=list)
    language = models.CharField(max_length=8, blank=True, default="")
    product = models.CharField(max_length=40, blank=True, default="")
    team = models.CharField(max_length=40, blank=True, default="")
    alias_teams = models.JSONField(blank=True, default=dict)
    signatures = models.JSONField(blank=True, default=dict)
    active = models.BooleanField(default=True)
    tried = models.JSONField(blank=True, default=dict)

    fetch = models.CharField(max_length=4, blank=True, default="", choices=Fetch.choices)
    imap_host = models.CharField(max_length=253, blank=True, default="")
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=8, choices=Security.choices, default=Security.TLS)
    imap_user = models.CharField(max_length=254, blank=True, default="")
    imap_auth = models.CharField(max_length=8, choices=Auth.choices, default=Auth.PASSWORD)
    imap_folder = models.CharField(max_length=200, default="INBOX")
    imap_after = models.CharField(max_length=6, choices=After.choices, default=After.SEEN)
    imap_move_to = models.CharField(max_length=200, blank=True, default="")

    smtp_host = models.CharField(max_length=253, blank=True, default="")
    smtp_port = models.PositiveIntegerField(default=587)
    smtp_security = models.CharField(
        max_length=8, choices=Security.choices, default=Security.STARTTLS
    )
    smtp_user = models.CharField(max_length=254, blank=True, default="")
    smtp_trouble = models.CharField(max_length=500, blank=True, default="")
    smtp_failing_since = models.DateTimeField(null=True)

    dkim_domain = models.CharField(max_length=253, blank=True, default="")
    dkim_selector = models.CharField(max_length=63, blank=True, default="")

    secrets = models.TextField(blank=True, default="")
    revision = models.CharField(max_length=16, default=new_revision)

    class Meta:
        ordering: ClassVar = ["address"]

    def __str__(self) -> str:
        return self.address

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store the row with its addresses as they are compared, under a new revision."""
        self.address = Address("", self.address).key
        self.aliases = list(dict.fromkeys(Address("", one).key for one in self.aliases))
        self.revision = new_revision()
        if kwargs.get("update_fields") is not None:
            kwargs["update_fields"] = {*kwargs["update_fields"], "revision"}
        super().save(*args, **kwargs)

    def open_secrets(self) -> Secrets:
        """What opens this mailbox. Raises SealBrokenError where the desk's key is another."""
        return unseal(self.secrets)

    def seal(self, secrets: Secrets) -> None:
        """Hold `secrets`, sealed; `save` stores them."""
        self.secrets = seal(secrets)

    def signature(self, language: str) -> str:
        """What stands under a reply in `language`, in Markdown: written for it, else the first
        that is written; '' where none is."""
        written = [text for text in self.signatures.values() if text.strip()]
        return self.signatures.get(language, "").strip() or next(iter(written), "")

    def team_of(self, address: str) -> str:
        """The key of the team whose work is what comes to this address of the mailbox; '' for
        everybody's."""
        return str(self.alias_teams.get(address, self.team))

    @property
    def addresses(self) -> tuple[str, ...]:
        """Its own address and its aliases, as they are compared."""
        return (self.address, *self.aliases)


class RoundTrip(models.Model):
    """A mail that the desk sent to one of its own mailboxes, to see it come back.

    `arrived_at` is when it was seen; `folder` where, '' where it came in like any other mail.
    """

    token = models.CharField(max_length=32, primary_key=True)
    mailbox = models.ForeignKey(Mailbox, on_delete=models.CASCADE, related_name="trips")
    sent_at = models.DateTimeField()
    arrived_at = models.DateTimeField(null=True)
    folder = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["-sent_at"]

    def __str__(self) -> str:
        return f"a test of {self.mailbox_id}: {'back' if self.arrived_at else 'under way'}"


class BlockedSender(models.Model):
    """Somebody whose mail is refused: `key` is an address, or a domain with all below it.

    `by` says who blocked it, as in events; `ticket` from which request, if from one.
    """

    key = models.CharField(max_length=254, primary_key=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=32, default="desk")
    ticket = models.PositiveBigIntegerField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["-at", "key"]

    def __str__(self) -> str:
        return f"{self.key} is blocked"
