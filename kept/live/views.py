"""The stream of an open screen, and the word that somebody is writing."""

from __future__ import annotations

from functools import cache

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from kept.live import presence
from kept.live.hub import Hub
from kept.live.stream import stream
from kept.people.models import Staff
from kept.tickets import access


@cache
def hub() -> Hub:
    """The hub of this process."""
    return Hub()


@require_GET
async def events(request: HttpRequest) -> HttpResponseBase:
    """`?ticket=12`: what happens on it and who is there; `?list=1`: what happens anywhere.

    `after` (or the Last-Event-ID of a browser that comes back): the event seen last; what
    happened since is told first. For the team only.
    """
    staff = await request.auser()
    if not isinstance(staff, Staff):
        return _refused()
    try:
        ticket = _number(request.GET.get("ticket"))
        after = _number(request.headers.get("Last-Event-ID") or request.GET.get("after"))
    except ValueError:
        return HttpResponse("ticket and after are numbers.\n", status=400, content_type=_PLAIN)
    everything = "list" in request.GET
    if ticket is None and not everything:
        return HttpResponse(
            "Say what to follow: ?ticket=12 or ?list=1.\n", status=400, content_type=_PLAIN
        )
    if ticket is not None and not await access.tickets(staff).filter(pk=ticket).aexists():
        return HttpResponse("There is no such ticket.\n", status=404, content_type=_PLAIN)
    one = await hub().subscribe(staff.pk, ticket=ticket, everything=everything, after=after)
    response = StreamingHttpResponse(
        stream(hub(), one, staff.language), content_type="text/event-stream"
    )
    response["Cache-Control"] = "no-store"
    response["Content-Encoding"] = "identity"  # compressed, a hint would wait for a full block
    response["X-Accel-Buffering"] = "no"
    return response


@require_POST
def writing(request: HttpRequest, number: int) -> HttpResponse:
    """Somebody of the team is writing in this ticket: `mode` is 'reply' or 'note'."""
    staff = request.user
    if not isinstance(staff, Staff):
        return _refused()
    mode = request.POST.get("mode", "reply")
    if mode not in ("reply", "note"):
        return HttpResponse("mode is reply or note.\n", status=400, content_type=_PLAIN)
    if not access.tickets(staff).filter(pk=number).exists():
        return HttpResponse("There is no such ticket.\n", status=404, content_type=_PLAIN)
    presence.tell(mode, [(number, staff.pk)], now=timezone.now())
    return HttpResponse(status=204)


_PLAIN = "text/plain; charset=utf-8"


def _refused() -> HttpResponse:
    return HttpResponse("Only the team may listen. Sign in.\n", status=403, content_type=_PLAIN)


def _number(text: str | None) -> int | None:
    if not text:
        return None
    if not (text.isascii() and text.isdigit()) or len(text) > 18:
        raise ValueError(text)
    return int(text)
