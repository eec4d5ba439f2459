"""Publish the draft: the note, whether it is major and why it should be, and from when on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from kept.core.policy import PolicyMistakes, read
from kept.core.policy.compare import Comparison, compare, compare_told, of_meaning, of_text
from kept.people.door import for_leads
from kept.people.models import Staff
from kept.policy_editor.views.page import Reader, SeeOther, base, newest, page
from kept.policy_editor.views.screen import AtHand, language_name
from kept.policy_editor.weight import heavy
from kept.record import draft as drafts
from kept.record import languages
from kept.record import policy as record
from kept.record.draft import DraftMovedError

LONGEST_NOTE = 2_000


@dataclass(frozen=True, slots=True)
class Wish:
    """What the form says: the note in each language, and `starts` as it was typed; '' for at
    once."""

    notes: Mapping[str, str] = field(default_factory=dict)
    major: bool = False
    starts: str = ""

    @classmethod
    def of(cls, request: HttpRequest, spoken: Sequence[str]) -> Wish:
        given = request.POST
        return cls(
            {code: given.get(f"note-{code}", "").strip()[:LONGEST_NOTE] for code in spoken},
            given.get("weight") == "major",
            given.get("starts", "").strip() if given.get("when") == "later" else "",
        )


@require_http_methods(["GET", "HEAD", "POST"])
@for_leads
def publish(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The last look before publishing; by POST, publish. Refused with mistakes, and where what was
    looked at is not what stands there."""
    reader = Reader.of(staff)
    kept = drafts.draft()
    if kept is None:
        return SeeOther(reverse("policy-desk"))
    hand = AtHand.of(kept)
    try:
        policy = read(hand.files)
    except PolicyMistakes:
        return SeeOther(reverse("policy-draft"))
    at = base(hand.base)
    comparison = compare(at.edition.policy, policy)
    if request.method != "POST":
        wish = Wish(major=bool(heavy(comparison)))
        return _form(request, reader, hand, comparison, wish)
    wish = Wish.of(request, policy.languages)
    starts, refused = _refusal(request, hand, wish, reader)
    if refused:
        return _form(request, reader, hand, comparison, wish, refused, status=422)
    return _published(request, reader, hand, wish, starts)


def _refusal(
    request: HttpRequest, hand: AtHand, wish: Wish, reader: Reader
) -> tuple[datetime | None, str]:
    """From when on, or the sentence that says why not."""
    if request.POST.get("seen", "") != str(hand.seen):
        return None, _("The draft was saved since you opened this page. Look at it once more.")
    if newest() != hand.base:
        said = _("Version %(number)d was published since this draft began. Go on from it first.")
        return None, said % {"number": newest()}
    if not any(wish.notes.values()):
        return None, _("Write a note: in a sentence, what changed and why.")
    if "weight" not in request.POST:
        return None, _("Say whether this version is major or minor.")
    if request.POST.get("when") != "later":
        return None, ""
    try:
        starts = datetime.fromisoformat(wish.starts).replace(tzinfo=reader.zone)
    except ValueError:
        return None, _("From when on? Give the day and the time.")
    if starts <= reader.now:
        return None, _("This moment is past: a policy holds from now on, or from later.")
    return starts, ""


def _published(
    request: HttpRequest, reader: Reader, hand: AtHand, wish: Wish, starts: datetime | None
) -> HttpResponse:
    try:
        with transaction.atomic():
            edition = record.publish(
                hand.files,
                at=reader.now,
                by=reader.actor,
                note=wish.notes,
                major=wish.major,
                effective=starts,
                base=hand.base,
            )
            drafts.discard_draft(by=reader.actor, at=reader.now, seen=hand.seen)
    except (DraftMovedError, record.NotPublishableError):
        return SeeOther(reverse("policy-draft-publish"))
    said = _("Version %(number)d is published.") % {"number": edition.version}
    messages.success(request, said)
    if wish.major:
        return SeeOther(reverse("announcement", args=[edition.version]))
    return SeeOther(reverse("policy-desk"))


def _form(
    request: HttpRequest,
    reader: Reader,
    hand: AtHand,
    comparison: Comparison,
    wish: Wish,
    refused: str = "",
    *,
    status: int = 200,
) -> HttpResponse:
    weighty = heavy(comparison)
    reasons = of_meaning(replace(comparison, meaning=weighty), reader.language) if weighty else ()
    number = hand.base + 1
    context = {
        "title": _("Publish version %(number)d") % {"number": number},
        "number": number,
        "base": hand.base,
        "hand": hand,
        "wish": wish,
        "notes": _notes(comparison, wish, reader),
        "refused": refused,
        "reasons": reasons,
        "same": comparison.same,
        "letters": _letters(comparison, reader),
        "zone": reader.staff.zone,
        "now": reader.now.astimezone(reader.zone).strftime("%Y-%m-%dT%H:%M"),
        "longest": LONGEST_NOTE,
    }
    return page(request, "publish", context, status=status)


def _notes(comparison: Comparison, wish: Wish, reader: Reader) -> list[dict[str, str]]:
    """The note in each language of the policy, the reader's own first."""
    codes = sorted(comparison.new.languages, key=lambda code: code != reader.language)
    return [
        {
            "code": code,
            "name": language_name(code, reader.language),
            "text": wish.notes.get(code, ""),
        }
        for code in codes
    ]


def _letters(comparison: Comparison, reader: Reader) -> list[dict[str, object]]:
    """What the announcement will list, in each of its languages, the reader's own first."""
    told = compare_told(comparison.old, comparison.new)
    codes = list(languages.of_policy(comparison.new))
    codes.sort(key=lambda code: code != reader.language)
    return [
        {
            "code": code,
            "name": language_name(code, reader.language),
            "meaning": of_meaning(told, code),
            "text": of_text(told, code),
        }
        for code in codes
    ]
