"""What stands beside a thread: the promises, the customer, the ticket's sorting, its history."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final, cast

from django.template.defaultfilters import capfirst
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from kept.core import say
from kept.core.calendar import find_tz
from kept.front.addresses import address
from kept.mailboxes import blocking
from kept.people.models import Customer
from kept.tickets import tags
from kept.workspace.composer import language_name
from kept.workspace.drawing import drawn
from kept.workspace.happenings import kind_said
from kept.workspace.reader import Reader
from kept.workspace.rows import city
from kept.workspace.scene import Scene
from kept.workspace.why import explained

#: Of what happened, so much stands beside the thread; the thread has all of it.
REMEMBERED: Final = 8

Dict = dict[str, object]


def beside(scene: Scene, told: Mapping[int, Dict]) -> Dict:
    """What `workspace/aside.html` shows. `told`: what happened, by its place in the history."""
    promises = explained(scene.state.promises, scene.reader)
    return {
        "promises": promises,
        "releasable": [one for one in promises if one["owed"]],
        "customer": _customer(scene.ticket.customer, scene),
        "others": _others(scene),
        "erase_url": _erase_url(scene),
        "team": scene.team.present,
        "sorting": _sorting(scene),
        "whose": _team(scene),
        "tags": _tags(scene),
        "sayable": list(_facts(scene)),
        "originals": _originals(scene),
        "history": _history(told, scene.reader),
    }


def _customer(customer: Customer, scene: Scene) -> Dict:
    reader, plan = scene.reader, scene.rules.plans.get(customer.plan)
    return {
        "plan": capfirst(plan.words.get(reader.language, plan.name)) if plan else "",
        "subscription": _subscription(customer),
        "name": str(customer),
        "email": customer.email,
        "blocked": blocking.blocked(customer.email),
        "place": city(customer.zone, reader.language) or customer.zone,
        "time": time_there(customer, reader),
        "language": capfirst(language_name(customer.language)) if customer.language else "",
        "since": capfirst(say.date(customer.created_at.date(), reader.language)),
    }


def _erase_url(scene: Scene) -> str:
    """Where a lead erases the customer; '' for others, and where nobody is left to erase."""
    lead, there = scene.reader.staff.is_lead, scene.ticket.customer.email
    return address("erase-customer", scene.ticket.number) if lead and there else ""


def _subscription(customer: Customer) -> str:
    match customer.subscription:
        case Customer.Subscription.ACTIVE:
            return _("runs")
        case Customer.Subscription.ENDED:
            return _("has ended")
    return ""


def time_there(customer: Customer, reader: Reader) -> str:
    """The customer's own clock, where their zone is known."""
    zone = find_tz(customer.zone)
    return say.clock(reader.now.astimezone(zone), reader.language) if zone else ""


def _others(scene: Scene) -> list[Dict]:
    return [
        {
            "url": address("ticket", number),
            "words": f"#{number} {subject or _('(no subject)')}",
            "at": opened_at,
            "moment": scene.reader.short(opened_at),
        }
        for number, subject, opened_at in scene.others
    ]


def _sorting(scene: Scene) -> list[tuple[str, str, bool]]:
    """Every kind of request that the policy knows, a bug with each of its causes: value, words,
    and whether it is this ticket's."""
    ticket, rules = scene.ticket, scene.rules
    pairs = [(kind, "") for kind in rules.kinds]
    if "bug" in rules.kinds:
        after = pairs.index(("bug", "")) + 1
        pairs[after:after] = [("bug", cause) for cause in rules.causes]
    return [
        (
            f"{kind}:{cause}",
            capfirst(kind_said(rules, kind, cause, scene.reader.language)),
            (kind, cause) == (ticket.kind, ticket.cause),
        )
        for kind, cause in pairs
    ]


def _facts(scene: Scene) -> Iterator[Dict]:
    """What else the policy wants to know of a request: of each its name, and what it may be."""
    ticket, rules = scene.ticket, scene.rules
    for fact, label, terms, now in (
        ("product", _("Product"), rules.products, ticket.product),
        ("plan", _("Plan"), rules.plans, ticket.plan),
        ("priority", _("Priority"), rules.priorities, ticket.priority),
    ):
        if terms:
            words = {
                name: term.words.get(scene.reader.language, name) for name, term in terms.items()
            }
            yield {
                "name": fact,
                "label": label,
                "options": [(name, capfirst(said), name == now) for name, said in words.items()],
            }
    if rules.subscription_required:
        yield _standing(scene)


def _tags(scene: Scene) -> list[tuple[int, str]]:
    """The tags of the ticket, by name."""
    if not scene.state.tags:
        return []
    names = tags.named(scene.reader.now)
    return sorted(((one, names.get(one, "")) for one in scene.state.tags), key=lambda one: one[1])


def _team(scene: Scene) -> Dict:
    """Whose work it is: nothing to choose where the desk has no teams."""
    known, now = scene.reader.staff.known_teams, scene.ticket.team
    options = [(team.key, team.name, team.key == now)
               for team in known if not team.is_retired or team.key == now]  # fmt: skip
    return {"name": "team", "label": _("Team"), "options": options}


def _standing(scene: Scene) -> Dict:
    """Whether the subscription runs, as far as this request goes."""
    said = {"active": _("runs"), "ended": _("has ended")}
    now = scene.ticket.subscription
    return {
        "name": "subscription",
        "label": _("Subscription"),
        "options": [(name, capfirst(words), name == now) for name, words in said.items()],
    }


def _originals(scene: Scene) -> list[tuple[int, str]]:
    """The mails as they came, by the place of their message: where to read them."""
    return [
        (one.place, address("mail-original", one.received))
        for one in scene.messages
        if one.received
    ]


def _history(told: Mapping[int, Dict], reader: Reader) -> list[SafeString]:
    """What happened last, the latest first, in few words."""
    latest = list(told.values())[: -REMEMBERED - 1 : -1]
    return [
        drawn("workspace/past.html", one | {"moment": reader.short(cast("datetime", one["at"]))})
        for one in latest
    ]
