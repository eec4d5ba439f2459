"""Part of the vocabulary: what the team does with its tickets for itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from kept.core.events.fact import Fact


@dataclass(frozen=True, slots=True, kw_only=True)
class TagsChanged(Fact):
    """The team put tags on the ticket, and took others off: by their numbers, so that a tag may
    be called otherwise later."""

    added: tuple[int, ...] = ()
    removed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack(Fact):
    """What somebody of the team had done at `done_at` was taken back at once, before anything else
    happened: the ticket is as it was before, and so is all that is owed on it."""

    done_at: datetime


OnHandling: TypeAlias = TagsChanged | TakenBack
"""What becomes of a ticket in the hands of the team."""
