"""The people of the team: all of them, and what is done about one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from kept.people import second_step
from kept.people import team as rules
from kept.people.door import for_leads
from kept.people.models import Staff
from kept.people.reader import Reader
from kept.people_settings import shown
from kept.people_settings.handing_over import hand_over, held
from kept.people_settings.told import WHO
from kept.people_settings.views.page import page, said


@require_safe
@for_leads
def team(request: HttpRequest, staff: Staff) -> HttpResponse:
    """Everybody of the team, and who is invited."""
    read = Reader.of(staff)
    context = {
        "title": _("People"),
        "members": shown.members(read),
        "invited": shown.invited(read),
        "who": second_step.who_needs_it(),
        "whose": WHO.items(),
    }
    return page(request, staff, "team", context)


@require_safe
@for_leads
def teammate(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """One person: their role, and whether they may sign in."""
    row = _found(number)
    others = Staff.objects.filter(is_active=True).exclude(pk=number)
    roles = rules.roles_to_give(staff)
    context = {
        "title": row.name,
        "member": shown.member(row, Reader.of(staff), held(row, by=staff)),
        "roles": [(role, rules.ROLES[role]) for role in roles],
        "may_give_role": row.role in roles or row.role != Staff.Role.ADMIN,
        "others": others.order_by("name", "pk"),
    }
    return page(request, staff, "teammate", context)


@require_POST
@for_leads
def role(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """`role`: what they are from now on."""
    row, wanted = _found(number), request.POST.get("role", "")
    if wanted not in rules.OFFERED:
        raise Http404("no such role")
    refused = rules.change_role(number, wanted, by=staff, at=timezone.now())
    facts = {"name": row.name, "role": rules.ROLES[wanted]}
    said(request, refused, _("%(name)s now has the role “%(role)s”.") % facts)
    return redirect("teammate", number)


@require_POST
@for_leads
def switch_off(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """They are signed out everywhere at once; then `to` gets their open tickets."""
    row, to = _found(number), _colleague(request, number)
    if "to" not in request.POST:
        raise Http404("who answers for their tickets was not said")
    now = timezone.now()
    refused = rules.switch_off(number, by=staff, at=now)
    moved = 0 if refused else hand_over(row, to, by=staff, at=now)
    words = _("%(name)s cannot sign in any more.") % {"name": row.name}
    said(request, refused, f"{words} {_told(moved, to)}".strip())
    return redirect("teammate", number)


@require_POST
@for_leads
def hand(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """`to` answers for their open tickets, or nobody does; they stay what they are."""
    row, to = _found(number), _colleague(request, number)
    moved = hand_over(row, to, by=staff, at=timezone.now())
    said(request, None, _told(moved, to) or _("There was nothing to hand over."))
    return redirect("teammate", number)


@require_POST
@for_leads
def bring_back(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """They sign in again, by the password that they had."""
    row = _found(number)
    refused = rules.bring_back(number, by=staff, at=timezone.now())
    said(request, refused, _("%(name)s can sign in again.") % {"name": row.name})
    return redirect("teammate", number)


def _found(number: int) -> Staff:
    row = shown.with_second_steps().filter(pk=number).first()
    if row is None:
        raise Http404("nobody of the team")
    return row


def _colleague(request: HttpRequest, but: int) -> Staff | None:
    """Whom `to` names; None where it is empty. Raises Http404 for somebody who cannot take it."""
    wanted = request.POST.get("to", "")
    if not wanted:
        return None
    able = Staff.objects.filter(is_active=True).exclude(pk=but)
    found = able.filter(pk=int(wanted)).first() if wanted.isdecimal() else None
    if found is None:
        raise Http404("nobody who could take over")
    return found


def _told(moved: int, to: Staff | None) -> str:
    if not moved:
        return ""
    facts = {"count": moved, "name": to.name if to else ""}
    nobody = ngettext(
        "%(count)d ticket is nobody's now.", "%(count)d tickets are nobody's now.", moved
    )
    somebody = ngettext(
        "%(name)s answers for %(count)d ticket more.",
        "%(name)s answers for %(count)d tickets more.",
        moved,
    )
    return (somebody if to else nobody) % facts
