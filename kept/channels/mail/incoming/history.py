"""What a mail of an older mailbox means: history, and nothing to anybody now.

Guarantee: it starts no promise, sends nothing, and changes no ticket but those that other imported
mails have made. A ticket whose customer has written to this desk since is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from django.utils import timezone

from kept.channels.mail.incoming import place
from kept.channels.mail.incoming.drafting import (
    addressed,
    customer_of,
    draft_of,
    files_of,
    for_the_desk,
)
from kept.channels.mail.incoming.outcome import Outcome, State
from kept.channels.mail.spool import Spooled
from kept.core.decide import Refused
from kept.core.events import MessageImported
from kept.core.mail import Incoming, ticket_hint
from kept.core.ticket import fold
from kept.mailboxes import blocking
from kept.mailboxes.directory import Directory
from kept.people import customers
from kept.people.models import Staff
from kept.record import events
from kept.record.models import OutgoingMail
from kept.tickets import actions
from kept.tickets.actions import Done, Draft
from kept.tickets.draft import storable
from kept.tickets.models import Message

#: What a mail may become: a request, a further mail of one, the team's answer to one.
REQUEST, FURTHER, ANSWER = "imported", "imported_thread", "imported_answer"

#: A customer by number, or the address of somebody whom the desk does not know.
Person = int | str


@dataclass(frozen=True, slots=True)
class Meaning:
    """`code`: one of the above, or why the mail becomes nothing. `ticket`: where it belongs, None
    for a new one; `person`: whose request it is."""

    code: str
    ticket: int | None = None
    person: Person = ""


@dataclass(frozen=True, slots=True)
class Held:
    """A ticket of `person` that an imported mail may be added to holds the mail `message_id`."""

    message_id: str
    ticket: int
    person: Person


class Record:
    """What the desk knows already."""

    def person(self, address: str) -> Person:
        """Who writes from an address (as addresses are compared)."""
        customer = customers.find(address)
        return customer.pk if customer else address

    def has(self, incoming: Incoming, person: Person | None) -> bool:
        """Whether this very mail is here; None: of the team."""
        message_id = place.stored_id(incoming.message_id)
        if not message_id or isinstance(person, str):
            return False
        if person is None and OutgoingMail.objects.filter(message_id=message_id).exists():
            return True
        same = Message.objects.filter(message_id=message_id, text=storable(incoming.text))
        files = sorted(one.sha256 for one in incoming.attachments)
        return any(
            sorted(one.sha256 for one in message.attachments.all()) == files
            for message in same.filter(customer=person).prefetch_related("attachments")[:20]
        )

    def held(self, message_ids: Iterable[str]) -> Iterator[Held]:
        """Who holds these mails, in no order."""
        ids = [place.stored_id(one) for one in message_ids]
        rows = Message.objects.filter(message_id__in=ids) if ids else Message.objects.none()
        for message_id, ticket, customer in rows.values_list(
            "message_id", "ticket_id", "ticket__customer_id"
        ):
            if fold(events.history(ticket)).imported:
                yield Held(message_id, ticket, customer)


def meaning(
    incoming: Incoming, house: Directory, record: Record, *, accepted: bool = False
) -> Meaning:
    """What a mail becomes. `accepted`: a person said that it is a request."""
    if incoming.kind in ("bounce", "auto_reply") and not accepted:
        return Meaning(incoming.kind)
    ours = incoming.kind == "loop" or house.of(incoming.sender.email) is not None
    if ours or _of_staff(incoming) is not None:
        if record.has(incoming, None):
            return Meaning("duplicate")
        if answered := _answered(incoming, record):
            return Meaning(ANSWER, answered.ticket, answered.person)
        if ours:
            return Meaning("own_mail")
    return _asked(incoming, house, record, accepted=accepted)


def _asked(incoming: Incoming, house: Directory, record: Record, *, accepted: bool) -> Meaning:
    person = record.person(incoming.sender.key)
    if not accepted:
        if blocking.blocked(incoming.sender.key):
            return Meaning("blocked_sender")
        if incoming.kind == "mailing_list" and not for_the_desk(incoming, house):
            return Meaning("mailing_list")
        if record.has(incoming, person):
            return Meaning("duplicate")
    before = _nearest(incoming, record, {person})
    if before is None:
        return Meaning(REQUEST, None, person)
    return Meaning(FURTHER, before.ticket, person)


def _answered(incoming: Incoming, record: Record) -> Held | None:
    """The request that a mail of the team answers: one of somebody whom it is addressed to, or it
    is what the team said among themselves."""
    return _nearest(
        incoming, record, {record.person(one.key) for one in (*incoming.to, *incoming.cc)}
    )


def _nearest(incoming: Incoming, record: Record, people: set[Person]) -> Held | None:
    ids = ticket_hint(incoming).message_ids
    order = {place.stored_id(one): number for number, one in enumerate(ids)}
    theirs = [one for one in record.held(ids) if one.person in people]
    return min(theirs, key=lambda one: order[one.message_id], default=None)


def carried_out(
    mail: Spooled, incoming: Incoming, house: Directory, *, accepted: bool = False
) -> Outcome:
    """Make a mail what it means, in the caller's transaction."""
    found = meaning(incoming, house, Record(), accepted=accepted)
    if found.code == ANSWER:
        assert found.ticket is not None
        answer = _answer(mail, incoming)
        return _outcome(found, actions.take_into(found.ticket, answer, at=mail.received_at))
    if found.code not in (REQUEST, FURTHER):
        return Outcome(State.REFUSED, found.code)
    customer, _ = customer_of(incoming)
    draft = draft_of(mail, incoming, house, customer, stranger=False)
    if found.ticket is not None:
        return _outcome(found, actions.take_into(found.ticket, draft, at=mail.received_at))
    mailbox = house.receiving(addressed(incoming))
    done = actions.take_over(
        draft,
        at=mail.received_at,
        now=timezone.now(),
        mailbox=mailbox.address if mailbox else "",
        team=house.team(addressed(incoming)),
    )
    return _outcome(found, done)


def _outcome(found: Meaning, done: Done | Refused) -> Outcome:
    assert isinstance(done, Done), "it was asked whether the ticket lives, and it is locked"
    events_ = [one.event for one in done.recorded]
    where = next(event.message for event in events_ if isinstance(event, MessageImported))
    return Outcome(State.DONE, found.code, done.ticket, where)


def _answer(mail: Spooled, incoming: Incoming) -> Draft:
    staff = _of_staff(incoming)
    return Draft(
        kind="agent",
        channel="mail",
        text=incoming.text,
        said=incoming.reply_text,
        html=incoming.html,
        subject=incoming.subject,
        language=incoming.language[:8],
        staff=staff,
        message_id=place.stored_id(incoming.message_id),
        received=mail.id,
        files=files_of(incoming),
    )


def _of_staff(incoming: Incoming) -> Staff | None:
    return Staff.objects.filter(email=incoming.sender.key).first()
