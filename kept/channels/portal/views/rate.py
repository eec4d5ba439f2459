"""How was the answer?"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from kept.channels.portal.forms import RatingForm
from kept.channels.portal.reader import Reader, page, read_by
from kept.channels.portal.views.requests import for_customers
from kept.people import wishes
from kept.people.models import Customer
from kept.tickets import access, actions, ratings
from kept.tickets.actions import Refused


@require_POST
@for_customers
def rate(
    request: HttpRequest, reader: Reader, customer: Customer, number: int, place: int
) -> HttpResponse:
    """Say on the page of the request how an answer was."""
    ticket = access.ticket(customer, number)
    form = RatingForm(request.POST)
    if form.is_valid():
        said = form.cleaned_data
        done = actions.rate(
            ticket.number, place, said["rating"], said["remark"], by=customer, at=reader.now
        )
        if isinstance(done, Refused) and done.code == "no_reply":
            raise access.NotYoursError(f"no answer {place} in request {number}")
    return redirect(f"{reverse('request', args=[number])}#rate-{place}")


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # the address itself is the proof: signed, and known to its reader alone
def from_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Say it from the mail that the answer came with, without signing in.

    Opening the address shows the question, and only its button records: mail programs and virus
    scanners open links before people do. Shows nothing of what the request is about.
    """
    reader = read_by(request)
    asked = ratings.asked(token)
    if asked is None:
        return page(request, reader, "portal/rate.html", {"broken": True}, status=404)
    form = RatingForm(request.POST or None, initial=_known(request, asked))
    no_more = wishes.link(asked.customer, "rating")
    context: dict[str, object] = {"form": form, "number": asked.ticket, "no_more": no_more}
    if request.method != "POST":
        return page(request, reader, "portal/rate.html", context)
    if not form.is_valid():
        return page(request, reader, "portal/rate.html", context, status=422)
    said = form.cleaned_data
    done = actions.rate(
        *(asked.ticket, asked.message, said["rating"], said["remark"]),
        by=asked.customer,
        at=reader.now,
    )
    if isinstance(done, Refused):
        return page(request, reader, "portal/rate.html", context | {"late": done}, status=409)
    return page(request, reader, "portal/rate.html", context | {"said": True})


def _known(request: HttpRequest, asked: ratings.Asked) -> dict[str, str]:
    """What the link says, else what was said before. What was remarked is for its writer, who is
    not known here."""
    before = ratings.of_message(asked.ticket, asked.message)
    return {"rating": request.GET.get("say") or (before.rating if before else "")}
