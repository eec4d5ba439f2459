"""That a ticket was put away and came back, in quiet words. Who follows it stands beside it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from kept.core import events as e
from kept.workspace.happenings import Setting, Told, told


@told.register
def _snoozed(event: e.Snoozed, by: e.Actor, setting: Setting) -> Told:
    facts = {"who": setting.who(by)}
    if event.until is None:
        words = _("%(who)s snoozed it until the customer writes")
    else:
        words = _("%(who)s snoozed it until %(moment)s")
        facts["moment"] = setting.reader.moment(event.until)
    return {"icon": "moon", "words": words % facts}


@told.register
def _woken(event: e.Woken, by: e.Actor, setting: Setting) -> Told:
    words = _("Back in the list: the moment has come")
    if event.early:
        words = _("%(who)s fetched it back") % {"who": setting.who(by)}
    return {"icon": "moon", "words": words}
