"""What was done to many tickets at once, told where they were chosen."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit

from django.http import HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from kept.front.addresses import address
from kept.front.promises import clause_url
from kept.record import policy
from kept.workspace.given import whole
from kept.workspace.models import BulkAct
from kept.workspace.reader import Reader

UNDO_WITHIN: Final = timedelta(seconds=20)


@dataclass(frozen=True, slots=True)
class NotDone:
    """Tickets that were left as they are, as (number, address), and why."""

    tickets: tuple[tuple[int, str], ...]
    why: str
    clause: str
    clause_url: str


@dataclass(frozen=True, slots=True)
class Done:
    """`words`: what was done; `until`: until when it can be taken back, None: not any more."""

    words: str
    undo_url: str
    until: datetime | None
    seconds: int
    back: str
    refused: tuple[NotDone, ...]


def told(reader: Reader, request: HttpRequest) -> Done | None:
    """What the page says of the act that its address names (`done`). One query where it does."""
    number = whole(request.GET.get("done"))
    act = BulkAct.objects.filter(pk=number, staff=reader.staff).first() if number else None
    if act is None:
        return None
    left = act.at + UNDO_WITHIN - reader.now
    recent = left > timedelta(0)
    open_ = recent and bool(act.done) and not act.taken_back
    refused = tuple(_not_done(act))
    if not (recent or refused or act.taken_back):
        return None
    return Done(
        words=_said(act),
        undo_url=address("bulk-undo", act.pk),
        until=act.at + UNDO_WITHIN if open_ else None,
        seconds=round(left.total_seconds()),
        back=request.get_full_path(),
        refused=refused,
    )


def _not_done(act: BulkAct) -> Iterator[NotDone]:
    """Those that were left for the same reason stand together."""
    left: dict[tuple[str, str], list[int]] = defaultdict(list)
    for number, why, clause in act.refused:
        left[why, clause].append(number)
    version = policy.in_force().version if any(clause for _why, clause in left) else 0
    for (why, clause), numbers in left.items():
        tickets = tuple((number, address("ticket", number)) for number in numbers)
        yield NotDone(tickets, why, clause, clause_url(clause, version) if clause else "")


def _said(act: BulkAct) -> str:
    count = len(act.done)
    if act.taken_back:
        words = ngettext(
            "Taken back: %(count)d ticket is as it was.",
            "Taken back: %(count)d tickets are as they were.",
            count,
        )
    elif not count:
        words = _("No ticket was changed.")
    else:
        words = _words(act, count)
    return words % {"count": count, "who": act.about}


def _words(act: BulkAct, count: int) -> str:
    match act.act:
        case "take":
            return ngettext("%(count)d ticket is yours.", "%(count)d tickets are yours.", count)
        case "give" if act.about:
            return ngettext(
                "%(count)d ticket given to %(who)s.", "%(count)d tickets given to %(who)s.", count
            )
        case "give":
            return ngettext(
                "%(count)d ticket is nobody’s.", "%(count)d tickets are nobody’s.", count
            )
        case "wait":
            return ngettext(
                "%(count)d ticket waits on the customer.",
                "%(count)d tickets wait on the customer.",
                count,
            )
        case "opening" | "reply":
            return ngettext("%(count)d ticket snoozed.", "%(count)d tickets snoozed.", count)
        case "tag":
            return ngettext(
                "%(count)d ticket tagged %(who)s.", "%(count)d tickets tagged %(who)s.", count
            )
        case "untag":
            return ngettext(
                "%(who)s taken off %(count)d ticket.",
                "%(who)s taken off %(count)d tickets.",
                count,
            )
        case "solve":
            return ngettext("%(count)d ticket solved.", "%(count)d tickets solved.", count)
        case _:
            return ngettext(
                "%(count)d ticket opened again.", "%(count)d tickets opened again.", count
            )


def back_with(request: HttpRequest, done: int | None) -> str:
    """Where the form came from (`back`), which then tells of act `done`; else the inbox."""
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = address("inbox")
    parts = urlsplit(back)
    words = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] != "done"]
    words += [("done", str(done))] if done else []
    return f"{parts.path}?{urlencode(words)}" if words else parts.path
