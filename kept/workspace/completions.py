"""What may be typed next in the search field, and what it means."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.http import HttpRequest
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kept.core.filters import Completion, Desk, complete
from kept.workspace.given import whole


@dataclass(frozen=True, slots=True)
class Offered:
    """Text for the field in the place from `start` to `end`, and what it finds."""

    text: str
    meaning: Lazy | str
    start: int = 0
    end: int = 0


_FIELDS: Final[dict[str, Lazy]] = {
    "is": _("its state"),
    "assigned": _("who answers"),
    "mentioned": _("whom a note addresses"),
    "followed": _("who follows it"),
    "due": _("when the answer is due"),
    "from": _("the customer’s name or address"),
    "kind": _("what it is about"),
    "product": _("the product"),
    "plan": _("the customer’s plan"),
    "priority": _("its priority"),
    "tag": _("its tags"),
    "team": _("whose work it is"),
    "language": _("the customer’s language"),
    "channel": _("how it came"),
    "created": _("when it was opened"),
    "has": _("what is enclosed"),
}
_VALUES: Final[dict[tuple[str, str], Lazy]] = {
    ("is", "open"): _("not solved yet"),
    ("is", "unanswered"): _("somebody waits for an answer"),
    ("is", "waiting"): _("the customer has the word"),
    ("is", "settled"): _("solved, or closed by the customer"),
    ("is", "solved"): _("solved"),
    ("is", "closed"): _("closed by the customer"),
    ("is", "resent"): _("the customer had to ask twice"),
    ("is", "doubted"): _("with a message in doubt"),
    ("is", "snoozed"): _("put away until a moment, or until the customer writes"),
    ("is", "unread"): _("something in it is new to you"),
    ("mentioned", "me"): _("a note addresses you"),
    ("followed", "me"): _("you follow it"),
    ("assigned", "me"): _("you answer"),
    ("assigned", "nobody"): _("nobody answers yet"),
    ("team", "nobody"): _("everybody’s work"),
    ("due", "late"): _("should have been answered by now"),
    ("due", "today"): _("due today"),
    ("due", "tomorrow"): _("due tomorrow"),
    ("due", "<2h"): _("due in less than two hours, or late"),
    ("due", "<1d"): _("due within a day, or late"),
    ("due", ">2d"): _("due in more than two days"),
    ("created", "today"): _("opened today"),
    ("created", "yesterday"): _("opened yesterday"),
    ("created", "<7d"): _("opened in the last seven days"),
    ("created", ">2026-01-31"): _("opened after that day"),
    ("has", "file"): _("with a file"),
    ("channel", "mail"): _("by e-mail"),
    ("channel", "form"): _("by the form"),
    ("channel", "portal"): _("in the support area"),
    ("channel", "desk"): _("opened by the team"),
}
#: What the empty field teaches.
_WAYS: Final = (
    ("refund", _("the word, with any ending, in messages, names and names of files")),
    ('"stands still"', _("these words one after another")),
    ("report -invoice", _("with the first word and without the second")),
    ("is:open assigned:me", _("not solved yet, and you answer")),
    ("due:<2h", _("due in less than two hours, or late")),
    ("from:ada@example.org", pgettext_lazy("search", "of this customer")),
    ("created:<7d has:file", _("opened in the last seven days, with a file")),
)


def ways() -> tuple[Offered, ...]:
    """Sentences that show what can be asked."""
    return tuple(Offered(text, meaning) for text, meaning in _WAYS)


def offered(request: HttpRequest, text: str, desk: Desk) -> tuple[Offered, ...]:
    """What may stand where the caret is (`at`). Between words nothing, unless it is asked for by
    `offer`; nor what stands there already."""
    caret = whole(request.GET.get("at"))
    if caret is None:
        return ()
    found = complete(text, caret, desk)
    if "offer" not in request.GET:
        found = tuple(one for one in found if one.start < one.end)
    return tuple(_offered(one) for one in found if one.text != text[one.start : one.end])


def _offered(one: Completion) -> Offered:
    meaning = _VALUES.get((one.field, one.value), "") if one.value else _FIELDS[one.field]
    return Offered(one.text, meaning, one.start, one.end)
