"""From an accepted mail to what it means for the desk.

Guarantee: exactly once. The verdict (`ReceivedMail`, by the spool's id) and everything that it
causes are one transaction; a mail that was carried out before is recognised by its id.
"""

from __future__ import annotations

from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction

from kept.channels.mail.incoming import bounces, brake, colleagues, history, place, set_aside
from kept.channels.mail.incoming.drafting import (
    LONGEST_ADDRESS,
    addressed,
    customer_of,
    draft_of,
    for_the_desk,
)
from kept.channels.mail.incoming.outcome import Outcome, State, of_row
from kept.channels.mail.models import ReceivedMail
from kept.channels.mail.senders import certificates, keys
from kept.channels.mail.senders.authentication import authenticate
from kept.channels.mail.spool import Spooled
from kept.core.decide import Refused as Declined
from kept.core.events import Acknowledged, MessageReceived
from kept.core.mail import Incoming, Refused, understand
from kept.core.mail.authentication import NOBODY, Authentication
from kept.mailboxes import blocking, trips
from kept.mailboxes.directory import Directory, directory
from kept.people import undeliverable
from kept.people.models import Customer, Staff
from kept.record import copies, rows
from kept.tickets import actions
from kept.tickets.actions import Done, Draft
from kept.tickets.draft import storable


def ingest(mail: Spooled, *, again: bool = False, by: Staff | None = None) -> Outcome:
    """Carry out one mail in one transaction, and say what became of it.

    A mail that was carried out before is left alone; `again` decides on one that was refused or
    quarantined anew, `by` accepts it by a person's word. What stops it (no database, no disk, a
    bug) is raised, and nothing is half-done.
    """
    house = directory()
    incoming = understood(mail, house)
    sender = authenticate(mail, incoming)  # asks the network: before the transaction, never in it
    try:
        return _carried_out(mail, incoming, sender, house, again=again, by=by)
    except IntegrityError:
        row = ReceivedMail.objects.filter(pk=mail.id).first()
        if row and not again:
            return of_row(row)
        return _carried_out(mail, incoming, sender, house, again=again, by=by)


def understood(mail: Spooled, house: Directory) -> Incoming | Refused:
    home = Path(settings.KEPT_HOME)
    return understand(
        mail.raw,
        mail_from=mail.mail_from,
        rcpt_to=mail.rcpt_to,
        received_at=mail.received_at,
        own_addresses=house.own,
        certificates=certificates.known_in(home),
        keys=keys.known_in(home),
    )


def _carried_out(
    mail: Spooled,
    incoming: Incoming | Refused,
    sender: Authentication,
    house: Directory,
    *,
    again: bool,
    by: Staff | None,
) -> Outcome:
    with transaction.atomic():
        if again:
            before = ReceivedMail.objects.select_for_update().get(pk=mail.id)
            if before.state == State.DONE:
                return of_row(before)
        outcome = _decide(mail, incoming, sender, house, accepted=by is not None)
        row = verdict(mail, outcome)
        row.accepted_by = by
        if isinstance(incoming, Incoming):
            row.sender = storable(incoming.sender.key)[:320]
            row.subject = storable(incoming.subject)[:400]
            row.authentication = "" if sender.by == NOBODY else storable(sender.line)
        if again:
            row.save(force_update=True)
        else:
            rows.insert([row])
    return outcome


def verdict(mail: Spooled, outcome: Outcome) -> ReceivedMail:
    """The row of a mail, not yet written. An envelope may hold what no database can."""
    return ReceivedMail(
        id=mail.id,
        received_at=mail.received_at,
        mail_from=storable(mail.mail_from or "")[:320],
        rcpt_to=[storable(one) for one in mail.rcpt_to],
        peer=mail.peer[:64],
        size=len(mail.raw),
        state=outcome.state,
        code=outcome.code,
        cause=outcome.cause,
        ticket=outcome.ticket,
        place=outcome.place,
        acknowledged=outcome.acknowledged,
    )


def _decide(
    mail: Spooled,
    incoming: Incoming | Refused,
    sender: Authentication,
    house: Directory,
    *,
    accepted: bool,
) -> Outcome:
    if isinstance(incoming, Refused):
        unread = incoming.code == "not_understood"
        return Outcome(State.QUARANTINED if unread else State.REFUSED, incoming.code)
    if len(incoming.sender.key) > LONGEST_ADDRESS:
        return Outcome(State.REFUSED, "sender_too_long")
    if mail.imported:
        return history.carried_out(mail, incoming, house, accepted=accepted)
    if trips.arrived(incoming.message_id, at=mail.received_at):
        return Outcome(State.DONE, "test_mail")
    if not accepted:
        if incoming.kind == "bounce":
            return _bounced(mail, incoming)
        if incoming.kind in ("auto_reply", "loop"):
            return Outcome(State.REFUSED, incoming.kind)
        if blocking.blocked(incoming.sender.key):
            return Outcome(State.REFUSED, "blocked_sender")
    return _written(mail, incoming, sender, house, accepted=accepted)


def _bounced(mail: Spooled, incoming: Incoming) -> Outcome:
    if incoming.bounce and (copy := bounces.copy_of(incoming)):
        words, permanent = bounces.words(incoming.bounce), incoming.bounce.permanent
        copies.came_back(copy, permanent=permanent, words=words, at=mail.received_at)
        return Outcome(State.DONE, "copy_undelivered")
    bounces.mark_address(incoming, at=mail.received_at)
    reply = bounces.undelivered(incoming)
    if reply is None or reply.ticket is None or reply.message is None:
        return Outcome(State.REFUSED, "bounce", ticket=reply.ticket if reply else None)
    assert incoming.bounce is not None
    words, permanent = bounces.words(incoming.bounce), incoming.bounce.permanent
    where, at = (reply.ticket, reply.message), mail.received_at
    if reply.purpose == "copy":
        who = int(reply.facts["customer"])
        actions.fail_copy(*where, words, customer=who, permanent=permanent, at=at)
    else:
        actions.fail(*where, words, permanent=permanent, at=at)
    return Outcome(State.DONE, "delivery_failed", reply.ticket, reply.message)


def _written(
    mail: Spooled, incoming: Incoming, sender: Authentication, house: Directory, *, accepted: bool
) -> Outcome:
    if incoming.kind == "mailing_list" and not accepted and not for_the_desk(incoming, house):
        return Outcome(State.REFUSED, "mailing_list")
    if not accepted and (staff := colleagues.find(incoming.sender.key)):
        outcome = colleagues.carried_out(mail, incoming, house, staff, failed=sender.failed)
        if outcome is not None:
            # A word to who did not write would be one more unwanted mail to them.
            return outcome if sender.failed else set_aside.told(mail, incoming, outcome, staff)
    customer, known = customer_of(incoming)
    if not sender.failed:
        undeliverable.cleared(customer, incoming.sender.key)
    if (
        known
        and not accepted
        and (before := place.duplicate(incoming, customer, doubted=sender.failed))
    ):
        return Outcome(State.REFUSED, "duplicate", *before)
    where = place.find(incoming, customer, known=known, at=mail.received_at)
    # Who is new has never been answered: no brake to ask.
    free = not known or (not where.joined and brake.free(incoming.sender.key, mail.received_at))
    # An answer to who did not write would be one more unwanted mail to them.
    may_answer = incoming.may_answer and free and not sender.failed
    return _act(mail, incoming, sender, house, customer, where, acknowledge=may_answer)


def _act(
    mail: Spooled,
    incoming: Incoming,
    sender: Authentication,
    house: Directory,
    customer: Customer,
    where: place.Place,
    *,
    acknowledge: bool,
) -> Outcome:
    doubted = sender.failed and where.ticket is not None and not where.stranger
    draft = draft_of(
        mail,
        incoming,
        house,
        customer,
        sender=sender,
        stranger=where.stranger,
        doubted=doubted,
        # Anybody may write a customer's name and a number: it leads no answer to somebody else.
        believed=where.ticket is None or where.by_secret or sender.proved,
        own_subject=place.own_subject(incoming, where.ticket),
    )
    if where.ticket is None:
        done = _opened(draft, mail, incoming, house, acknowledge=acknowledge)
    else:
        done = actions.receive(
            where.ticket,
            draft,
            at=mail.received_at,
            acknowledge=acknowledge,
            joined=where.joined,
        )
    assert isinstance(done, Done), "a customer's message is never declined"
    if where.related and where.related != done.ticket:
        actions.link(done.ticket, where.related, by=None, at=mail.received_at)
    return _outcome(done, where.how)


def _opened(
    draft: Draft,
    mail: Spooled,
    incoming: Incoming,
    house: Directory,
    *,
    acknowledge: bool,
) -> Done | Declined:
    """A new ticket, as the mailbox that the mail came to wants it."""
    to = tuple(addressed(incoming))
    mailbox = house.receiving(to)
    return actions.open_ticket(
        draft,
        at=mail.received_at,
        acknowledge=acknowledge,
        product=mailbox.product if mailbox else "",
        team=house.team(to),
        language=mailbox.language if mailbox else "",
        mailbox=mailbox.address if mailbox else "",
    )


def _outcome(done: Done, how: str) -> Outcome:
    events = [one.event for one in done.recorded]
    return Outcome(
        State.DONE,
        how,
        done.ticket,
        next(event.message for event in events if isinstance(event, MessageReceived)),
        any(isinstance(event, Acknowledged) for event in events),
    )
