"""A saved reply with what is known of the ticket that it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kept.core import say
from kept.core.calendar import find_tz, tz
from kept.core.finding import fold
from kept.core.mail.letter import PLACE
from kept.core.ticket import REPLIES, Ticket, next_owed, told
from kept.people.models import Customer, Staff
from kept.people.names import first_name
from kept.saved_replies.models import SavedReply
from kept.saved_replies.places import plain

#: As many are offered at once.
OFFERED = 8


@dataclass(frozen=True, slots=True)
class Answered:
    """The ticket that is answered: its customer, its state, and who answers it."""

    number: int
    subject: str
    customer: Customer
    state: Ticket
    by: Staff


@dataclass(frozen=True, slots=True)
class Offer:
    """A saved reply, ready to be set in. `language`: of its words."""

    name: str
    language: str
    text: str


def offers(asked: str, answered: Answered) -> list[Offer]:
    """The saved replies that have each of the words that were typed, those first whose name begins
    with them: two queries. In the ticket's language, else in another that there is."""
    words, begun = fold(asked).split(), fold(asked).strip()
    found = []
    for reply in SavedReply.objects.order_by("name").prefetch_related("texts"):
        texts = {one.language: one.text for one in reply.texts.all()}
        name = fold(reply.name)
        known = " ".join((name, *map(fold, texts.values())))
        if texts and all(word in known for word in words):
            place = (not name.startswith(begun), not all(word in name for word in words))
            found.append((place, reply.name, texts))
    found.sort(key=lambda one: one[0])
    return [_offer(name, texts, answered) for _place, name, texts in found[:OFFERED]]


def _offer(name: str, texts: Mapping[str, str], answered: Answered) -> Offer:
    wanted = (answered.state.language, settings.LANGUAGE_CODE)
    language = next((code for code in wanted if code in texts), next(iter(texts)))
    return Offer(name, language, filled(texts[language], values(answered, language)))


def filled(text: str, values: Mapping[str, str | None]) -> str:
    """The words with their values. Where a value is empty, the space before it goes too; where it
    is None, nobody can know it: the place stays, to be filled in by hand."""
    out, last = [], 0
    for place in PLACE.finditer(text):
        before, value = text[last : place.start()], values.get(place[1])
        out.append(before.removesuffix(" ") if value == "" else before)
        out.append(place[0] if value is None else value)
        last = place.end()
    return "".join([*out, text[last:]])


def values(answered: Answered, language: str) -> dict[str, str | None]:
    """What stands at each place, as Markdown that shows it as it is."""
    customer, staff = answered.customer, answered.by
    first = first_name(customer.name)
    known = {
        "greeting": _greeting(first, language),
        "first_name": first,
        "customer": customer.name,
        "subject": answered.subject,
        "number": str(answered.number),
        "agent": staff.name,
        "agent_first_name": first_name(staff.name) or staff.name,
        "desk": settings.DESK.name,
        "address": settings.DESK.address,
    }
    due = _due(answered.state)
    return {name: plain(words) for name, words in known.items()} | {
        "due": _by(due, customer, language) if due else None
    }


def _greeting(first: str, language: str) -> str:
    with translation.override(language):
        return _("Hello %(first_name)s,") % {"first_name": first} if first else _("Hello,")


def _due(state: Ticket) -> datetime | None:
    """When what is owed beside the answer itself is due: a reply is being given just now."""
    owed = next_owed(one for one in told(state.promises) if one.kind not in REPLIES)
    return owed.due_at if owed and owed.state != "paused" else None


def _by(due: datetime, customer: Customer, language: str) -> str:
    zone = find_tz(customer.zone) or tz(settings.DESK.zone)
    return say.by_date(due, zone, language)
