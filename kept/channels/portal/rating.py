"""Below the last answer of a request: how was it?"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from kept.channels.portal.forms import RatingForm
from kept.tickets.models import Message


@dataclass(frozen=True, slots=True)
class Rated:
    """The question below an answer, and what the customer has `said`, '' for nothing yet."""

    place: int
    said: str
    remark: str

    @property
    def choices(self) -> list[tuple[str, str]]:
        return list(RatingForm.base_fields["rating"].choices)  # type: ignore[attr-defined]


def asked(messages: Iterable[Message]) -> Rated | None:
    """The question about the last answer that a person of the team gave; None without any."""
    answers = [one for one in messages if one.kind == Message.Kind.AGENT and one.staff_id]
    if not answers:
        return None
    last = max(answers, key=lambda one: one.place)
    said = getattr(last, "rated", None)
    return Rated(last.place, said.rating if said else "", said.remark if said else "")
