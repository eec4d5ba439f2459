"""What became of a mail."""

from __future__ import annotations

from dataclasses import dataclass

from kept.channels.mail.models import ReceivedMail

State = ReceivedMail.State


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mail: `code` is how it was read, or why it did not become a message."""

    state: str
    code: str
    ticket: int | None = None
    place: int | None = None
    acknowledged: bool = False
    cause: str = ""


def of_row(row: ReceivedMail) -> Outcome:
    return Outcome(row.state, row.code, row.ticket, row.place, row.acknowledged, row.cause)
