"""A policy as files: down for the version control of a desk, and up again."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from kept.people.door import for_leads, for_the_team
from kept.people.models import Staff
from kept.policy_editor import wanted
from kept.policy_editor.views.discarded import put_away
from kept.policy_editor.views.page import Reader, SeeOther, newest
from kept.policy_editor.views.screen import AtHand, draw
from kept.record import draft as drafts
from kept.record.draft import DraftMovedError
from kept.record.models import PolicyVersion

_methods = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@for_the_team
def version(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """The files of a published version."""
    row = PolicyVersion.objects.filter(pk=number).first()
    if row is None:
        raise Http404("no such version")
    packed = wanted.archive(wanted.in_order(row.files), row.published_at)
    return _saved_as(packed, "application/zip", f"policy-{number}.zip")


@_methods
@for_the_team
def draft(request: HttpRequest, staff: Staff) -> HttpResponse:
    """The files of the draft; by POST those on the screen, saved or not."""
    files = wanted.typed(request.POST) if request.method == "POST" else None
    kept = drafts.draft()
    if not files and kept is None:
        raise Http404("no draft")
    packed = wanted.archive(files or AtHand.of(kept).files, Reader.of(staff).now)  # type: ignore[arg-type]
    return _saved_as(packed, "application/zip", "policy-draft.zip")


@require_safe
@for_the_team
def file(request: HttpRequest, staff: Staff, name: str) -> HttpResponse:
    """One file of the draft as it was saved."""
    kept = drafts.draft()
    if kept is None or name not in kept.files:
        raise Http404("no such file")
    return _saved_as(kept.files[name].encode(), "text/plain; charset=utf-8", name)


def _saved_as(content: bytes, kind: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=kind)
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@require_POST
@for_leads
def upload(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Files over those of the draft; a ZIP is all of it. What stood there can be brought back."""
    reader = Reader.of(staff)
    kept = drafts.draft()
    hand = AtHand.of(kept) if kept else AtHand({}, newest(), 0)
    try:
        files, whole = wanted.uploaded(request.FILES.getlist("files"))
    except wanted.NotAPolicyError as error:
        if kept is None:
            return SeeOther(reverse("policy-desk"))
        return draw(request, reader, hand, {}, wrong=str(error), status=422)
    stood = dict(hand.files)
    together = files if whole else {**stood, **files}
    try:
        drafts.save_draft(
            wanted.in_order(together),
            base=hand.base,
            by=reader.actor,
            at=reader.now,
            seen=hand.seen,
        )
    except DraftMovedError as moved:
        theirs = AtHand.of(moved.now) if moved.now else None
        mine = AtHand(together, hand.base, theirs.seen if theirs else 0)
        return draw(request, reader, mine, {}, theirs=theirs, lost=not theirs, status=409)
    if stood:
        put_away(request, stood, hand.base)
    return SeeOther(reverse("policy-draft"))
