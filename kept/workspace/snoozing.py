"""Put a ticket away and fetch it back, follow it, and say that its news were seen."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.people.door import for_the_team, zone
from kept.people.models import Staff
from kept.tickets import access, actions
from kept.workspace.acts import Result, act
from kept.workspace.screen import Mistake


@act
def snooze(request: HttpRequest, staff: Staff, number: int) -> Result:
    """`until`: 'opening', 'reply', a moment, or 'local' and the moment in `local`, as it stands on
    the clock of whoever asks."""
    asked, at = request.POST.get("until", ""), timezone.now()
    if asked in ("opening", "reply"):
        waits_for = "opening" if asked == "opening" else "reply"
        return actions.snooze(number, None, waits_for=waits_for, by=staff, at=at)  # type: ignore[arg-type]
    until = _read(request.POST.get("local", "") if asked == "local" else asked, staff)
    if until is None:
        return Mistake(_("No moment was chosen."), _("Say until when the ticket is snoozed."))
    return actions.snooze(number, until, waits_for="moment", by=staff, at=at)


def _read(text: str, staff: Staff) -> datetime | None:
    """The instant that was meant: a clock without a zone is the person's own."""
    try:
        found = parse_datetime(text)
        return found if found is None or found.tzinfo else found.replace(tzinfo=zone(staff))
    except ValueError:
        return None


@act
def wake(request: HttpRequest, staff: Staff, number: int) -> Result:
    return actions.fetch_back(number, by=staff, at=timezone.now())


@act
def follow(request: HttpRequest, staff: Staff, number: int) -> Result:
    """With `not`: hear of it no more."""
    verb = actions.unfollow if "not" in request.POST else actions.follow
    return verb(number, by=staff, at=timezone.now())


@require_POST
@for_the_team
def read(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """What was new to whoever asks is so no more."""
    access.ticket(staff, number)
    actions.read(number, by=staff, at=timezone.now())
    return HttpResponse(status=204)
