"""One ticket on the screen: what it is, what is owed, what was said, and where one answers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from django.http import HttpRequest
from django.template.defaultfilters import capfirst
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kept.core import events as e
from kept.core.decide import Refused
from kept.core.events import TookIn
from kept.core.explain import decides
from kept.front.addresses import address
from kept.front.promises import Shown, clause_url, unowed
from kept.people.models import team_named
from kept.record import events
from kept.workspace import (
    held,
    saving,
    thread,
    told_attention,  # noqa: F401  it says how to tell them
    told_handling,  # noqa: F401  likewise
    told_moves,  # noqa: F401  likewise
    told_promises,  # noqa: F401  likewise
)
from kept.workspace.attention import attention, away
from kept.workspace.beside import beside, time_there
from kept.workspace.company import moves, names, people
from kept.workspace.composer import Words, composer
from kept.workspace.delivery import Delivery
from kept.workspace.drawing import drawn
from kept.workspace.folds import Item, folded
from kept.workspace.given import whole
from kept.workspace.happenings import happening, kind_said
from kept.workspace.inbox import frame, listed, live_url
from kept.workspace.listing import Listing
from kept.workspace.lists import LISTS
from kept.workspace.rail import SAVED
from kept.workspace.reader import Reader
from kept.workspace.results import results
from kept.workspace.rows import city
from kept.workspace.scene import Scene, read

Dict = dict[str, object]


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
    words: Words = Words(),  # noqa: B008 -- frozen
    mistake: Mistake | None = None,
) -> Dict:
    """All that `workspace/ticket.html` shows. Raises NotYoursError.

    The number of queries is the same for a ticket of one message and of a hundred.
    """
    after = events.newest()
    scene = read(reader, number)
    name = request.GET.get("list", "")
    listing = _beside(reader, name, request, number)
    query = f"?{listing.query}" if listing else ""
    told, sent = _told(scene), thread.deliveries(number)
    return (
        frame(reader, name if listing else "", after)
        | _heading(scene, listing)
        | beside(scene, told)
        | people(scene)
        | moves(scene)
        | attention(scene)
        | {
            "live_url": live_url(after, ticket=number, everything=listing is not None),
            "listing": listing,
            "query": query,
            "items": _items(scene, told, sent, _remote(request)),
            "mistake": mistake,
            "composer": composer(scene, words, query) | {"taken": held.taken_back(scene)},
            "held": held.held(scene, sent, query) or held.left_behind(request, reader, query),
            "look_again": held.look_again(scene, sent),
        }
    )


def _beside(reader: Reader, name: str, request: HttpRequest, number: int) -> Listing | None:
    """The list that the ticket was opened from."""
    if name == "find":
        return results(reader, request, current=number)
    if name.startswith(SAVED):
        return saving.beside(reader, request, name, current=number)
    return listed(reader, name, request, current=number) if name in LISTS else None


def _heading(scene: Scene, listing: Listing | None) -> Dict:
    """What stands above the thread."""
    ticket, state = scene.ticket, scene.state
    here = address("ticket", ticket.number)
    return {
        "title": f"#{ticket.number} {ticket.subject}",
        "ticket": ticket,
        "subject": ticket.subject or _("(no subject)"),
        "here": here,
        "facts": _facts(scene),
        "settled": state.status in ("solved", "closed"),
        "owed": _owed(scene),
        "why_url": f"{here}#why" if listing else "#why",
    }


def _owed(scene: Scene) -> list[Shown]:
    """The promises, or beside those that were made the clause by which none is (any more)."""
    ticket, state = scene.ticket, scene.state
    shown = [scene.reader.shown(promise) for promise in state.promises]
    clause = "" if state.settled else scene.rules.excluding(state.facts)
    return [*shown, unowed(clause, ticket.policy, ticket.opened_at)] if clause else shown


def _facts(scene: Scene) -> list[str]:
    """The line under the subject."""
    ticket, reader = scene.ticket, scene.reader
    place = city(ticket.customer.zone, reader.language)
    time = time_there(ticket.customer, reader)
    there = _("%(place)s, %(time)s there") % {"place": place, "time": time}
    who = scene.team.names.get(ticket.assignee_id or 0)
    status = {
        "waiting": _("Waiting on the customer"),
        "solved": _("Solved"),
        "closed": _("Closed by the customer"),
    }
    facts = [
        str(ticket.customer),
        there if place and time else "",
        capfirst(kind_said(scene.rules, ticket.kind, ticket.cause, reader.language)),
        team_named(ticket.team or "", reader.staff),
        _("%(who)s answers") % {"who": who} if who else _("Unassigned"),
        status.get(ticket.status, ""),
        away(scene.state, reader),
    ]
    return [fact for fact in facts if fact]


def _told(scene: Scene) -> dict[int, Dict]:
    """What happened beside the words, by its place in the history."""
    setting, why = scene.setting, address("reasons", scene.ticket.number)
    setting = replace(setting, people=names(scene.history))
    told: dict[int, Dict] = {}
    for number, one in enumerate(scene.history, start=1):
        if shown := happening(number, one, setting):
            told[number] = shown
            if decides(one.event):
                shown["why_url"] = f"{why}#e{number}"
    return told


def _items(
    scene: Scene,
    told: Mapping[int, Dict],
    sent: Mapping[int, Delivery],
    remote: frozenset[int],
) -> list[SafeString]:
    """Messages and happenings in the order in which the desk came to know them; that a message
    is a resend is said above it."""
    items: list[Item] = []
    said = {place: Item(html) for place, html in _said(scene, sent, remote).items()}
    for number, one in enumerate(scene.history, start=1):
        if isinstance(
            one.event, e.MessageReceived | e.MessageImported | e.ReplySent | e.NoteWritten
        ):
            items += filter(None, [said.get(one.event.message)])
        elif number in told:
            before = 1 if isinstance(one.event, e.Resent) and items else 0
            quiet = 0 if "loud" in told[number] else number
            html = drawn("front/happening.html", told[number])
            items.insert(len(items) - before, Item(html, quiet))
        if isinstance(one.event, TookIn):
            items += filter(None, [said.get(taken.place) for taken in one.event.messages])
    return list(folded(items))


def _said(
    scene: Scene, sent: Mapping[int, Delivery], remote: frozenset[int]
) -> dict[int, SafeString]:
    """The messages as HTML, by their place."""
    files = thread.files_of(scene.ticket.number)
    events = [one.event for one in scene.history]
    discarded = {one.message for one in events if isinstance(one, e.MessageDiscarded)}
    return {
        one.place: thread.drawn(
            one,
            scene.reader,
            sent.get(one.place),
            files.get(one.place, ()),
            remote=one.place in remote,
            discarded=one.place in discarded,
        )
        for one in _new_once(scene.messages)
    }


def _new_once(messages: Iterable[thread.Said]) -> Iterator[thread.Said]:
    """Somebody who was not let in is shown as new with the first of their messages."""
    seen: set[str] = set()
    for one in messages:
        known = one.stranger and one.email in seen
        seen.add(one.email)
        yield one._replace(stranger=False) if known else one


def _remote(request: HttpRequest) -> frozenset[int]:
    return frozenset(filter(None, map(whole, request.GET.getlist("remote"))))


def refusal(refused: Refused, version: int) -> Mistake:
    """A refusal as a person reads it, with a link to the clause that decided."""
    return Mistake(
        what=_(refused.reason) % refused.facts,
        clause=refused.clause or "",
        clause_url=clause_url(refused.clause, version) if refused.clause else "",
    )
