"""What became of a ticket's promises, in quiet words."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kept.core import events as e
from kept.front.promises import reason_of
from kept.workspace.happenings import Setting, Told, told


def _of(promise: int, setting: Setting, icon: str, words: str, **facts: object) -> Told:
    """`words` with the promise's name and `facts` in them, and the clause that owes it."""
    said = words % {"promise": setting.promise(promise), **facts}
    return {"icon": icon, "words": said, **setting.cite(promise)}


@told.register
def _improved(event: e.PromiseImproved, by: e.Actor, setting: Setting) -> Told:
    words = _("%(promise)s due %(moment)s: %(who)s let version %(version)d apply")
    facts = {"who": setting.who(by), "version": event.policy}
    moment = setting.reader.moment(event.due_at)
    return _of(event.promise, setting, "tick", words, moment=moment, **facts)


@told.register
def _warned(event: e.PromiseWarned, by: e.Actor, setting: Setting) -> Told:
    words = {
        "assignee": _("%(promise)s is due %(moment)s: whoever has the ticket was warned"),
        "team": _("%(promise)s is due %(moment)s: the team was warned"),
        "lead": _("%(promise)s is due %(moment)s: the leads were warned"),
    }
    moment = setting.reader.moment(event.due_at)
    return _of(event.promise, setting, "wait", words[event.tells], moment=moment)


@told.register
def _paused(event: e.PromisePaused, by: e.Actor, setting: Setting) -> Told:
    words = _("%(promise)s on hold, %(left)s left")
    return _of(event.promise, setting, "wait", words, left=setting.left(event.left_seconds))


@told.register
def _resumed(event: e.PromiseResumed, by: e.Actor, setting: Setting) -> Told:
    words = _("%(promise)s goes on, due %(moment)s")
    moment = setting.reader.moment(event.due_at)
    return _of(event.promise, setting, "back", words, moment=moment)


@told.register
def _kept(event: e.PromiseKept, by: e.Actor, setting: Setting) -> Told:
    early = (setting.promises[event.promise - 1].due_at - event.kept_at).total_seconds()
    words = _("%(promise)s kept, %(early)s early")
    return _of(event.promise, setting, "tick", words, early=setting.left(early))


@told.register
def _broken(event: e.PromiseBroken, by: e.Actor, setting: Setting) -> Told:
    words = _("%(promise)s broken: it was due %(moment)s")
    moment = setting.reader.moment(event.due_at)
    return _of(event.promise, setting, "close", words, moment=moment)


@told.register
def _late(event: e.PromiseMetLate, by: e.Actor, setting: Setting) -> Told:
    words = _("%(promise)s made good, %(late)s late")
    return _of(event.promise, setting, "tick", words, late=setting.left(event.late_seconds))


@told.register
def _again(event: e.PromiseOwedAgain, by: e.Actor, setting: Setting) -> Told:
    words = _("%(promise)s owed again: the answer did not arrive")
    return _of(event.promise, setting, "resent", words)


@told.register
def _released(event: e.PromiseReleased, by: e.Actor, setting: Setting) -> Told:
    words = _("%(promise)s released: %(reason)s")
    return _of(event.promise, setting, "dash", words, reason=reason_of(event.code or event.reason))
