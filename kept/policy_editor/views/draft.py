"""The draft: read by the team, written by leads, saved as it is typed, never over somebody else."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from kept.people.door import for_leads, for_the_team
from kept.people.models import Staff
from kept.policy_editor import wanted
from kept.policy_editor.look import fixed, look
from kept.policy_editor.views.discarded import discarded, forget, put_away
from kept.policy_editor.views.page import Reader, SeeOther, base, newest
from kept.policy_editor.views.screen import AtHand, conflict_part, customer, draw, parts
from kept.record import draft as drafts
from kept.record import policy as record
from kept.record.draft import DraftMovedError
from kept.record.models import PolicyVersion

_methods = require_http_methods(["GET", "HEAD", "POST"])


@_methods
@for_the_team
def draft(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The editor. By POST (leads): save what was typed, make a fix, and show it again."""
    reader = Reader.of(staff)
    if request.method == "POST":
        if not staff.is_lead:
            raise Http404("for leads")
        return _saved(request, reader)
    kept = drafts.draft()
    if kept is None:
        return SeeOther(reverse("policy-desk"))
    return draw(request, reader, AtHand.of(kept), request.GET.dict())


def _saved(request: HttpRequest, reader: Reader) -> HttpResponse:
    hand = _typed(request)
    if key := request.POST.get("fix", ""):
        hand = AtHand(fixed(hand.files, key), hand.base, hand.seen)
    try:
        _save(hand, reader)
    except DraftMovedError as moved:
        return _refused(request, reader, hand, moved)
    eyes = customer(request.POST.dict(), hand.files, reader)
    where = f"?text={eyes.language}.md&zone={eyes.zone}"
    return SeeOther(reverse("policy-draft") + where)


def _refused(
    request: HttpRequest, reader: Reader, hand: AtHand, moved: DraftMovedError
) -> HttpResponse:
    """Both texts: one's own in the fields, to be saved over the other on purpose."""
    theirs = AtHand.of(moved.now) if moved.now else None
    mine = AtHand(hand.files, hand.base, theirs.seen if theirs else 0)
    return draw(
        request,
        reader,
        mine,
        request.POST.dict(),
        theirs=theirs,
        lost=theirs is None,
        status=409,
    )


@require_POST
@for_leads
def typed(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Save what was typed and tell what is to be said of it, as parts of the page.

    409 where somebody else saved since: nothing is saved, and the part `conflict` says so.
    """
    reader = Reader.of(staff)
    hand = _typed(request)
    names = list(hand.files)
    try:
        hand = AtHand.of(_save(hand, reader))
    except DraftMovedError as moved:
        theirs = AtHand.of(moved.now) if moved.now else None
        answer = {
            "seen": theirs.seen if theirs else 0,
            "parts": {"conflict": conflict_part(hand, theirs, reader)},
        }
        return JsonResponse(answer, status=409)
    eyes = customer(request.POST.dict(), hand.files, reader)
    seen = look(hand.files, base(hand.base), eyes, reader.language, reader.now)
    sent = [name for name in request.POST if wanted.is_name(name)]
    return JsonResponse(
        {
            "seen": hand.seen,
            "again": names != sent,
            "right": seen.policy is not None,
            "parts": parts(seen, hand, eyes, reader),
        }
    )


def _typed(request: HttpRequest) -> AtHand:
    """What stands in the form. 404 for a version that is not."""
    number = _whole(request.POST.get("base", ""))
    if not PolicyVersion.objects.filter(pk=number).exists():
        raise Http404("no such version")
    return AtHand(wanted.typed(request.POST), number, _whole(request.POST.get("seen", "")))


def _whole(said: str) -> int:
    return int(said) if said.isascii() and said.isdecimal() and len(said) < 10 else 0


def _save(hand: AtHand, reader: Reader) -> drafts.Draft:
    """Keep it as the draft. What stands there already is not saved again: a new save would tell
    whoever looks at the draft that it has changed. Raises DraftMovedError."""
    kept = drafts.draft()
    if kept and (kept.saved, kept.base, kept.files) == (hand.seen, hand.base, hand.files):
        return kept
    return drafts.save_draft(
        hand.files, base=hand.base, by=reader.actor, at=reader.now, seen=hand.seen
    )


# Begin, put away, bring back


@require_POST
@for_leads
def start(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Begin a draft over the newest version: with its files, or those of the version `from`."""
    reader = Reader.of(staff)
    number = newest()
    begin = _whole(request.POST.get("from", "")) or number
    if not PolicyVersion.objects.filter(pk=begin).exists():
        raise Http404("no such version")
    _stand(AtHand(record.files(begin), number, 0), reader)
    return SeeOther(reverse("policy-draft"))


def _stand(hand: AtHand, reader: Reader) -> bool:
    """Make it the draft where there is none; whether it is. Somebody's draft stays."""
    try:
        _save(hand, reader)
    except DraftMovedError:
        return False
    return True


@require_POST
@for_leads
def discard(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Put the draft away, as it was on the screen; it can be brought back."""
    reader = Reader.of(staff)
    kept = drafts.draft()
    if kept is None:
        return SeeOther(reverse("policy-desk"))
    hand = AtHand.of(kept)
    if hand.seen != _whole(request.POST.get("seen", "")):
        mine = AtHand(wanted.typed(request.POST) or hand.files, kept.base, 0)
        return _refused(request, reader, mine, DraftMovedError(kept))
    drafts.discard_draft(by=reader.actor, at=reader.now, seen=hand.seen)
    put_away(request, wanted.typed(request.POST) or hand.files, hand.base)
    return SeeOther(reverse("policy-desk"))


@require_POST
@for_leads
def bring_back(request: HttpRequest, staff: Staff) -> HttpResponse:
    """What this person put away stands again; what stands now can be brought back in its turn.
    Nothing happens where somebody has begun or saved another draft meanwhile."""
    away, kept = discarded(request), drafts.draft()
    seen = _whole(request.POST.get("seen", ""))
    if away and _stand(AtHand(away[0], away[1], seen), Reader.of(staff)):
        forget(request)
        if kept is not None:
            put_away(request, kept.files, kept.base)
        return SeeOther(reverse("policy-draft"))
    return SeeOther(reverse("policy-desk"))


@require_POST
@for_leads
def go_on(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Go on from the newest version, after somebody published one past this draft: what it changed
    shows as a difference from now on."""
    reader = Reader.of(staff)
    hand = _typed(request)
    hand = AtHand(hand.files, newest(), hand.seen)
    try:
        _save(hand, reader)
    except DraftMovedError as moved:
        return _refused(request, reader, hand, moved)
    return SeeOther(reverse("policy-draft"))
