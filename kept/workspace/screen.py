"""One ticket on the screen: what it is, what is owed, what was said, and where one answers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final, cast

from babel import Locale
from django.conf import settings
from django.http import HttpRequest
from django.template.defaultfilters import capfirst
from django.urls import reverse
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kept.core import events as e
from kept.core import say
from kept.core.calendar import find_tz
from kept.core.decide import Refused
from kept.core.policy import Policy
from kept.core.ticket import Ticket as State
from kept.core.ticket import fold
from kept.front.promises import clause_url
from kept.people.models import Customer, Staff
from kept.record import events, policy
from kept.tickets import access
from kept.tickets.models import Message, Ticket
from kept.workspace import thread
from kept.workspace.drawing import drawn
from kept.workspace.given import whole
from kept.workspace.happenings import Setting, happening, kind_said
from kept.workspace.inbox import frame, listed, live_url
from kept.workspace.lists import LISTS
from kept.workspace.reader import Reader
from kept.workspace.rows import city
from kept.workspace.why import explained

#: Other tickets of the customer that are named beside this one.
OTHERS: Final = 5
#: Of what happened, so much stands beside the thread; the thread has all of it.
REMEMBERED: Final = 8

Dict = dict[str, object]


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wrote and could not be sent: it comes back with the page."""

    text: str = ""
    mode: str = "reply"


@dataclass(frozen=True, slots=True)
class Mistake:
    """What happened, then what is kept and what to do."""

    what: str
    then: str = ""
    clause: str = ""
    clause_url: str = ""


def screen(
    request: HttpRequest,
    reader: Reader,
    number: int,
    *,
    words: Words = Words(),
    mistake: Mistake | None = None,
) -> Dict:
    """All that `workspace/ticket.html` shows. Raises NotYoursError.

    The number of queries is the same for a ticket of one message and of a hundred.
    """
    after = events.newest()
    ticket = access.ticket(reader.staff, number)
    beside = request.GET.get("list", "")
    listing = listed(reader, beside, request, current=number) if beside in LISTS else None
    history = events.history(number)
    state = fold(history)
    rules = policy.edition(ticket.policy).policy
    team = list(Staff.objects.order_by("name").values_list("pk", "name", "is_active"))
    setting = Setting(
        reader=reader,
        names={pk: name for pk, name, _active in team},
        customer=str(ticket.customer),
        promises=state.promises,
        policy=rules,
    )
    here = reverse("ticket", args=[number])
    told = _told(history, setting)
    said = access.messages(reader.staff, ticket).prefetch_related(None)
    messages = list(said.only(*thread.FIELDS))
    promises = explained(state.promises, reader)
    return frame(reader, beside if listing else "", after) | {
        "title": f"#{number} {ticket.subject}",
        "live_url": live_url(after, ticket=number, everything=listing is not None),
        "listing": listing,
        "ticket": ticket,
        "subject": ticket.subject or _("(no subject)"),
        "here": here,
        "query": f"?{listing.query}" if listing else "",
        "facts": _facts(ticket, rules, reader),
        "owed": [reader.shown(promise) for promise in state.promises],
        "why_url": f"{here}#why" if listing else "#why",
        "promises": promises,
        "releasable": [one for one in promises if one["owed"]],
        "items": _items(history, messages, told, reader, _remote(request)),
        "customer": _customer(ticket.customer, reader),
        "others": _others(ticket, reader),
        "sorting": _sorting(ticket, rules, reader.language),
        "team": [(pk, name) for pk, name, active in team if active],
        "history": _history(told, reader),
        "originals": _originals(messages),
        "settled": state.status in ("solved", "closed"),
        "mistake": mistake,
        "composer": _composer(ticket, state, reader, words, listing.query if listing else "")
        | {"to": _to(ticket, messages)},
    }


def _remote(request: HttpRequest) -> frozenset[int]:
    return frozenset(filter(None, map(whole, request.GET.getlist("remote"))))


def _told(history: Sequence[e.Recorded], setting: Setting) -> dict[int, Dict]:
    """What happened beside the words, by its place in the history."""
    told = ((n, happening(n, one, setting)) for n, one in enumerate(history, start=1))
    return {number: one for number, one in told if one}


def _items(
    history: Sequence[e.Recorded],
    messages: Sequence[Message],
    told: Mapping[int, Dict],
    reader: Reader,
    remote: frozenset[int],
) -> list[SafeString]:
    """Messages and happenings in the order in which the desk came to know them; that a message
    is a resend is said above it."""
    items: list[SafeString] = []
    said = {one.place: one for one in messages}
    ticket = messages[0].ticket_id if messages else 0
    sent, files = thread.deliveries(ticket), thread.files_of(ticket)
    for number, one in enumerate(history, start=1):
        if isinstance(one.event, e.MessageReceived | e.ReplySent | e.NoteWritten):
            if message := said.get(one.event.message):
                words = thread.message(
                    message, reader, sent.get(message.place), files.get(message.pk, ()), remote
                )
                items.append(drawn("front/message.html", words))
        elif number in told:
            before = 1 if isinstance(one.event, e.Resent) and items else 0
            items.insert(len(items) - before, drawn("front/happening.html", told[number]))
    return items


def _originals(messages: Sequence[Message]) -> list[tuple[int, str]]:
    """The mails as they came, by the place of their message: where to read them."""
    return [(m.place, reverse("mail-original", args=[m.received])) for m in messages if m.received]


def _history(told: Mapping[int, Dict], reader: Reader) -> list[SafeString]:
    """What happened last, the latest first, in few words."""
    latest = list(told.values())[: -REMEMBERED - 1 : -1]
    return [
        drawn("workspace/past.html", one | {"moment": reader.short(cast("datetime", one["at"]))})
        for one in latest
    ]


def _facts(ticket: Ticket, rules: Policy, reader: Reader) -> list[str]:
    """The line under the subject."""
    customer = ticket.customer
    place = city(customer.zone, reader.language)
    time = _time_there(customer, reader)
    there = _("%(place)s, %(time)s there") % {"place": place, "time": time}
    kind = capfirst(kind_said(rules, ticket.kind, ticket.cause, reader.language))
    status = {
        "waiting": _("Waiting on the customer"),
        "solved": _("Solved"),
        "closed": _("Closed by the customer"),
    }
    facts = [
        str(customer),
        there if place and time else "",
        kind,
        _("%(who)s answers") % {"who": ticket.assignee} if ticket.assignee else _("Unassigned"),
        str(status.get(ticket.status, "")),
    ]
    return [fact for fact in facts if fact]


def _time_there(customer: Customer, reader: Reader) -> str:
    """The customer's own clock, where their zone is known."""
    zone = find_tz(customer.zone)
    return say.clock(reader.now.astimezone(zone), reader.language) if zone else ""


def _customer(customer: Customer, reader: Reader) -> Dict:
    return {
        "name": str(customer),
        "email": customer.email,
        "place": city(customer.zone, reader.language) or customer.zone,
        "time": _time_there(customer, reader),
        "language": capfirst(language_name(customer.language)) if customer.language else "",
        "since": capfirst(say.date(customer.created_at.date(), reader.language)),
    }


def language_name(code: str) -> str:
    """'French', 'français', in the active language; the code itself where nobody knows it."""
    return str(Locale(get_language() or "en").languages.get(code, code))


def _others(ticket: Ticket, reader: Reader) -> list[Dict]:
    found = access.tickets(reader.staff).filter(customer=ticket.customer_id).exclude(pk=ticket.pk)
    rows = found.order_by("-id").values("pk", "subject", "opened_at")[:OTHERS]
    return [
        {
            "url": reverse("ticket", args=[row["pk"]]),
            "words": f"#{row['pk']} {row['subject'] or _('(no subject)')}",
            "at": row["opened_at"],
            "moment": reader.short(row["opened_at"]),
        }
        for row in rows
    ]


def _sorting(ticket: Ticket, rules: Policy, language: str) -> list[tuple[str, str, bool]]:
    """Every kind of request that the policy knows, a bug with each of its causes: value, words,
    and whether it is this ticket's."""
    pairs = [(kind, "") for kind in rules.kinds]
    if "bug" in rules.kinds:
        after = pairs.index(("bug", "")) + 1
        pairs[after:after] = [("bug", cause) for cause in rules.causes]
    return [
        (
            f"{kind}:{cause}",
            capfirst(kind_said(rules, kind, cause, language)),
            (kind, cause) == (ticket.kind, ticket.cause),
        )
        for kind, cause in pairs
    ]


def _composer(ticket: Ticket, state: State, reader: Reader, words: Words, query: str) -> Dict:
    """What `front/composer.html` needs."""
    action = reverse("say", args=[ticket.number])
    return {
        "ticket": ticket.number,
        "action": f"{action}?{query}" if query else action,
        "mode": words.mode,
        "language": ticket.language,
        "text": words.text,
        "seen": state.last_public,
        "writing_url": reverse("writing", args=[ticket.number]),
        "draft": f"{ticket.number}:{reader.staff.pk}",
        "placeholder": _placeholder(state),
        "can_send": True,
    }


def _to(ticket: Ticket, messages: Sequence[Message]) -> str:
    """For whom the answer is: with the address where it is not the customer's own."""
    said = (m.answer_to for m in reversed(messages) if m.kind == "customer" and not m.stranger)
    address = next(said, "") or ticket.customer.email
    name = str(ticket.customer)
    facts = {
        "name": name if address in (name, ticket.customer.email) else f"{name} <{address}>",
        "language": language_name(ticket.language),
    }
    known = ticket.language in dict(settings.LANGUAGES)
    return (_("to %(name)s, in %(language)s") if known else _("to %(name)s")) % facts


def _placeholder(state: State) -> str:
    """What this answer does for the promise."""
    owed = next((p for p in state.promises if p.owed and p.kind != "fix"), None)
    if owed is None:
        return _("Write here")
    if owed.state == "broken":
        return _("Write here. This answer is owed since §%(clause)s was broken.") % {
            "clause": owed.clause
        }
    return _("Write here. This answer keeps the promise of §%(clause)s.") % {"clause": owed.clause}


def refusal(refused: Refused, version: int) -> Mistake:
    """A refusal as a person reads it, with a link to the clause that decided."""
    return Mistake(
        what=_(refused.reason) % refused.facts,
        clause=refused.clause or "",
        clause_url=clause_url(refused.clause, version) if refused.clause else "",
    )
