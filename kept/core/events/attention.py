"""Part of the vocabulary: whom of the team a ticket concerns beside who answers it, and when it
wants to be looked at again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, TypeAlias

from kept.core.events.fact import Fact

#: Until when somebody put a ticket away: a moment they chose, the next opening of the desk, or
#: whenever its customer writes.
SnoozedFor = Literal["moment", "opening", "reply"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Snoozed(Fact):
    """Somebody of the team put the ticket away `until` then; None: until its customer writes, who
    wakes it in any case. No promise stands still for it."""

    until: datetime | None
    waits_for: SnoozedFor


@dataclass(frozen=True, slots=True, kw_only=True)
class Woken(Fact):
    """The moment for which the ticket was put away came; `early`: somebody fetched it back."""

    early: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed(Fact):
    """`staff` wants to hear of what happens on the ticket."""

    staff: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfollowed(Fact):
    """`staff` wants to hear of it no more."""

    staff: int


@dataclass(frozen=True, slots=True, kw_only=True)
class NewsRead(Fact):
    """`staff` has seen what was new to them: that they were mentioned, or what they follow."""

    staff: int


OnAttention: TypeAlias = Snoozed | Woken | Followed | Unfollowed | NewsRead
"""Who of the team looks at it, and when."""
