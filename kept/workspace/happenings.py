"""What happened on a ticket between the messages, in quiet words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from functools import singledispatch

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.core import events as e
from kept.core import say
from kept.core.policy import Policy
from kept.core.ticket import Promise
from kept.front.addresses import address
from kept.front.promises import clause_url, name_of
from kept.people.models import team_named
from kept.workspace.reader import Reader


@dataclass(frozen=True, slots=True)
class Setting:
    """What is needed to tell an event: who reads, who is who, which promises there were."""

    reader: Reader
    names: Mapping[int, str]
    customer: str
    promises: tuple[Promise, ...]
    policy: Policy
    people: Mapping[int, str] = field(default_factory=dict)

    def person(self, number: int) -> str:
        """Somebody beside the customer."""
        return self.people.get(number) or _("somebody")

    def staff(self, number: int | None) -> str:
        return self.names.get(number or 0, _("somebody"))

    def who(self, actor: e.Actor) -> str:
        """The person's name; the desk has none."""
        return self.customer if actor.kind == "customer" else self.staff(actor.id)

    def team(self, key: str) -> str:
        """The team's name of today."""
        return team_named(key, self.reader.staff)

    def promise(self, number: int) -> str:
        return name_of(self.promises[number - 1].kind)

    def left(self, seconds: float) -> str:
        return say.left(timedelta(seconds=abs(seconds)), self.reader.language)

    def cite(self, promise: int) -> dict[str, str]:
        of = self.promises[promise - 1]
        return _cited(of.clause, of.policy)


def _cited(clause: str, version: int) -> dict[str, str]:
    return {"clause": clause, "clause_url": clause_url(clause, version)}


def happening(number: int, one: e.Recorded, setting: Setting) -> dict[str, object] | None:
    """An event as `front/happening.html` shows it; None for what the thread shows otherwise."""
    words = told(one.event, one.by, setting)
    if words is None:
        return None
    return {
        "id": number,
        "at": one.at,
        "moment": setting.reader.beginning(one.at),
        **words,
    }


Told = dict[str, object] | None


@singledispatch
def told(event: object, by: e.Actor, setting: Setting) -> Told:
    """Nothing: messages stand in the thread themselves, and promises beside it."""
    return None


@told.register
def _imported(event: e.TicketImported, by: e.Actor, setting: Setting) -> Told:
    words = _("From an older mailbox: history, for which nothing is owed")
    return {"icon": "mail", "words": words}


@told.register
def _opened(event: e.TicketOpened, by: e.Actor, setting: Setting) -> Told:
    """That it goes on with another one, or whose work it is: else the thread says it itself."""
    if event.follows is None:
        words = _("The work of the team %(team)s, by the address that it came to")
        facts = {"team": setting.team(event.team)}
        return {"icon": "people", "words": words % facts} if event.team else None
    return {
        "icon": "back",
        "words": _("Goes on with what was settled too long ago to open again:"),
        "link": address("ticket", event.follows),
        "link_words": f"#{event.follows}",
    }


@told.register
def _acknowledged(event: e.Acknowledged, by: e.Actor, setting: Setting) -> Told:
    words = {
        "request": _("Acknowledged: told when the answer is due"),
        "resend": _("Acknowledged: told that the request is urgent now"),
        "repetition": _("Told once more when the answer is due"),
    }
    return {"icon": "mail", "words": words[event.occasion]}


@told.register
def _resent(event: e.Resent, by: e.Actor, setting: Setting) -> Told:
    words = _("after %(waited)s without a reply: urgent, not a repetition")
    return {
        "icon": "resent",
        "loud": True,
        "strong": _("Resent"),
        "words": words % {"waited": setting.left(event.waited_seconds)},
        **_cited(event.clause, event.policy),
    }


@told.register
def _repeated(event: e.Repeated, by: e.Actor, setting: Setting) -> Told:
    words = _("The same words again, before the waiting time was over")
    return {"icon": "resent", "words": words, **_cited(event.clause, event.policy)}


@told.register
def _vouched(event: e.MessageVouched, by: e.Actor, setting: Setting) -> Told:
    words = _("%(who)s vouched for a message: it counts from %(moment)s")
    moment = setting.reader.moment(event.received_at)
    return {"icon": "tick", "words": words % {"who": setting.who(by), "moment": moment}}


@told.register
def _discarded(event: e.MessageDiscarded, by: e.Actor, setting: Setting) -> Told:
    if event.ticket is not None:
        words = _("%(who)s made the message in doubt a request of its own: #%(number)d")
        facts = {"who": setting.who(by), "number": event.ticket}
        return {"icon": "send", "words": words % facts}
    words = _("%(who)s discarded the message in doubt")
    return {"icon": "close", "words": words % {"who": setting.who(by)}}


@told.register
def _assigned(event: e.Assigned, by: e.Actor, setting: Setting) -> Told:
    who = setting.who(by)
    if event.to is None:
        words = _("%(who)s gave it back to the team") % {"who": who}
    elif by == e.Actor("staff", event.to):
        words = _("%(who)s took it") % {"who": who}
    else:
        words = _("%(who)s gave it to %(to)s") % {"who": who, "to": setting.staff(event.to)}
    return {"icon": "person", "words": words}


@told.register
def _handed_out(event: e.HandedOut, by: e.Actor, setting: Setting) -> Told:
    """Who got it by themselves, and why they."""
    words = _("%(to)s got it: it was their turn in the team %(team)s")
    if event.by == "fewest":
        words = ngettext(
            "%(to)s got it: nobody of the team %(team)s who was here had fewer than %(open)d "
            "open ticket",
            "%(to)s got it: nobody of the team %(team)s who was here had fewer than %(open)d "
            "open tickets",
            event.open,
        )
    facts = {"to": setting.staff(event.to), "team": setting.team(event.team), "open": event.open}
    return {"icon": "person", "words": words % facts}


def _to_team(team: str, by: e.Actor, setting: Setting) -> Told:
    words = _("%(who)s gave it to the team %(team)s") if team else _("%(who)s gave it to everybody")
    return {
        "icon": "people",
        "words": words % {"who": setting.who(by), "team": setting.team(team)},
    }


@told.register
def _classified(event: e.Classified, by: e.Actor, setting: Setting) -> Told:
    kind = kind_said(setting.policy, event.kind, event.cause or "", setting.reader.language)
    words = _("%(who)s sorted it: %(kind)s") % {"who": setting.who(by), "kind": kind}
    return {"icon": "pen", "words": words}


@told.register
def _facts(event: e.FactsChanged, by: e.Actor, setting: Setting) -> Told:
    if event.team is not None:
        return _to_team(event.team, by, setting)
    said = [
        _term(terms, name, setting.reader.language)
        for terms, name in (
            (setting.policy.products, event.product),
            (setting.policy.plans, event.plan),
            (setting.policy.priorities, event.priority),
        )
        if name
    ]
    if event.subscription:
        runs = event.subscription == "active"
        said.append(_("the subscription runs") if runs else _("the subscription has ended"))
    facts = {"who": setting.who(by), "what": say.list_of(said, setting.reader.language)}
    words = _("%(who)s noted: %(what)s") if said else _("%(who)s took a note back")
    return {"icon": "pen", "words": words % facts}


@told.register
def _waiting(event: e.MarkedWaiting, by: e.Actor, setting: Setting) -> Told:
    return {"icon": "wait", "words": _("Waiting on the customer")}


@told.register
def _solved(event: e.Solved, by: e.Actor, setting: Setting) -> Told:
    return {"icon": "tick", "words": _("%(who)s solved it") % {"who": setting.who(by)}}


@told.register
def _closed(event: e.Closed, by: e.Actor, setting: Setting) -> Told:
    words = _("%(who)s says that it is settled") % {"who": setting.who(by)}
    return {"icon": "tick", "words": words}


@told.register
def _erased(event: e.PersonErased, by: e.Actor, setting: Setting) -> Told:
    strong = _("Who had asked was erased.")
    words = _("What was said here is gone, and nothing is owed. What was promised still counts.")
    return {"icon": "lock", "strong": strong, "words": words}


@told.register
def _words_erased(event: e.WordsErased, by: e.Actor, setting: Setting) -> Told:
    words = _("Somebody who took part or was named here was erased, with what they had written")
    return {"icon": "lock", "words": words}


@told.register
def _reopened(event: e.Reopened, by: e.Actor, setting: Setting) -> Told:
    return {"icon": "back", "words": _("%(who)s opened it again") % {"who": setting.who(by)}}


@told.register
def _failed(event: e.DeliveryFailed, by: e.Actor, setting: Setting) -> Told:
    strong = _("Not delivered.") if event.permanent else _("Delivery is delayed.")
    gave_up = _("%(who)s gave it up") % {"who": setting.who(by)} if by.kind == "staff" else ""
    return {"icon": "mail", "strong": strong, "words": event.reason or gave_up}


@told.register
def _rated(event: e.AnswerRated, by: e.Actor, setting: Setting) -> Told:
    words = _("%(who)s: the answer was good")
    if event.rating != "good":
        words = _("%(who)s: the answer could be better")
    return {"icon": "pen", "words": words % {"who": setting.who(by)}}


@told.register
def _withdrawn(event: e.ReplyWithdrawn, by: e.Actor, setting: Setting) -> Told:
    words = _("%(who)s took a reply back before it left")
    return {"icon": "back", "words": words % {"who": setting.who(by)}}


@told.register
def _sent_again(event: e.ReplySentAgain, by: e.Actor, setting: Setting) -> Told:
    words = _("%(who)s let a reply be sent once more")
    return {"icon": "mail", "words": words % {"who": setting.who(by)}}


def kind_said(policy: Policy, kind: str, cause: str, language: str) -> str:
    """What the policy calls this kind of request; of a bug, its cause says more."""
    if cause:
        return _term(policy.causes, cause, language)
    return _term(policy.kinds, kind, language) if kind else ""


def _term(terms: Mapping[str, object], name: str, language: str) -> str:
    term = terms.get(name)
    words: Mapping[str, str] = getattr(term, "words", {})
    return words.get(language) or next(iter(words.values()), name)
