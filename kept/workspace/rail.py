"""The rail: the lists with their counts, the other rooms, and whether the desk is open."""

from __future__ import annotations

from datetime import datetime, tzinfo
from functools import lru_cache
from typing import Final

from kept.core import say
from kept.front.addresses import address
from kept.front.rooms import rooms
from kept.people.models import Staff
from kept.record import policy
from kept.workspace import saved
from kept.workspace.lists import LISTS, counts
from kept.workspace.models import View
from kept.workspace.reader import Reader


def rail(reader: Reader, current: str, after: int) -> dict[str, object]:
    """What `front/rail.html` shows. `current`: the name of the list that is open; `after`: the
    newest event. A count changes when something happens, or with the minute: it is counted once
    for each."""
    minute = reader.now.replace(second=0, microsecond=0)
    hidden = reader.staff.hidden_teams
    counted = _counted(reader.staff, hidden, after, minute, reader.zone)
    return {
        "home": address("inbox"),
        "views": [
            {
                "url": url(name),
                "name": one.title,
                "count": counted.get(name),
                "current": name == current,
                "icon": one.icon,
            }
            for name, one in LISTS.items()
            if not one.shy or name == current or counted.get(name, "0") != "0"
        ],
        "saved": [
            {
                "url": address("view", view.pk),
                "name": view.name,
                "count": saved.count(view, reader.staff, reader.now, reader.zone) or None,
                "current": f"{SAVED}{view.pk}" == current,
                "sign": view.name[:1],
            }
            for view in _saved(reader.staff, after, minute)
        ],
        "rooms": rooms("", lead=reader.staff.is_lead),
        "open_now": _open_now(minute, reader.zone, reader.language),
    }


@lru_cache(maxsize=256)
def _counted(
    staff: Staff, _hidden: tuple[str, ...], after: int, minute: datetime, zone: tzinfo
) -> dict[str, str]:
    return counts(staff, minute, zone)


@lru_cache(maxsize=256)
def _saved(staff: Staff, after: int, minute: datetime) -> list[View]:
    """Read as seldom as lists are counted; `forget` where somebody has changed them here."""
    return list(saved.seen_by(staff))


forget = _saved.cache_clear


#: What a saved list is called in an address, before its number.
SAVED: Final = "view-"


def url(name: str) -> str:
    """Where a list stands."""
    return address("inbox") if name == "due" else address("list", name)


@lru_cache(maxsize=256)
def _open_now(minute: datetime, zone: tzinfo, language: str) -> str:
    """Whether the desk is open, said to the minute."""
    try:
        calendar = policy.in_force().policy.calendar
    except policy.NothingPublishedError:
        return ""
    said = say.open_now(calendar, minute, zone, language)
    return f"{said.state} {said.rest}".strip()
