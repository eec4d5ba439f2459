"""A customer writes again in a ticket that is there."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from kept.core import decide
from kept.core.decide import Decision, Refused
from kept.core.decide_moves import FLOOD
from kept.core.events import Actor, MessageReceived, Recorded, RequestJoined
from kept.core.promises import Edition
from kept.core.ticket import Ticket as State
from kept.people.wishes import wants
from kept.tickets import elsewhere
from kept.tickets.actions.open import open_ticket
from kept.tickets.draft import Draft
from kept.tickets.models import Message, Ticket
from kept.tickets.write import Done, change


def receive(
    ticket: int, draft: Draft, *, at: datetime, acknowledge: bool = True, joined: bool = False
) -> Done | Refused:
    """Add a customer's message; where the ticket was settled too long ago for the policy to open
    it again, a new one begins with it, which names the old. A draft of a `stranger`, who does not
    belong to the ticket, is shown with a flag and starts nothing; a `doubted` one says that its
    sender does, and is not believed until somebody of the team vouches for it. `joined`: it is a
    request that opens no ticket, for its sender has opened too many. A ticket that was merged into
    another hands on what it receives."""
    by = Actor("customer", draft.sender.pk)

    def decided(state: State, edition: Edition) -> Decision:
        message = _message(state, draft)
        if not message.stranger and (clause := decide.returned_late(state, at, edition)):
            return Refused(_LATE, "This request was settled too long ago.", clause=clause)
        found = decide.receive(
            state,
            Recorded(message, at, by),
            edition=edition,
            same_text=_said_before(ticket, draft),  # asked under the ticket's lock
            acknowledge=acknowledge and wants(draft.sender, "acknowledgement"),
        )
        return [*found, RequestJoined(message=message.message, most=FLOOD)] if joined else found

    done = change(ticket, decided, at=at, by=by, draft=draft)
    if isinstance(done, Refused) and done.code == "merged":
        goes_on = elsewhere.goes_on_as(ticket)
        return receive(goes_on, draft, at=at, acknowledge=acknowledge, joined=joined)
    if isinstance(done, Refused) and done.code == "erased":  # while it was on its way
        return open_ticket(draft, at=at, acknowledge=acknowledge)
    if isinstance(done, Refused) and done.code == _LATE:
        return _followed(ticket, draft, at=at, acknowledge=acknowledge)
    return done


_LATE = "returned_late"


def _message(state: State, draft: Draft) -> MessageReceived:
    return MessageReceived(
        message=state.messages + 1,
        customer=draft.sender.pk,
        channel=draft.channel,
        stranger=draft.stranger or draft.doubted,
        doubted=draft.doubted,
    )


def _followed(ticket: int, draft: Draft, *, at: datetime, acknowledge: bool) -> Done | Refused:
    """Go on in the ticket that already follows the old one for this customer, or open it."""
    later = Ticket.objects.filter(follows=ticket, customer=draft.sender).order_by("-pk").first()
    if later is not None:
        return receive(later.number, draft, at=at, acknowledge=acknowledge)
    old = Ticket.objects.get(pk=ticket)
    return open_ticket(
        replace(draft, subject=draft.subject or old.subject),
        at=at,
        acknowledge=acknowledge,
        product=old.product,
        team=old.team or "",
        language=draft.language or old.language,
        mailbox=old.mailbox,
        follows=ticket,
    )


def _said_before(ticket: int, draft: Draft) -> bool:
    """Whether one of the ticket's people wrote the same words in it before."""
    said = Message.objects.filter(
        ticket=ticket, kind="customer", stranger=False, fingerprint=draft.fingerprint
    )
    return bool(draft.fingerprint) and said.exists()
