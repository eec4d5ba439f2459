"""Do the same to many tickets: by the verb of each, one after another.

Each ticket is changed by its own event or says why not; one that cannot be changed keeps none of
the others. For some seconds all of it can be taken back, which makes each ticket what it was.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from kept.core.events import SnoozedFor
from kept.people.door import for_the_team
from kept.people.models import Staff
from kept.tickets import access, actions, tags
from kept.tickets.actions import Done, Refused
from kept.workspace.acts import SeeOther, colleague
from kept.workspace.bulk_done import UNDO_WITHIN, back_with
from kept.workspace.given import whole
from kept.workspace.models import BulkAct

#: More than a page has.
MOST: Final = 100
_KEPT: Final = timedelta(days=1)

Result = Done | Refused


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is to be done with each ticket. `about`: to whom it is given."""

    do: Callable[[int], Result]
    about: str = ""


def _take(form: QueryDict, staff: Staff, at: datetime) -> Wanted:
    return Wanted(lambda number: actions.assign(number, staff, by=staff, at=at))


def _give(form: QueryDict, staff: Staff, at: datetime) -> Wanted | None:
    to = colleague(form.get("to", ""), staff)
    if form.get("to") and to is None:
        return None
    return Wanted(lambda number: actions.assign(number, to, by=staff, at=at), to.name if to else "")


def _wait(form: QueryDict, staff: Staff, at: datetime) -> Wanted:
    return Wanted(lambda number: actions.mark_waiting(number, by=staff, at=at))


def _solve(form: QueryDict, staff: Staff, at: datetime) -> Wanted:
    return Wanted(lambda number: actions.solve(number, by=staff, at=at))


def _reopen(form: QueryDict, staff: Staff, at: datetime) -> Wanted:
    return Wanted(lambda number: actions.reopen(number, by=staff, at=at))


def _tag(form: QueryDict, staff: Staff, at: datetime) -> Wanted | None:
    try:
        tag = tags.wanted(form.get("tag", ""))
    except tags.BadTagError:
        return None
    return Wanted(lambda one: actions.change_tags(one, [tag.pk], by=staff, at=at), tag.name)


def _untag(form: QueryDict, staff: Staff, at: datetime) -> Wanted | None:
    tag = tags.known(form.get("tag", ""))
    if tag is None:
        return None
    return Wanted(lambda one: actions.change_tags(one, (), [tag.pk], by=staff, at=at), tag.name)


def _snooze(waits_for: SnoozedFor) -> Callable[[QueryDict, Staff, datetime], Wanted]:
    def wanted(form: QueryDict, staff: Staff, at: datetime) -> Wanted:
        return Wanted(lambda n: actions.snooze(n, None, waits_for=waits_for, by=staff, at=at))

    return wanted


ACTS: Final[dict[str, Callable[[QueryDict, Staff, datetime], Wanted | None]]] = {
    "take": _take,
    "give": _give,
    "tag": _tag,
    "untag": _untag,
    "opening": _snooze("opening"),
    "reply": _snooze("reply"),
    "wait": _wait,
    "solve": _solve,
    "reopen": _reopen,
}


@require_POST
@for_the_team
def bulk(request: HttpRequest, staff: Staff) -> HttpResponseBase:
    """`act` with each `ticket`, then `back` to where they were chosen, which says what was done."""
    at = timezone.now()
    act = request.POST.get("act", "")
    wanted = ACTS[act](request.POST, staff, at) if act in ACTS else None
    numbers = _numbers(request.POST.getlist("ticket"), staff)
    if wanted is None or not numbers:
        return SeeOther(back_with(request, None))
    done, refused = _each(numbers, wanted.do)
    BulkAct.objects.filter(at__lt=at - _KEPT).delete()
    kept = BulkAct.objects.create(
        staff=staff, at=at, act=act, about=wanted.about, done=done, refused=refused
    )
    return SeeOther(back_with(request, kept.pk))


@require_POST
@for_the_team
def undo(request: HttpRequest, staff: Staff, number: int) -> HttpResponseBase:
    """Make each ticket what it was before, but for those in which something has happened since."""
    at = timezone.now()
    act = get_object_or_404(BulkAct, pk=number, staff=staff)
    in_time = at <= act.at + UNDO_WITHIN + _ON_THE_WAY
    claimed = in_time and BulkAct.objects.filter(pk=act.pk, taken_back=False).update(
        taken_back=True
    )
    if claimed:
        back, refused = _each(act.done, lambda one: actions.take_back(one, act.at, by=staff, at=at))
        BulkAct.objects.filter(pk=act.pk).update(done=back, refused=refused)
    return SeeOther(back_with(request, act.pk))


#: A press in the last second is still in time.
_ON_THE_WAY: Final = timedelta(seconds=5)


@require_safe
@for_the_team
def people(request: HttpRequest, staff: Staff) -> HttpResponse:
    """To whom the chosen tickets may be given."""
    team = Staff.objects.filter(is_active=True).order_by("name").values_list("pk", "name")
    return render(request, "workspace/give.html", {"team": team})


def _numbers(said: Iterable[str], staff: Staff) -> list[int]:
    """The tickets that were chosen and that this person may see, in their order."""
    asked = list(dict.fromkeys(filter(None, map(whole, said))))[:MOST]
    seen = set(access.tickets(staff).filter(pk__in=asked).values_list("pk", flat=True))
    return [number for number in asked if number in seen]


def _each(
    numbers: Iterable[int], do: Callable[[int], Result]
) -> tuple[list[int], list[tuple[int, str, str]]]:
    """The tickets that were changed, and those that were not, with the reason and its clause."""
    done, refused = list[int](), list[tuple[int, str, str]]()
    for number in numbers:
        result = do(number)
        if isinstance(result, Refused):
            refused.append((number, _(result.reason) % result.facts, result.clause or ""))
        elif result.recorded:
            done.append(number)
    return done, refused
