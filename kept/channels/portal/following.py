"""A request as its customer reads it: where it is, what was said, what happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.channels.portal.rating import Rated, asked
from kept.channels.portal.reader import Reader
from kept.channels.portal.steps import Step, steps
from kept.channels.portal.vows import Vow, unowed, vow
from kept.core import events as e
from kept.core.decide import ratable, returned_late
from kept.core.events import TookIn
from kept.core.mail import plain_to_html
from kept.core.ticket import fold, next_owed, told
from kept.core.withdrawn import without_withdrawn
from kept.deadlines import promises
from kept.deadlines.models import Promise
from kept.erasing.forgetting import is_erased
from kept.front.promises import Shown, clause_url
from kept.people.models import Customer
from kept.record import events, policy
from kept.tickets import access
from kept.tickets.files import drawn, with_pictures
from kept.tickets.models import Attachment, Message, Ticket


@dataclass(frozen=True, slots=True)
class Listed:
    """A request in a list. `promise` is the one that matters, if there is one."""

    number: int
    subject: str
    url: str
    state: str
    moment: str
    promise: Shown | None


@dataclass(frozen=True, slots=True)
class Story:
    """A request whole. `parts` are contexts of front/message.html or front/happening.html; `anew`:
    it was settled so long ago that what is written in it begins a new one; `own`: the reader asked,
    others were let in."""

    vow: Vow | None
    state: str
    steps: Sequence[Step]
    parts: Sequence[dict[str, object]]
    settled: bool
    anew: bool
    own: bool
    rate: Rated | None


def listed(tickets: Sequence[Ticket], reader: Reader) -> list[Listed]:
    """Requests for a list; their promises are read in one query."""
    owed = promises.of_tickets([ticket.number for ticket in tickets])
    return [
        Listed(
            ticket.number,
            ticket.subject or _("(no subject)"),
            reverse("request", args=[ticket.number]),
            state_of(ticket),
            reader.moment(ticket.opened_at),
            _mark(told(owed.get(ticket.number, [])), reader),
        )
        for ticket in tickets
    ]


def story(ticket: Ticket, customer: Customer, reader: Reader) -> Story:
    """All that the customer may read of a request of theirs."""
    owed, own = told(promises.of_ticket(ticket.number)), ticket.customer_id == customer.pk
    first = next_owed(owed)
    history = events.history(ticket.number)
    said = list(access.messages(customer, ticket).select_related("rated"))
    state, now = fold(history), reader.now
    ask = ticket.status != "waiting" and ratable(state, now)
    return Story(
        vow=vow(first, reader) if first else _unowed(ticket),
        state=_sentence(ticket, own=own),
        steps=steps(ticket, owed, reader),
        parts=list(_parts(ticket, customer, reader, history, said)),
        settled=ticket.status in ("solved", "closed"),
        anew=bool(returned_late(state, now, policy.edition(ticket.policy))),
        own=own,
        rate=asked(said) if ask else None,
    )


def _unowed(ticket: Ticket) -> Vow | None:
    """Why nothing is owed to a customer who waits; None where that is not a clause's doing."""
    if ticket.status != "open" or not ticket.unanswered_since:
        return None
    clause = policy.edition(ticket.policy).policy.excluding({"subscription": ticket.subscription})
    return unowed(clause, ticket.policy) if clause else None


def state_of(ticket: Ticket) -> str:
    """Where the request is, in a few plain words."""
    match ticket.status:
        case "closed":
            return _("settled")
        case "solved":
            return _("solved")
        case "waiting":
            return _("we wait for your answer")
        case _ if ticket.unanswered_since:
            return _("with us")
        case _:
            return _("answered")


def _sentence(ticket: Ticket, *, own: bool) -> str:
    match ticket.status:
        case "closed" if not own:
            return _("Settled, says who asked. If it is not, just write here.")
        case "closed":
            return _("You said that it is settled. If it is not, just write here.")
        case "solved":
            return _("We hold this to be solved. If it is not, just write here.")
        case "waiting":
            return _("We asked you something, and wait for your answer.")
        case _ if ticket.unanswered_since:
            return _("Your message is with us.")
        case _:
            return _("We have answered. If something is missing, write here.")


def _mark(owed: Sequence[Promise], reader: Reader) -> Shown | None:
    """The promise that is owed next, else the one that ended last."""
    return reader.shown(next_owed(owed) or owed[-1]) if owed else None


def _parts(
    ticket: Ticket,
    customer: Customer,
    reader: Reader,
    history: Sequence[e.Recorded],
    messages: Sequence[Message],
) -> Iterator[dict[str, object]]:
    """Messages and happenings in the order in which they came."""
    said = {one.place: one for one in messages}
    for one in without_withdrawn(history):
        event = one.event
        if isinstance(event, e.MessageReceived | e.MessageImported | e.ReplySent):
            if event.message in said:
                yield {"message": _message(said[event.message], customer, reader)}
        elif isinstance(event, TookIn):
            for taken in event.messages:
                if taken.place in said:
                    yield {"message": _message(said[taken.place], customer, reader)}
        elif happening := _happening(one, reader, own=ticket.customer_id == customer.pk):
            yield {"happening": happening}


def _happening(one: e.Recorded, reader: Reader, *, own: bool) -> dict[str, object] | None:
    told: dict[str, object] = {"at": one.at, "moment": reader.moment(one.at)}
    match one.event:
        case e.Resent(clause=clause, policy=version):
            words = _("You asked again: your request is urgent now")
            words = words if own else _("Asked again: the request is urgent now")
            url = clause_url(clause, version)
            return told | {"icon": "resent", "loud": True, "words": words, "clause": clause,
                           "clause_url": url}  # fmt: skip
        case e.Solved():
            return told | {"words": _("Solved, says the team")}
        case e.Closed():
            return told | {"words": _("Settled, you said") if own else _("Settled, says who asked")}
        case e.Reopened():
            return told | {"icon": "resent", "words": _("Open again")}
        case _:
            return None


def _message(one: Message, customer: Customer, reader: Reader) -> dict[str, object]:
    attached = list(one.attachments.all())
    html, used = _words(one, attached)
    rest = [file for file in attached if file.pk not in used]
    return {
        "id": one.place,
        "kind": one.kind,
        "author": _author(one, customer),
        "via": _via(one),
        "at": one.at,
        "moment": reader.moment(one.at),
        "language": one.language,
        "html": html,
        "quoted": one.quoted,
        "pictures": [_file(file) for file in rest if drawn(file)],
        "files": [_file(file) for file in rest if not drawn(file)],
    }


def _words(one: Message, attached: Sequence[Attachment]) -> tuple[str, frozenset[int]]:
    """What was newly said, as safe HTML; only plain text can be parted from what it quotes."""
    if one.customer and is_erased(one.customer):
        return plain_to_html(_("Erased, as who wrote it wished.")), frozenset()
    if one.html and not one.quoted:
        return with_pictures(one.html, attached, _url)
    return plain_to_html(one.said or one.text), frozenset()


def _author(one: Message, customer: Customer) -> str:
    if one.staff:
        return one.staff.name
    if one.kind == Message.Kind.AGENT:
        return _("The team")
    if one.customer_id == customer.pk or one.customer is None:
        return _("You")
    return one.customer.name or _("Somebody else")


def _via(one: Message) -> str:
    if one.kind == Message.Kind.AGENT:
        return _("of {desk}").format(desk=settings.DESK.name)
    return _("by e-mail") if one.channel == "mail" else ""


def _file(file: Attachment) -> dict[str, object]:
    return {"url": _url(file), "name": file.name, "size": filesizeformat(file.size)}


def _url(file: Attachment) -> str:
    return reverse("request-file", args=[file.message.ticket_id, file.pk])
