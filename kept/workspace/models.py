"""What the team's screens keep for themselves."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models


class BulkAct(models.Model):
    """Something that somebody did to many tickets at once, while it can be taken back.

    `done` are the numbers of the tickets that it changed, `refused` the others, as [number, why,
    clause]; `at` is the moment of every event of it. After it was taken back
    `refused` are those that could not be. Swept after a day.
    """

    id = models.BigAutoField(primary_key=True)
    staff = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE)
    at = models.DateTimeField()
    act = models.CharField(max_length=8)
    about = models.CharField(max_length=200, blank=True, default="")
    done = models.JSONField(default=list)
    refused = models.JSONField(default=list)
    taken_back = models.BooleanField(default=False)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["at"], name="bulk_act_at")]

    def __str__(self) -> str:
        return f"{self.act} of {len(self.done)} by {self.staff_id}"


class View(models.Model):
    """A list of somebody's own: a sentence with a name. `shared`: everybody has it, and leads keep
    it. `place` orders one's own, and those that are shared, by hand. One that was removed can come
    back for a while."""

    id = models.BigAutoField(primary_key=True)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="views"
    )
    name = models.CharField(max_length=60)
    sentence = models.CharField(max_length=500)
    shared = models.BooleanField(default=False)
    place = models.PositiveIntegerField(default=0)
    removed_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.name)
