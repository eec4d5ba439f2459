"""Which of the desk's mails a delivery failure is about."""

from __future__ import annotations

from datetime import datetime

from kept.channels.mail.incoming.place import stored_id
from kept.core.mail import Bounce, Incoming, ticket_hint
from kept.people import undeliverable
from kept.record import copies
from kept.record.models import OutgoingMail
from kept.tickets.models import Ticket


def undelivered(incoming: Incoming) -> OutgoingMail | None:
    """The reply that was not delivered; None where the report names none of ours.

    By the Message-ID of the mail that came back, else by the ticket's own reply address together
    with the recipient that was not reached. A lost acknowledgement is not a lost reply.
    """
    bounce = incoming.bounce
    if bounce is None:
        return None
    replies = OutgoingMail.objects.filter(purpose__in=("reply", "copy"), message__isnull=False)
    if found := replies.filter(message_id__in=_ids(incoming)).first():
        return found
    for number, token in ticket_hint(incoming).tokens:
        if Ticket.objects.filter(pk=number, token=token).exists():
            to = replies.filter(ticket=number, recipient__iexact=bounce.recipient)
            return to.order_by("-id").first()
    return None


def mark_address(incoming: Incoming, *, at: datetime) -> None:
    """Remember that an address is not there, if the report is about a mail of ours to it."""
    if incoming.bounce is None or not incoming.bounce.permanent:
        return
    ours = OutgoingMail.objects.filter(message_id__in=_ids(incoming)).first()
    ours = ours or undelivered(incoming)
    if ours is not None:
        undeliverable.mark(ours.recipient, _why(incoming.bounce), at=at)


def _ids(incoming: Incoming) -> list[str]:
    said = incoming.bounce.original_message_id if incoming.bounce else ""
    ids = [said, *incoming.in_reply_to, *incoming.references]
    return [stored_id(one) for one in ids if one]


def _why(bounce: Bounce) -> str:
    """The server's words, or at least its status."""
    return bounce.reason or bounce.status


def copy_of(incoming: Incoming) -> tuple[int, int] | None:
    """The copy of an announcement that was not delivered: by the address that it came back to,
    else by its Message-ID. None where the report names none of ours."""
    said = incoming.bounce.original_message_id if incoming.bounce else ""
    return copies.marked((*incoming.delivered_to, said, *incoming.references))


def words(bounce: Bounce) -> str:
    """What the ticket says of it, without anybody's address."""
    if not bounce.status:
        return "The receiving mail server returned it."
    return f"The receiving mail server returned it with status {bounce.status}."
