"""What tickets hold of a person goes: the words, the files, the mails that were sent.

All that was said in a request that they opened goes, whoever said it: it was said to them. In the
requests of others their own messages go, and of what the others wrote their name, their addresses
and their words, with what was quoted. Events, promises and ratings stay: they name nobody.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from functools import reduce
from operator import or_
from typing import Any, Final

from django.db import transaction
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast

from kept.core import events as e
from kept.core.decide import Decision
from kept.core.ticket import Ticket as State
from kept.core.ticket import fold
from kept.deadlines.models import Promise
from kept.erasing import files
from kept.erasing.rooms import Person
from kept.mailboxes.models import BlockedSender
from kept.record import events, rows
from kept.record.models import OutgoingMail
from kept.tickets import elsewhere
from kept.tickets.blackening import Blacken, blackening
from kept.tickets.models import Attachment, Message, Participant, Rating, Ticket
from kept.tickets.write import change

_NOTHING: Final[dict[str, Any]] = {
    **dict.fromkeys(("text", "said", "html", "subject", "message_id", "answer_to"), ""),
    **dict.fromkeys(("received", "authentication", "fingerprint"), ""),
    "cc": [],
    "notices": [],
}
_WORDED: Final = ("text", "said", "html", "subject", "answer_to", "authentication")


def look(person: Person) -> dict[str, Any]:
    """The requests of others that speak of them, and where messages of their own have gone."""
    own = _own(person)
    moved = Message.objects.filter(ticket__in=own, moved_to__isnull=False)
    copies = {
        place
        for said in moved.values_list("ticket", "place")
        for place in elsewhere.stations(*said)[1:]
    }
    found = {ticket for ticket, _place in copies}
    found |= set(Message.objects.filter(customer=person.number).values_list("ticket", flat=True))
    found |= set(_taking_part(person)) | set(_mentioning(person))
    others = found - set(own.values_list("pk", flat=True))
    return {"others": sorted(others), "copies": sorted(copies)}


def erase(person: Person) -> Iterator[None]:
    """A ticket in each step."""
    for number in _own(person).order_by("pk").values_list("pk", flat=True):
        _erase_own(number, person)
        yield
    for number in person.found["tickets"]["others"]:
        _erase_from(number, person)
        yield
    BlockedSender.objects.filter(key__in=person.addresses).delete()
    BlockedSender.objects.filter(ticket__in=_own(person).values("pk")).update(reason="")
    files.take_away(person.at, lambda one: Attachment.objects.filter(sha256=one).exists())


def own_of(person: Person) -> list[int]:
    """The requests that they opened."""
    return list(_own(person).values_list("pk", flat=True))


def others_of(person: Person) -> list[int]:
    """The requests of others that spoke of them."""
    return [int(one) for one in person.found["tickets"]["others"]]


def _own(person: Person) -> QuerySet[Ticket]:
    return Ticket.objects.filter(customer=person.number)


def _taking_part(person: Person) -> QuerySet[Participant, int]:
    return Participant.objects.filter(customer=person.number).values_list("ticket", flat=True)


def _mentioning(person: Person) -> QuerySet[Any, int]:
    """Requests in which somebody wrote their address, or their whole name. Reads every message."""
    said = [*person.addresses, *(name for name in person.names if len(name.split()) > 1)]
    where = ("text", "html", "subject", "answer_to", "whom")
    if not said:
        return Message.objects.none().values_list("ticket", flat=True)
    mentions = reduce(or_, (Q(**{f"{one}__icontains": word}) for one in where for word in said))
    found = Message.objects.annotate(whom=Cast("cc", TextField())).filter(mentions)
    return found.values_list("ticket", flat=True).distinct()


@transaction.atomic
def _erase_own(number: int, person: Person) -> None:
    """The number of the request stays, and that somebody asked; a mail to its old address is a
    new request."""

    def erased(state: State, _edition: object) -> Decision:
        if person.number in state.erased:
            return []
        return [e.PersonErased(customer=person.number)]

    change(number, erased, at=person.at, by=person.by, merged_too=True, erased_too=True)
    _empty(Message.objects.filter(ticket=number))
    blank = {"subject": "", "preview": "", "token": secrets.token_hex(8)}
    Ticket.objects.filter(pk=number).update(**blank)
    OutgoingMail.objects.filter(ticket=number).delete()
    _reword(number, lambda words: "")


@transaction.atomic
def _erase_from(number: int, person: Person) -> None:
    """Another's request keeps what is not theirs."""
    copied = [place for ticket, place in person.found["tickets"]["copies"] if ticket == number]
    messages = Message.objects.filter(ticket=number)
    theirs = messages.filter(Q(customer=person.number) | Q(place__in=copied))
    places = tuple(theirs.order_by("place").values_list("place", flat=True))
    words = list(theirs.values_list("text", flat=True))
    blacken = blackening(person.names, person.addresses, words)

    def erased(state: State, _edition: object) -> Decision:
        if person.number in state.erased:
            return []
        return [e.WordsErased(customer=person.number, messages=places)]

    change(number, erased, at=person.at, by=person.by, merged_too=True, erased_too=True)
    _empty(theirs)
    for one in messages.exclude(place__in=places):
        _blacken(one, blacken)
    ticket = Ticket.objects.get(pk=number)
    ticket.subject, ticket.preview = blacken(ticket.subject), _preview(ticket, blacken)
    ticket.save(update_fields=["subject", "preview"])
    _unaddress(number, person, blacken)
    _reword(number, blacken)


def _empty(messages: QuerySet[Message]) -> None:
    """Nothing that was said stays, nor the files that came with it."""
    held = Attachment.objects.filter(message__in=messages)
    files.loosen(held.values_list("sha256", flat=True))
    held.delete()
    Rating.objects.filter(message__in=messages).update(remark="")
    messages.update(**_NOTHING)


def _blacken(one: Message, blacken: Blacken) -> None:
    """What another wrote, without what they quoted: it may be wrapped anew, and then nobody finds
    it in there."""
    news: dict[str, Any] = {name: blacken(getattr(one, name)) for name in _WORDED}
    if one.quoted:
        news |= {"text": news["said"], "html": ""}
    hidden = {blacken(address) != address for _name, address in one.cc}
    if True in hidden:
        news["cc"] = [pair for pair in one.cc if blacken(pair[1]) == pair[1]]
    news["notices"] = [[code, blacken(about)] for code, about in one.notices]
    changed = {name: value for name, value in news.items() if value != getattr(one, name)}
    if changed:
        Message.objects.filter(pk=one.pk).update(**changed)


def _preview(ticket: Ticket, blacken: Blacken) -> str:
    """What the list shows: the start of the last message that is left, if it shows any."""
    said = Message.objects.filter(ticket=ticket, kind=Message.Kind.CUSTOMER, stranger=False)
    last = said.order_by("-place").values_list("text", flat=True).first()
    return blacken(ticket.preview) if last else ""


def _unaddress(number: int, person: Person, blacken: Blacken) -> None:
    """The mails of another's request: those to them go; the others are kept without what was sent,
    which named them."""
    mails = OutgoingMail.objects.filter(ticket=number)
    for mail in mails.defer("raw"):
        if mail.recipient.lower() in person.addresses:
            mail.delete()
            continue
        facts = dict(mail.facts)
        if "cc" in facts:
            facts["cc"] = [pair for pair in facts["cc"] if blacken(pair[1]) == pair[1]]
        answer = blacken(mail.answer)
        OutgoingMail.objects.filter(pk=mail.pk).update(raw=None, facts=facts, answer=answer)


def _reword(number: int, said: Blacken) -> None:
    """The words in events, and of the promises, which say the same."""
    events.reword(number, said)
    for promise in fold(events.history(number)).promises:
        rows.update(Promise, {"ticket": number, "number": promise.number}, reason=promise.reason)
