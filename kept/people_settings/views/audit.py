"""What was done to the desk itself: for leads, by kind and by person."""

from __future__ import annotations

from typing import Final

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from kept.core.events import Actor
from kept.people.door import for_leads
from kept.people.models import Staff
from kept.people.reader import Reader
from kept.people_settings.told import GROUPS, told
from kept.people_settings.views.page import page
from kept.record.audit import entries

PAGE: Final = 50


@require_safe
@for_leads
def audit(request: HttpRequest, staff: Staff) -> HttpResponse:
    """`?kind=` one of GROUPS, `?who=` somebody's number; by default all of everybody."""
    kind, who = request.GET.get("kind", ""), request.GET.get("who", "")
    if (kind and kind not in GROUPS) or (who and not (who.isascii() and who.isdecimal())):
        raise Http404("no such list")
    rows = entries(
        kinds=GROUPS[kind][1] if kind else (),
        person=Actor("staff", int(who)) if who else None,
    )
    shown = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "title": _("Audit"),
        "rows": told(shown, Reader.of(staff)),
        "page": shown,
        "kinds": [(name, word) for name, (word, _kinds) in GROUPS.items()],
        "kind": kind,
        "who": who,
        "people": Staff.objects.order_by("name", "pk"),
    }
    return page(request, staff, "audit", context)
