"""Which of the desk's mails a delivery failure is about."""

from __future__ import annotations

from kept.channels.mail.place import stored_id
from kept.core.mail import Bounce, Incoming, ticket_hint
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
    replies = OutgoingMail.objects.filter(purpose="reply", message__isnull=False)
    ids = [bounce.original_message_id, *incoming.in_reply_to, *incoming.references]
    if found := replies.filter(message_id__in=[stored_id(one) for one in ids if one]).first():
        return found
    for number, token in ticket_hint(incoming).tokens:
        if Ticket.objects.filter(pk=number, token=token).exists():
            to = replies.filter(ticket=number, recipient__iexact=bounce.recipient)
            return to.order_by("-id").first()
    return None


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
