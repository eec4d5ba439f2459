"""What the team did with the ticket for itself, as a line of the thread."""

from __future__ import annotations

from collections.abc import Collection

from django.utils.translation import gettext as _

from kept.core import events as e
from kept.tickets import tags
from kept.workspace.happenings import Setting, Told, told


@told.register
def _taken_back(event: e.TakenBack, by: e.Actor, setting: Setting) -> Told:
    words = _("%(who)s took back what they had just done")
    return {"icon": "back", "words": words % {"who": setting.who(by)}}


@told.register
def _tagged(event: e.TagsChanged, by: e.Actor, setting: Setting) -> Told:
    facts = {
        "who": setting.who(by),
        "added": _called(event.added, setting),
        "removed": _called(event.removed, setting),
    }
    words = _("%(who)s put %(added)s on it and took %(removed)s off")
    if not event.removed:
        words = _("%(who)s put %(added)s on it")
    elif not event.added:
        words = _("%(who)s took %(removed)s off it")
    return {"icon": "tag", "words": words % facts}


def _called(numbers: Collection[int], setting: Setting) -> str:
    names = tags.named(setting.reader.now)
    return ", ".join(f"“{names.get(one, one)}”" for one in numbers)
