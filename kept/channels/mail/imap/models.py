"""How far each mailbox was read.

Everything goes by the mailbox's address: a mailbox that is removed and set up again, or that moves
to another server, goes on where it was.
"""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Folder(models.Model):
    """The bookmark of one folder: mails up to `last_uid` were looked at, under `uidvalidity`.

    Mails up to `floor` stood there before Kept did, or before the server gave all of them new
    numbers: of these, what was read by a person before `since` is left alone.
    """

    address = models.CharField(max_length=254)
    name = models.CharField(max_length=200)
    uidvalidity = models.PositiveBigIntegerField()
    last_uid = models.PositiveBigIntegerField(default=0)
    floor = models.PositiveBigIntegerField(default=0)
    since = models.DateTimeField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["address", "name"], name="imap_one_bookmark_a_folder")
        ]

    def __str__(self) -> str:
        return f"{self.name} of {self.address}, read up to {self.last_uid}"


class Fetched(models.Model):
    """A mail of a folder that was dealt with; written once it is safe in the spool.

    `sha256` of its bytes tells it again when the server gave it another number. `mail` is its id in
    the spool, '' while the server does not hand it out (`cause`: its words, '' where connections
    broke over it).
    `settled`: it was marked, moved or deleted there, as the mailbox is set up.
    """

    folder = models.ForeignKey(Folder, on_delete=models.CASCADE)
    uidvalidity = models.PositiveBigIntegerField()
    uid = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64, blank=True)
    mail = models.CharField(max_length=32, blank=True)
    settled = models.BooleanField(default=False)
    cause = models.TextField(blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["folder", "uidvalidity", "uid"], name="imap_one_row_a_mail"
            )
        ]
        indexes: ClassVar = [
            models.Index(fields=["sha256"], name="imap_known_by_digest"),
            models.Index(
                fields=["folder", "uid"],
                name="imap_to_settle",
                condition=models.Q(settled=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.uid} of folder {self.folder_id}: {self.mail or self.cause}"


class Watch(models.Model):
    """How the reading of one mailbox goes. `code` is '' while all is well, else it names a sentence
    (see `troubles`) that `detail` belongs to; `failing_since` and `next_at` stand only then."""

    address = models.CharField(max_length=254, primary_key=True)
    looked_at = models.DateTimeField(null=True)
    fetched_at = models.DateTimeField(null=True)
    told_at_once = models.BooleanField(default=False)
    code = models.CharField(max_length=24, blank=True)
    detail = models.TextField(blank=True)
    failing_since = models.DateTimeField(null=True)
    next_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.address}: {self.code or 'well'}"
