"""What went between tickets, and who came in, in quiet words."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.core import events as e
from kept.front.addresses import address
from kept.workspace.happenings import Setting, Told, told


def _to(words: str, ticket: int, icon: str = "back") -> Told:
    link = address("ticket", ticket)
    return {"icon": icon, "words": words, "link": link, "link_words": f"#{ticket}"}


@told.register
def _split_off(event: e.SplitOff, by: e.Actor, setting: Setting) -> Told:
    words = _("%(who)s split it off from") % {"who": setting.who(by)}
    return _to(words, event.ticket)


@told.register
def _moved(event: e.MessagesMoved, by: e.Actor, setting: Setting) -> Told:
    n = len(event.messages)
    words = ngettext(
        "%(who)s moved %(n)d message to a ticket of its own:",
        "%(who)s moved %(n)d messages to a ticket of their own:",
        n,
    )
    return _to(words % {"who": setting.who(by), "n": n}, event.ticket)


@told.register
def _took_in(event: e.TookIn, by: e.Actor, setting: Setting) -> Told:
    return _to(_("%(who)s merged into it:") % {"who": setting.who(by)}, event.ticket)


@told.register
def _merged(event: e.MergedInto, by: e.Actor, setting: Setting) -> Told:
    return _to(_("%(who)s merged it into") % {"who": setting.who(by)}, event.ticket)


@told.register
def _undone(event: e.MergeUndone, by: e.Actor, setting: Setting) -> Told:
    return _to(_("%(who)s took back the merge with") % {"who": setting.who(by)}, event.ticket)


@told.register
def _linked(event: e.Linked, by: e.Actor, setting: Setting) -> Told:
    if by == e.DESK:
        return _to(_("Written in one thread, about another matter:"), event.ticket, "mail")
    return _to(_("%(who)s linked it to") % {"who": setting.who(by)}, event.ticket)


@told.register
def _unlinked(event: e.Unlinked, by: e.Actor, setting: Setting) -> Told:
    return _to(_("%(who)s took away the link to") % {"who": setting.who(by)}, event.ticket)


@told.register
def _let_in(event: e.LetIn, by: e.Actor, setting: Setting) -> Told:
    words = _("%(who)s let %(name)s take part")
    facts = {"who": setting.who(by), "name": setting.person(event.customer)}
    return {"icon": "person", "words": words % facts}


@told.register
def _taken_out(event: e.TakenOut, by: e.Actor, setting: Setting) -> Told:
    words = _("%(who)s let %(name)s take part no more")
    facts = {"who": setting.who(by), "name": setting.person(event.customer)}
    return {"icon": "person", "words": words % facts}


@told.register
def _joined(event: e.RequestJoined, by: e.Actor, setting: Setting) -> Told:
    words = _("More than %(most)d requests came from this sender within an hour: the one above was "
              "joined here, and not acknowledged")  # fmt: skip
    return {"icon": "mail", "words": words % {"most": event.most}}


@told.register
def _copy_failed(event: e.CopyFailed, by: e.Actor, setting: Setting) -> Told:
    strong = _("Copy not delivered.") if event.permanent else _("A copy is delayed.")
    words = f"{setting.person(event.customer)}: {event.reason}"
    return {"icon": "mail", "strong": strong, "words": words}
