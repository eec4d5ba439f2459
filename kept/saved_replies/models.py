"""Saved replies. No personal data of customers: what is known of one is set in when it is used."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class SavedReply(models.Model):
    """An answer that the whole team may use, found by its name and its words. `by`, as in events,
    has changed it last."""

    id = models.BigAutoField(primary_key=True)
    name = models.CharField(max_length=80, unique=True)
    at = models.DateTimeField()
    by = models.CharField(max_length=32)

    def __str__(self) -> str:
        return self.name


class SavedText(models.Model):
    """The words of a saved reply in one language, in Markdown with places."""

    id = models.BigAutoField(primary_key=True)
    reply = models.ForeignKey(SavedReply, on_delete=models.CASCADE, related_name="texts")
    language = models.CharField(max_length=8)
    text = models.TextField()

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["reply", "language"], name="saved_text_once")
        ]

    def __str__(self) -> str:
        return f"{self.reply_id} in {self.language}"
