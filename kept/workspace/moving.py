"""The pages on which messages and tickets are moved: split, merge, link."""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kept.core.decide import Refused
from kept.front.addresses import address
from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.record import events
from kept.tickets import access, actions
from kept.tickets.actions import Done
from kept.workspace.acts import Result, SeeOther, act, answer
from kept.workspace.given import whole
from kept.workspace.inbox import frame
from kept.workspace.reader import Reader
from kept.workspace.scene import Scene, read
from kept.workspace.screen import Mistake, refusal

Dict = dict[str, object]


@require_safe
@for_the_team
def split(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """Choose the messages that are another request."""
    return _split_page(request, staff, number)


@require_POST
@for_the_team
def split_off(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """`message`: the places of those that move; `subject`: of the new ticket."""
    access.ticket(staff, number)
    chosen = {place for one in request.POST.getlist("message") if (place := whole(one)) is not None}
    subject = request.POST.get("subject", "")[:400]
    done = actions.split(number, chosen, subject=subject, by=staff, at=timezone.now())
    if isinstance(done, Done):
        return SeeOther(address("ticket", done.ticket))
    return _split_page(request, staff, number, chosen=chosen, subject=subject, refused=done)


def _split_page(
    request: HttpRequest,
    staff: Staff,
    number: int,
    *,
    chosen: Collection[int] = (),
    subject: str | None = None,
    refused: Refused | None = None,
) -> HttpResponse:
    after = events.newest()
    reader = Reader.of(staff)
    scene = read(reader, number)
    first = min((one.place for one in scene.messages), default=0)
    context = _page(scene, after, _("Split #%(number)d") % {"number": number}, refused) | {
        "new_subject": scene.ticket.subject if subject is None else subject,
        "choices": [
            {
                "place": one.place,
                "author": one.author,
                "note": one.kind == "note",
                "at": one.at,
                "moment": reader.beginning(one.at),
                "words": " ".join((one.said or one.text)[:400].split()),
                "stays": one.place == first,
                "chosen": one.place in chosen,
            }
            for one in scene.messages
        ],
    }
    status = 422 if refused else 200
    return render(request, "workspace/split.html", context, status=status)


def _page(scene: Scene, after: int, title: str, refused: Refused | None) -> Dict:
    mistake = refusal(refused, scene.ticket.policy) if refused else None
    return frame(scene.reader, "", after) | {
        "title": title,
        "ticket": scene.ticket,
        "here": address("ticket", scene.ticket.number),
        "subject": scene.ticket.subject or _("(no subject)"),
        "mistake": mistake,
    }


@require_safe
@for_the_team
def merge(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """Choose the ticket that this one goes on as; `into` asked for: what that would mean."""
    return _merge_page(request, staff, number, whole(request.GET.get("into", "").strip("# ")))


@require_POST
@for_the_team
def merge_into(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """`into`: the number of the ticket that stays."""
    access.ticket(staff, number)
    into = whole(request.POST.get("into", "").strip("# "))
    if into is None or not access.tickets(staff).filter(pk=into).exists():
        return _merge_page(request, staff, number, into, asked=True)
    done = actions.merge(number, into, by=staff, at=timezone.now())
    if isinstance(done, Done):
        return SeeOther(address("ticket", done.ticket))
    return _merge_page(request, staff, number, into, refused=done)


def _merge_page(
    request: HttpRequest,
    staff: Staff,
    number: int,
    into: int | None,
    *,
    refused: Refused | None = None,
    asked: bool = False,
) -> HttpResponse:
    after = events.newest()
    reader = Reader.of(staff)
    scene = read(reader, number)
    found = access.tickets(staff).select_related("customer").filter(pk=into or 0).first()
    context = _page(scene, after, _("Merge #%(number)d") % {"number": number}, refused)
    if (asked or into is not None or request.GET.get("into")) and found is None:
        context["mistake"] = Mistake(_("There is no ticket of that number."))
    context |= {
        "into": found if found and found.pk != number and not refused else None,
        "other_customer": bool(found and found.customer_id != scene.ticket.customer_id),
        "others": [
            {
                "number": other,
                "words": f"#{other} {subject or _('(no subject)')}",
                "at": opened_at,
                "moment": reader.short(opened_at),
            }
            for other, subject, opened_at in scene.others
        ],
    }
    status = 422 if context["mistake"] else 200
    return render(request, "workspace/merge.html", context, status=status)


@require_POST
@for_the_team
def unmerge(request: HttpRequest, staff: Staff, number: int) -> HttpResponse:
    """`ticket`: the one that was merged into this; it is as both were before, if nothing else has
    happened since."""
    access.ticket(staff, number)
    ticket = access.ticket(staff, whole(request.POST.get("ticket")) or 0)
    done = actions.undo_merge(ticket.number, by=staff, at=timezone.now())
    if isinstance(done, Done):
        return SeeOther(address("ticket", done.ticket))
    return answer(request, staff, number, done)


@act
def link(request: HttpRequest, staff: Staff, number: int) -> Result:
    """`to`: the number of the ticket about the same matter; `off`: one that is not."""
    at = timezone.now()
    if (off := whole(request.POST.get("off"))) is not None:
        if not access.tickets(staff).filter(pk=off).exists():
            return Mistake(_("There is no ticket of that number."))
        return actions.unlink(number, off, by=staff, at=at)
    to = whole(request.POST.get("to", "").strip("# "))
    if to is None or not access.tickets(staff).filter(pk=to).exists():
        return Mistake(_("There is no ticket of that number."))
    return actions.link(number, to, by=staff, at=at)
