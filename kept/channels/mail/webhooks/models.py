"""The addresses at which providers hand mail over, and which mail they did."""

from __future__ import annotations

import secrets as chance
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.urls import reverse

from kept.channels.mail.webhooks.providers import PROVIDERS, Provider
from kept.mailboxes.secrets import seal_text, unseal_text

#: What the password of an address belongs to, where a provider sends one.
USER = "kept"


def new_token() -> str:
    """Nobody guesses it: 192 random bits that fit into an address."""
    return chance.token_urlsafe(24)


new_password = new_token


class Webhook(models.Model):
    """An address of the desk that one provider was told. `sealed` holds what proves that a post
    comes from there: a password that Kept made, or the key that the provider signs with.

    `last_mail`: the id in the spool of the last mail taken, at `last_at`. `trouble` names the
    sentence on the last post that was not taken (see `troubles`), '' since one was.
    `confirm`: where a lead confirms that the provider may post here, '' where nothing is asked.
    """

    id = models.BigAutoField(primary_key=True)
    provider = models.CharField(max_length=16)
    token = models.CharField(max_length=64, unique=True, default=new_token)
    sealed = models.TextField(blank=True, default="")
    last_mail = models.CharField(max_length=32, blank=True, default="")
    last_at = models.DateTimeField(null=True)
    trouble = models.CharField(max_length=24, blank=True, default="")
    trouble_at = models.DateTimeField(null=True)
    confirm = models.CharField(max_length=2000, blank=True, default="")

    class Meta:
        ordering: ClassVar = ["provider", "id"]

    def __str__(self) -> str:
        return f"{self.kind.name} hands mail over ({self.pk})"

    @property
    def kind(self) -> Provider:
        return PROVIDERS[self.provider]

    @property
    def secret(self) -> str:
        """The password or key; '' where none is kept. Raises SealBrokenError."""
        return unseal_text(self.sealed)

    @secret.setter
    def secret(self, value: str) -> None:
        self.sealed = seal_text(value)

    @property
    def address(self) -> str:
        """Where mail is posted to, without a password."""
        path = reverse("mail-handed-over", args=[self.provider, self.token])
        return f"{settings.DESK.url.rstrip('/')}{path}{self.kind.suffix}"

    @property
    def address_to_paste(self) -> str:
        """The address as the provider wants it. Raises SealBrokenError."""
        if self.kind.signs:
            return self.address
        return self.address.replace("://", f"://{USER}:{self.secret}@", 1)


def added(provider: str, key: str = "") -> Webhook:
    """A new address, and what proves that a post there comes from the provider: `key`, or a
    password in the address for a provider that does not sign."""
    row = Webhook(provider=provider)
    row.secret = key if row.kind.signs else new_password()
    row.save()
    return row


class HandedOver(models.Model):
    """A mail that a provider posted, by the SHA-256 of its bytes: written before the mail is, so
    that whoever posts it again finds the id under which it stands in the spool."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    mail = models.CharField(max_length=32)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.mail} at {self.at}"


class UsedSignature(models.Model):
    """A signature that says nothing of the mail it came with, by the SHA-256 of that mail: with
    another one it does not count again. Kept as long as it would count."""

    token = models.CharField(max_length=64, primary_key=True)
    sha256 = models.CharField(max_length=64)
    at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return f"{self.token} at {self.at}"
