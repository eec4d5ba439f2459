"""What a button of the workspace does: one verb of `kept.tickets.actions`, then the ticket again.

A refusal shows the ticket as it stands, with the sentence that says why; nothing is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Final, Protocol, cast, get_args

from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from kept.core.events import FactsChanged, Subscription
from kept.front.addresses import address
from kept.people.door import View, for_the_team
from kept.people.models import Staff
from kept.tickets import access, actions
from kept.tickets.actions import Done, Refused
from kept.workspace.composer import Words
from kept.workspace.given import whole
from kept.workspace.reader import Reader
from kept.workspace.screen import Mistake, refusal, screen

Result = Done | Refused | Mistake


class Saying(Protocol):
    """A verb that says one fact of a request; '' takes it back."""

    def __call__(self, number: int, value: str, /, *, by: Staff, at: datetime) -> Result: ...


def act(verb: Callable[[HttpRequest, Staff, int], Result]) -> View[[int]]:
    """A view of `verb`: by POST, for the team, on a ticket that this person may see."""

    @wraps(verb)
    def view(request: HttpRequest, staff: Staff, number: int) -> HttpResponseBase:
        access.ticket(staff, number)
        return answer(request, staff, number, verb(request, staff, number))

    return require_POST(for_the_team(view))


def answer(
    request: HttpRequest,
    staff: Staff,
    number: int,
    result: Result,
    words: Words = Words(),  # noqa: B008 -- frozen
) -> HttpResponse:
    """Back to the ticket after it was done, or the ticket with the reason why not."""
    if isinstance(result, Done):
        gone = address("inbox") if _given_away(result, staff) else ""
        return SeeOther(gone or _onward(request, staff, number) or _back(request, number))
    reader = Reader.of(staff)
    mistake = result if isinstance(result, Mistake) else None
    context = screen(request, reader, number, words=words, mistake=mistake)
    if isinstance(result, Refused):
        context["mistake"] = refusal(result, context["ticket"].policy)  # type: ignore[attr-defined]
    return render(request, "workspace/ticket.html", context, status=422)


def _given_away(done: Done, staff: Staff) -> bool:
    """Whether a ticket became the work of a team whose tickets this person does not see."""
    events = (one.event for one in done.recorded)
    return any(
        isinstance(event, FactsChanged) and not access.sees(staff, event.team) for event in events
    )


class SeeOther(HttpResponseRedirect):
    """After a POST: ask for that page."""

    status_code = 303


def _onward(request: HttpRequest, staff: Staff, number: int) -> str:
    """The ticket that comes `next` in the list, where this one was settled or put away; '' where
    one stays. `left` names the one that a reply may still be taken back from."""
    to = whole(request.POST.get("next"))
    if to is None or request.POST.get("then", "solve") != "solve":
        return ""
    if not access.tickets(staff).filter(pk=to).exists():
        return ""
    query = request.GET.copy()
    query.pop("left", None)
    if "then" in request.POST:
        query["left"] = str(number)
    return f"{address('ticket', to)}?{query.urlencode()}"


def _back(request: HttpRequest, number: int) -> str:
    """The ticket, beside the list that it was opened from."""
    query = request.GET.urlencode()
    here = address("ticket", number)
    return f"{here}?{query}" if query else here


@act
def assign(request: HttpRequest, staff: Staff, number: int) -> Result:
    """`to`: 'me', the number of a colleague, or empty for nobody."""
    wanted = request.POST.get("to", "")
    to = colleague(wanted, staff)
    if wanted and to is None:
        return Mistake(_("There is no such colleague."), _("Choose somebody from the list."))
    return actions.assign(number, to, by=staff, at=timezone.now())


def colleague(wanted: str, staff: Staff) -> Staff | None:
    if wanted == "me":
        return staff
    number = whole(wanted)
    return None if number is None else Staff.objects.filter(pk=number).first()


@act
def classify(request: HttpRequest, staff: Staff, number: int) -> Result:
    """`kind` is 'question:' or 'bug:product': a kind of the policy, and a bug's cause."""
    kind, _colon, cause = request.POST.get("kind", "").partition(":")
    return actions.classify(number, kind, cause, by=staff, at=timezone.now())


def _set_subscription(number: int, value: str, *, by: Staff, at: datetime) -> Result:
    if value not in get_args(Subscription):
        return Mistake(_("There is nothing of that name to say."), _("Choose from the lists."))
    return actions.set_subscription(number, cast("Subscription", value), by=by, at=at)


#: The verb for each fact that the team can say of a request.
_SAYING: Final[Mapping[str, Saying]] = {
    "product": actions.set_product,
    "plan": actions.set_plan,
    "priority": actions.set_priority,
    "team": actions.set_team,
    "subscription": _set_subscription,
}


@act
def say_fact(request: HttpRequest, staff: Staff, number: int) -> Result:
    """`fact`: product, plan or priority; `value`: a name that the policy declares, or empty. Of
    the subscription: active, ended, or empty where nobody knows; of the team: its key, or empty."""
    verb = _SAYING.get(request.POST.get("fact", ""))
    if verb is None:
        return Mistake(_("There is nothing of that name to say."), _("Choose from the lists."))
    return verb(number, request.POST.get("value", ""), by=staff, at=timezone.now())


#: What may become of a message in doubt, by the button that was pressed.
_DOUBTS = {"vouch": actions.vouch, "apart": actions.open_apart, "discard": actions.discard}


@act
def settle_doubt(request: HttpRequest, staff: Staff, number: int) -> Result:
    """`vouch`, `apart` or `discard`: the place of the message in doubt."""
    for word, verb in _DOUBTS.items():
        if word in request.POST:
            place = whole(request.POST[word]) or 0
            return verb(number, place, by=staff, at=timezone.now())
    return Mistake(_("Nothing was chosen."), _("Say what is to become of the message."))


@act
def wait(request: HttpRequest, staff: Staff, number: int) -> Result:
    return actions.mark_waiting(number, by=staff, at=timezone.now())


@act
def solve(request: HttpRequest, staff: Staff, number: int) -> Result:
    return actions.solve(number, by=staff, at=timezone.now())


@act
def undo(request: HttpRequest, staff: Staff, number: int) -> Result:
    """`message`: the reader's reply that has not left yet."""
    message = whole(request.POST.get("message")) or 0
    return actions.withdraw(number, message, by=staff, at=timezone.now())


@act
def send_again(request: HttpRequest, staff: Staff, number: int) -> Result:
    """`message`: a reply that no mail server has taken."""
    message = whole(request.POST.get("message")) or 0
    return actions.send_again(number, message, by=staff, at=timezone.now())


@act
def reopen(request: HttpRequest, staff: Staff, number: int) -> Result:
    return actions.reopen(number, by=staff, at=timezone.now())


@act
def release(request: HttpRequest, staff: Staff, number: int) -> Result:
    """`promise`: its place in the ticket; `reason`: why nothing is owed, counted in public."""
    return actions.release(
        number,
        whole(request.POST.get("promise")) or 0,
        request.POST.get("reason", "")[:1000],
        by=staff,
        at=timezone.now(),
    )
