"""Whether everybody may see the figures. What they say is nobody's choice."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Publicity(models.Model):
    """A lead's decision that the page is public, or that only the team sees it.

    Rows are added, never changed: the newest holds, the others say who decided what before.
    """

    id = models.BigAutoField(primary_key=True)
    at = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    public = models.BooleanField()

    def __str__(self) -> str:
        return "public" if self.public else "for the team"
