"""Which companies have their requests in common."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Company(models.Model):
    """Who writes from an address at `domain` sees what others from there have asked since `since`:
    its subject, and where it is. Nobody does any more since `until`.

    `by`, `until_by`: which lead said so, as in events. A company that is opened again has another
    row: what was asked while it was closed stays its writer's.
    """

    id = models.BigAutoField(primary_key=True)
    domain = models.CharField(max_length=253)
    since = models.DateTimeField()
    by = models.CharField(max_length=32)
    until = models.DateTimeField(null=True)
    until_by = models.CharField(max_length=32, blank=True, default="")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["domain"], name="company_open_once", condition=models.Q(until=None)
            )
        ]

    def __str__(self) -> str:
        return self.domain
