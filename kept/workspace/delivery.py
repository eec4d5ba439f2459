"""How far a reply got on its way to the customer, as the team reads it."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.utils.translation import gettext as _

from kept.record.models import OutgoingMail
from kept.workspace.reader import Reader

State = OutgoingMail.State


class Delivery(NamedTuple):
    """How far a mail got, and the server's words where it was refused. `next_at`: when it is
    tried, or leaves; `sent_at`: when the mail server took it."""

    state: str
    answer: str
    attempts: int
    next_at: datetime | None
    sent_at: datetime | None

    @property
    def held(self) -> bool:
        """Not tried yet: whoever wrote it may take it back until `next_at`."""
        return self.attempts == 0 and self.state == State.WAITING

    @property
    def under_way(self) -> bool:
        """Something becomes of it soon, without anybody doing anything."""
        return self.state == State.SENDING or self.held


class Reached(NamedTuple):
    """`words` stand beside the message; `refused` are the server's own, on a line of their own.
    `again`: a person may let it be tried now."""

    words: str = ""
    refused: str = ""
    again: bool = False


def how_far(delivery: Delivery | None, reader: Reader) -> Reached:
    if delivery is None:
        return Reached()
    match delivery.state:
        case State.SENT if delivery.sent_at:
            moment = reader.moment(delivery.sent_at)
            return Reached(_("sent %(moment)s") % {"moment": moment})
        case State.SENT:
            return Reached(_("sent"))
        case State.REFUSED:
            words = delivery.answer or _("It was given up.")
            return Reached(_("not delivered"), words, again=delivery.attempts > 0)
        case State.WAITING if delivery.attempts and delivery.next_at:
            moment = reader.moment(delivery.next_at)
            words = _("waiting, tried again %(moment)s") % {"moment": moment}
            return Reached(words, delivery.answer, again=True)
        case State.WAITING:
            return Reached(_("waiting"))
        case _:
            return Reached(_("on its way"))
