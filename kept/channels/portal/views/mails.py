"""Which mails I get: under my settings, and from the mails themselves."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from kept.channels.portal.reader import Reader, page, read_by
from kept.channels.portal.views.requests import for_customers
from kept.people import wishes
from kept.people.models import Customer


@require_POST
@for_customers
def choose(request: HttpRequest, reader: Reader, customer: Customer) -> HttpResponse:
    """`mail`: those that are wanted."""
    wanted = request.POST.getlist("mail")
    for mail in wishes.MAILS:
        wishes.set_wanted(customer, mail, wanted=mail in wanted)
    return redirect(f"{reverse('my-settings')}?kept")


@require_http_methods(["GET", "HEAD", "POST"])
@csrf_exempt  # the address itself is the proof; a mail program's one click (RFC 8058) has no more
def unwanted(request: HttpRequest, token: str) -> HttpResponse:
    """No more of these mails, or `again`, after all. Opening the link asks, its button does it:
    virus scanners open links, and send no forms."""
    reader = read_by(request)
    found = wishes.asked(token)
    if found is None:
        return page(request, reader, "portal/unwanted.html", {"broken": True}, status=404)
    customer, mail = found
    context: dict[str, object] = {"mail": mail}
    if request.method == "POST":
        context["wanted"] = "again" in request.POST
        wishes.set_wanted(customer, mail, wanted="again" in request.POST)
    return page(request, reader, "portal/unwanted.html", context)
