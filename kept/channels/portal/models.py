"""What was sent through a form, once."""

from __future__ import annotations

from django.db import models


class Sent(models.Model):
    """One sending of one form. The key comes from the form's own token and all that was in it,
    so that a second press of the button finds the first, and a changed text does not.
    """

    key = models.CharField(max_length=64, primary_key=True)
    ticket = models.PositiveBigIntegerField()
    address = models.CharField(max_length=254)
    zone = models.CharField(max_length=64)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"#{self.ticket} at {self.at:%Y-%m-%d %H:%M}"
