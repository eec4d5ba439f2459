"""The editor as it is drawn: whole as a page, or the parts that change while somebody types."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from babel import Locale, UnknownLocaleError
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.core import say
from kept.core.calendar import find_tz
from kept.core.events import Actor
from kept.policy_editor import wanted
from kept.policy_editor.look import Look, look
from kept.policy_editor.painting import Line, differing, painted
from kept.policy_editor.reads import Customer
from kept.policy_editor.views.discarded import discarded
from kept.policy_editor.views.page import Reader, base, names, newest, page
from kept.record.draft import Draft

#: Where a customer may be who reads: the desk's own zone comes first, then around the world.
ZONES: Final = (
    *("Europe/Paris", "Europe/London", "America/New_York", "America/Los_Angeles"),
    *("America/Sao_Paulo", "Africa/Lagos", "Asia/Dubai", "Asia/Kolkata", "Asia/Tokyo"),
    "Australia/Sydney",
)
#: How many days of the desk's history a draft is tried on.
REPLAYED_DAYS: Final = 90


@dataclass(frozen=True, slots=True)
class AtHand:
    """A draft on the screen. `seen`: what was last read of the record, 0 for no draft."""

    files: Mapping[str, str]
    base: int
    seen: int
    saved: datetime | None = None
    by: Actor | None = None

    @classmethod
    def of(cls, kept: Draft) -> AtHand:
        return cls(wanted.in_order(kept.files), kept.base, kept.saved, kept.at, kept.by)


@dataclass(frozen=True, slots=True)
class Theirs:
    """Where a file that somebody else has saved meanwhile differs: its lines with their numbers,
    and one before and after. Changed lines are not in one's own."""

    name: str
    lines: Sequence[tuple[int, Line]]

    @classmethod
    def of(cls, name: str, text: str, mine: str) -> Theirs:
        shown = painted(name, text, mine, ())
        near = differing(mine, text)
        return cls(name, [(n + 1, line) for n, line in enumerate(shown) if n in near])


def customer(asked: Mapping[str, str], files: Mapping[str, str], reader: Reader) -> Customer:
    """Who reads the preview: the language of the text that is open, and the chosen zone."""
    codes = [name.removesuffix(".md") for name in files if name != wanted.RULES]
    wish = asked.get("text", "").removesuffix(".md")
    own = reader.language if reader.language in codes else next(iter(codes), reader.language)
    zone = asked.get("zone", "")
    return Customer(wish if wish in codes else own, zone if find_tz(zone) else "")


def draw(
    request: HttpRequest,
    reader: Reader,
    hand: AtHand,
    asked: Mapping[str, str],
    *,
    theirs: AtHand | None = None,
    lost: bool = False,
    wrong: str = "",
    status: int = 200,
) -> HttpResponse:
    """The whole page. `theirs`: what somebody saved meanwhile; `lost`: there is no draft any more;
    `wrong`: why an upload was refused."""
    at = base(hand.base)
    eyes = customer(asked, hand.files, reader)
    seen = look(hand.files, at, eyes, reader.language, reader.now)
    context = parts_context(seen, hand, eyes, reader) | {
        "title": _("Draft of version %(number)d") % {"number": hand.base + 1},
        "hand": hand,
        "texts": [pane for pane in seen.panes if pane.name != wanted.RULES],
        "rules": next((pane for pane in seen.panes if pane.name == wanted.RULES), None),
        "open": f"{eyes.language}.md",
        "zones": _zones(seen, eyes, reader),
        "days": REPLAYED_DAYS,
        "replay_panel": reverse("policy-replay-panel"),
        "discarded": discarded(request),
        "wrong": wrong,
    }
    context |= conflict_context(hand, theirs, reader, lost=lost)
    return page(request, "draft", context, status=status)


def parts(look_: Look, hand: AtHand, eyes: Customer, reader: Reader) -> dict[str, str]:
    """The parts of the page that follow what is typed, by the id of their place."""
    context = parts_context(look_, hand, eyes, reader)

    def drawn(name: str, **more: object) -> str:
        return render_to_string(f"policy_editor/{name}.html", context | more)

    found = {name: drawn(name) for name in ("state", "publish_button", "reads", "overtaken")}
    found["changes-said"] = drawn("changes")
    found["reads-language"] = context["language"]
    for pane in look_.panes:
        found[f"lines-{pane.name}"] = drawn("lines", lines=pane.lines)
        found[f"notes-{pane.name}"] = drawn("notes", notes=pane.notes, file=pane.name)
        found[f"tab-{pane.name}"] = drawn("tab", pane=pane)
    return found


def parts_context(look_: Look, hand: AtHand, eyes: Customer, reader: Reader) -> dict[str, Any]:
    """What the parts are drawn from."""
    count = len(look_.mistakes)
    return {
        "look": look_,
        "elsewhere": look_.elsewhere,
        "lead": reader.staff.is_lead,
        "base": hand.base,
        "number": hand.base + 1,
        "newest": newest(),
        "saved": reader.clock(hand.saved) if hand.saved else "",
        "by": _other(hand, reader),
        "mistakes": count,
        "mistakes_said": ngettext("%(count)d mistake", "%(count)d mistakes", count)
        % {"count": count},
        "eyes": eyes,
        "language": language_name(eyes.language, reader.language),
    }


def _other(hand: AtHand, reader: Reader) -> str:
    """Who saved it, where it was somebody else."""
    if hand.by is None or hand.by == reader.actor:
        return ""
    return names([str(hand.by)])[str(hand.by)]


def _zones(look_: Look, eyes: Customer, reader: Reader) -> list[tuple[str, str, bool]]:
    """(zone, city, whether it is the chosen one)"""
    own = look_.policy.calendar.zone if look_.policy else ""
    zones = dict.fromkeys((own, eyes.zone, reader.staff.zone, *ZONES))
    return [
        (zone, say.zone_name(zone, reader.language), zone == eyes.zone)
        for zone in zones
        if zone and find_tz(zone)
    ]


def language_name(code: str, reader: str) -> str:
    """'français' in French, 'French' in English; the code where nobody knows it."""
    try:
        name = Locale.parse(code).get_display_name(reader) or code
    except (UnknownLocaleError, ValueError):
        return code
    return str(name[:1].upper() + name[1:])


# When two write at once


def conflict_context(
    hand: AtHand, theirs: AtHand | None, reader: Reader, *, lost: bool
) -> dict[str, Any]:
    """What `conflict.html` shows: who saved, when, and what stands there."""
    if theirs is None:
        return {"lost": lost, "theirs": []}
    by = str(theirs.by)
    return {
        "lost": False,
        "theirs_by": names([by])[by],
        "theirs_at": reader.clock(theirs.saved) if theirs.saved else "",
        "theirs": [
            Theirs.of(name, text, hand.files.get(name, ""))
            for name, text in theirs.files.items()
            if text != hand.files.get(name, "")
        ],
    }


def conflict_part(hand: AtHand, theirs: AtHand | None, reader: Reader) -> str:
    """The strip that tells that somebody else saved, or that the draft is gone."""
    context = conflict_context(hand, theirs, reader, lost=theirs is None)
    return render_to_string("policy_editor/conflict.html", context | {"hand": hand})
