"""Who did what to the desk itself, and when: people, settings, signing in.

What happens on tickets is told by their events; this is the rest. Rows name people by their
numbers, so that somebody's name and address stand in one place.
"""

from __future__ import annotations

from datetime import datetime
from typing import Final, Literal, get_args

from django.db.models import Q, QuerySet

from kept.core.events import Actor
from kept.record import rows
from kept.record.models import AuditEntry

What = Literal[
    "signed_in",
    "sign_in_failed",
    "person_erased",
    "password_changed",
    "session_ended",
    "joined",
    "invited",
    "invitation_sent_again",
    "invitation_withdrawn",
    "role_changed",
    "switched_off",
    "brought_back",
    "handed_over",
    "second_step_on",
    "second_step_off",
    "second_step_required",
    "passkey_added",
    "passkey_removed",
    "recovery_code_used",
    "recovery_codes_renewed",
]
KINDS: Final[tuple[What, ...]] = get_args(What)


def note(
    what: What, *, by: Actor, at: datetime, about: Actor | None = None, **facts: str | int
) -> None:
    """Write down that `by` did it, in the transaction that makes it true.

    `facts` are said to leads: codes and numbers, never a name, an address or a secret.
    """
    told = str(about) if about else ""
    rows.insert([AuditEntry(at=at, by=str(by), what=what, about=told, facts=facts)])


def entries(*, kinds: tuple[What, ...] = (), person: Actor | None = None) -> QuerySet[AuditEntry]:
    """What was written down, the newest first: all, or some kinds of it, or what one person did
    and what was done to them."""
    found = AuditEntry.objects.order_by("-id")
    if kinds:
        found = found.filter(what__in=kinds)
    return found.filter(Q(by=str(person)) | Q(about=str(person))) if person else found
