"""Invitations into the team: who is asked, as what, and the link that lets them in once.

A link works for `LASTS`, once, and ends the one before. Of the link the desk stores its digest; the
whole of it stands in the mail that carries it, which leads find in the outbox.
"""

from __future__ import annotations

import hashlib
import secrets
from datetime import datetime, timedelta
from typing import Final

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext_noop as _

from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people.models import Invitation, Staff
from kept.record import audit

LASTS: Final = timedelta(hours=48)

ALREADY_HERE: Final = Refused("already_here", _("Somebody of the team has this address already."))


def invite(
    email: str, role: str, language: str, *, by: Staff, at: datetime
) -> tuple[Invitation, str] | Refused:
    """Ask somebody into the team: the invitation and its link. Who is asked again gets a new link,
    and is what the newest invitation says.

    An admin is not made by mail: whoever reads the outbox could become one.
    """
    email, token = email.strip().lower(), secrets.token_urlsafe(32)
    if role == Staff.Role.ADMIN:
        raise ValueError("nobody is invited as an admin")
    with transaction.atomic():
        if Staff.objects.filter(email=email).exists():
            return ALREADY_HERE
        facts = {"role": role, "language": language, "by": by}
        facts |= {"digest": _digest(token), "sent_at": at}
        row, new = Invitation.objects.update_or_create(facts, email=email)
        what: audit.What = "invited" if new else "invitation_sent_again"
        audit.note(what, by=Actor("staff", by.pk), at=at, invitation=row.pk, role=role)
    return row, settings.DESK.url + reverse("join", args=[token])


def withdraw(number: int, *, by: Staff, at: datetime) -> bool:
    """The link opens nothing any more. False where there is no such invitation."""
    with transaction.atomic():
        deleted, _rows = Invitation.objects.filter(pk=number).delete()
        if deleted:
            actor = Actor("staff", by.pk)
            audit.note("invitation_withdrawn", by=actor, at=at, invitation=number)
    return bool(deleted)


def over(invitation: Invitation, at: datetime) -> bool:
    """Whether its link has ended."""
    return at > invitation.sent_at + LASTS


def opened(token: str, *, at: datetime) -> Invitation | None:
    """The invitation whose link this is, while it works, who sent it may still lead, and nobody
    has come by its address another way."""
    row = Invitation.objects.filter(digest=_digest(token)).select_related("by").first()
    if row is None or over(row, at) or not (row.by.is_active and row.by.is_lead):
        return None
    return None if Staff.objects.filter(email=row.email).exists() else row


def accept(
    token: str, *, name: str, password: str, language: str, zone: str, at: datetime
) -> Staff | None:
    """Somebody joins. None where the link opens nothing (any more): of two who use it at once, one
    joins."""
    with transaction.atomic():
        row = opened(token, at=at)
        if row is None or not Invitation.objects.filter(pk=row.pk, digest=row.digest).delete()[0]:
            return None
        new = Staff.objects.create_user(
            row.email, password, name=name, role=row.role, language=language, zone=zone
        )
        actor = Actor("staff", new.pk)
        audit.note("joined", by=actor, at=at, invitation=row.pk, role=row.role)
        return new


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
