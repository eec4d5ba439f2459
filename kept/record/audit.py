"""Who did what to the desk itself, and when: people, settings, signing in.

What happens on tickets is told by their events; this is the rest. Rows name people by their
numbers, so that somebody's name and address stand in one place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
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
    "profile_changed",
    "staff_added",
    "mailbox_added",
    "mailbox_changed",
    "mailbox_in_use",
    "mailbox_paused",
    "mailbox_removed",
    "provider_added",
    "provider_changed",
    "provider_removed",
    "sender_blocked",
    "sender_heard",
    "letter_changed",
    "letter_reset",
    "announcement_words",
    "announcement_sent",
    "announcement_paused",
    "announcement_resumed",
    "policy_published",
    "kept_page_shown",
    "kept_page_hidden",
    "day_remarked",
    "audit_exported",
    "team_made",
    "team_renamed",
    "team_joined",
    "team_left",
    "team_made_private",
    "team_made_open",
    "team_hands_out",
    "team_retired",
    "team_brought_back",
]
KINDS: Final[tuple[What, ...]] = get_args(What)

#: Says a network and what a browser says of itself; both are '' on the server itself.
Where = Callable[[], tuple[str, str]]
_ASKED_FROM: Final[ContextVar[Where]] = ContextVar("asked_from", default=lambda: ("", ""))


def note(
    what: What, *, by: Actor, at: datetime, about: Actor | None = None, **facts: str | int
) -> None:
    """Write down that `by` did it, in the transaction that makes it true.

    `facts` are said to leads: codes, numbers and what belongs to the desk, never a name or an
    address of a person, nor a secret. Where it was asked from stands beside it (`asked_from`).
    """
    place, told = _ASKED_FROM.get()()
    whom = str(about) if about else ""
    row = AuditEntry(at=at, by=str(by), what=what, about=whom, facts=facts, place=place, told=told)
    rows.insert([row])


@contextmanager
def asked_from(where: Where) -> Iterator[None]:
    """What is noted within was asked for from there: a network, and what the browser says of
    itself. Worked out only when something is noted."""
    before = _ASKED_FROM.set(where)
    try:
        yield
    finally:
        _ASKED_FROM.reset(before)


def entries(
    *,
    kinds: tuple[What, ...] = (),
    person: Actor | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> QuerySet[AuditEntry]:
    """What was written down, the newest first: all, or some kinds of it, or what one person did
    and what was done to them; from `since` on, before `until`."""
    found = AuditEntry.objects.order_by("-id")
    if kinds:
        found = found.filter(what__in=kinds)
    if since:
        found = found.filter(at__gte=since)
    if until:
        found = found.filter(at__lt=until)
    return found.filter(Q(by=str(person)) | Q(about=str(person))) if person else found
