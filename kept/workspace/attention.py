"""Whether a ticket is put away, until when it could be, and who follows it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.utils.translation import gettext as _

from kept.core.decide_attention import opening_after
from kept.core.ticket import Ticket as State
from kept.workspace.reader import Reader
from kept.workspace.rows import back
from kept.workspace.scene import Scene

_SOON: Final = timedelta(hours=3)
_LATER: Final = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Choice:
    """Until when a ticket can be put away: `value` is what the form sends."""

    value: str
    words: str
    moment: str = ""


def attention(scene: Scene) -> dict[str, object]:
    """What `workspace/snooze.html` and `workspace/following.html` show of a ticket."""
    state, me = scene.state, scene.reader.staff.pk
    followers = [scene.team.names.get(who, _("somebody")) for who in state.followers]
    return {
        "asleep": state.asleep,
        "away": away(state, scene.reader),
        "snoozes": () if state.asleep or state.settled else tuple(_choices(scene)),
        "follows": me in state.followers,
        "followers": followers,
        "unread": me in state.unread,
    }


def away(state: State, reader: Reader) -> str:
    """That a ticket is put away and until when, or why it is back; '' for all others."""
    if state.asleep is None:
        return back(state.woken)
    if state.asleep.until is None:
        return _("Snoozed until the customer writes")
    return _("Snoozed until %(moment)s") % {"moment": reader.moment(state.asleep.until)}


def _choices(scene: Scene) -> Iterator[Choice]:
    now, reader = scene.reader.now, scene.reader
    for value, words, moment in (
        (_instant(now + _SOON), _("In three hours"), now + _SOON),
        ("opening", _("When the desk opens"), opening_after(scene.rules.calendar, now)),
        (_instant(now + _LATER), _("In a week"), now + _LATER),
    ):
        if moment:
            yield Choice(value, words, reader.moment(moment))
    yield Choice("reply", _("Until the customer writes"))


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).replace(second=0, microsecond=0).isoformat()
