"""Subscribe, confirm, leave: without an account, and without JavaScript."""

from __future__ import annotations

from typing import Any, Final

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone, translation
from django.utils.cache import add_never_cache_headers
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kept.announcements import mails, subscribers
from kept.announcements.forms import SubscribeForm
from kept.announcements.models import Subscriber
from kept.front import doors, zones
from kept.people.limits import count, network
from kept.record import languages

HOUR: Final = 3600
PER_ADDRESS: Final = 5
PER_NETWORK: Final = 30


@require_http_methods(["GET", "HEAD", "POST"])
def subscribe(request: HttpRequest) -> HttpResponse:
    """Ask to hear of changes. Says the same whether or not the address is known."""
    spoken = languages.offered(timezone.now())
    if request.method != "POST":
        here = {"language": get_language(), "zone": zones.told(request)}
        return _page(request, "subscribe", {"form": SubscribeForm(initial=here, spoken=spoken)})
    form = SubscribeForm(request.POST, spoken=spoken)
    if not form.is_valid():
        return _page(request, "subscribe", {"form": form}, status=422)
    said = form.cleaned_data
    if not _allowed(request, said["email"].key):
        form.add_error(None, _("Many links were asked for within an hour. Try again later."))
        return _page(request, "subscribe", {"form": form}, status=429)
    now = timezone.now()
    asked = subscribers.ask(
        said["email"], language=said["language"], zone=said["zone"] or zones.told(request), at=now
    )
    if asked:
        mails.ask_to_confirm(asked, language=said["language"], at=now)
    sent = _("Look into your mailbox: a link is on its way, and with it you confirm. An address "
             "that is subscribed already gets none.")  # fmt: skip
    return _page(request, "subscribe", {"said": sent})


@require_http_methods(["GET", "HEAD", "POST"])
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the mail. Mail programs open links before people do: only the button confirms."""
    now = timezone.now()
    subscriber = subscribers.asked_by(token, at=now)
    if subscriber is None:
        title, lead = _("This link does not work."), _("Its time is over, or it lost a piece.")
        return _step(request, title, lead, again=True, status=404)
    with translation.override(_read_in(request, subscriber)):
        if request.method == "POST" and subscribers.confirm(subscriber, at=now):
            return _done(request)
        if subscriber.state == Subscriber.State.CONFIRMED:
            return _done(request)
        lead = _("We write to %(address)s when the support policy changes in a major way.")
        lead = lead % {"address": subscriber.address}
        return _step(request, _("Is this right?"), lead, button=_("Yes, write to me"), guarded=True)


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: HttpRequest, token: str) -> HttpResponse:
    """End a subscription. RFC 8058: a POST to this address is enough, without cookies, as mail
    programs send it; a person gets one button, for links are opened by machines too."""
    subscriber = subscribers.of_token(token)
    if subscriber is None:
        title, lead = _("This link does not work."), _("It lost a piece, or you were forgotten.")
        return _step(request, title, lead, status=404)
    with translation.override(_read_in(request, subscriber)):
        if request.method == "POST":
            subscribers.leave(subscriber, at=timezone.now())
            subscriber.refresh_from_db()
        if subscriber.state in (Subscriber.State.ASKED, Subscriber.State.CONFIRMED):
            lead = _("Then nothing more is sent to %(address)s about the support policy.")
            lead = lead % {"address": subscriber.address}
            return _step(request, _("No more mails?"), lead, button=_("No more mails"))
        lead = _("Nothing more is sent to you about the support policy.")
        return _step(request, _("You are out."), lead, again=True)


def _read_in(request: HttpRequest, subscriber: Subscriber) -> str:
    """The language of their letters, where the page is not asked for in another one."""
    here = (get_language() or settings.LANGUAGE_CODE)[:2]
    wishes = (here,) if "language" in request.GET else (subscriber.language, here)
    return languages.first_of(wishes, languages.offered(timezone.now()))


def _done(request: HttpRequest) -> HttpResponse:
    lead = _("You hear from us when the support policy changes in a major way.")
    return _step(request, _("That is settled."), lead)


def _allowed(request: HttpRequest, key: str) -> bool:
    by_address = count(f"subscribe:address:{key}", HOUR) <= PER_ADDRESS
    by_network = count(f"subscribe:network:{network(request)}", HOUR) <= PER_NETWORK
    return by_address and by_network


def _step(
    request: HttpRequest, title: str, lead: str, *, status: int = 200, **more: Any
) -> HttpResponse:
    return _page(request, "step", {"title": title, "lead": lead, **more}, status=status)


def _page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    response = render(
        request,
        f"announcements/{template}.html",
        {"nav": doors.links(request), **context},
        status=status,
    )
    response.headers["Content-Language"] = get_language() or settings.LANGUAGE_CODE
    add_never_cache_headers(response)
    return response
