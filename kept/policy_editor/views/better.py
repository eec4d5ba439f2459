"""Let the version in force apply to the promises that run, where it is better (PROMISES.md 2)."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from kept.core.decide import Refused
from kept.people.door import for_leads
from kept.people.models import Staff
from kept.policy_editor.views.page import Reader, SeeOther
from kept.tickets import better as tickets
from kept.tickets.better import Bettered


@require_POST
@for_leads
def better(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """Each open ticket by itself; broken off, the same button goes on."""
    did = tickets.apply_to_running(number, by=staff, at=Reader.of(staff).now)
    if isinstance(did, Refused):
        said = _("Version %(number)d is not in force: nothing was applied.") % {"number": number}
    else:
        said = _said(did)
    messages.success(request, said)
    return SeeOther(reverse("policy-desk"))


def _said(did: Bettered) -> str:
    if not did.tickets:
        return _("Nothing falls due earlier: every promise that runs is as good as it can be.")
    earlier = ngettext(
        "%(count)d promise falls due earlier.", "%(count)d promises fall due earlier.", did.earlier
    )
    new = ngettext("%(count)d new one begins.", "%(count)d new ones begin.", did.new)
    parts = [(earlier, did.earlier), (new, did.new)]
    return " ".join(words % {"count": count} for words, count in parts if count)
