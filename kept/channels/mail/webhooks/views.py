"""What a provider is answered: 200 when all that it posted is on the disk, never before."""

from __future__ import annotations

import logging
from threading import BoundedSemaphore
from typing import Final

from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from kept.channels.mail.webhooks import posts
from kept.channels.mail.webhooks.check import check, check_password
from kept.channels.mail.webhooks.models import Webhook
from kept.channels.mail.webhooks.take import LARGEST, take
from kept.channels.mail.webhooks.troubles import NotTakenError, sentence

_log = logging.getLogger(__name__)

#: Bytes of a post: the mail as it came, its parts beside it, and how JSON and forms write both.
LARGEST_POST: Final = 3 * LARGEST
_SMALL: Final = 1024 * 1024
_PATIENCE: Final = 20.0
_AGAIN_AFTER: Final = "60"

#: Large posts are read one after the other: each may need 100 MB while it is.
_large = BoundedSemaphore(1)


@csrf_exempt
@require_http_methods(["POST", "HEAD"])
def handed_over(request: HttpRequest, provider: str, token: str) -> HttpResponse:
    """Take the mails that a provider posts. It needs no cookie and no form of ours: it proves
    itself by its signature, or by the password in the address."""
    try:
        webhook = Webhook.objects.filter(provider=provider, token=token).first()
        if webhook is None:
            raise Http404("nobody was told this address")
        if request.method == "HEAD":  # some look whether anybody is there
            return HttpResponse()
        return _answer(webhook, request)
    except DatabaseError as error:
        _log.error("A mail was not accepted: %s", error)
        return _refusal(NotTakenError("record"), "")


def _answer(webhook: Webhook, request: HttpRequest) -> HttpResponse:
    try:
        return _took(webhook, request)
    except NotTakenError as error:
        said = error
    except OSError as error:
        _log.error("A mail was not accepted: %s", error)
        said = NotTakenError("no_room")
    _note(webhook, trouble=said.code, trouble_at=timezone.now())
    return _refusal(said, webhook.kind.how)


def _took(webhook: Webhook, request: HttpRequest) -> HttpResponse:
    check_password(webhook, request)
    size = _size(request)
    if size <= _SMALL:
        return _took_all(webhook, request, size)
    if not _large.acquire(timeout=_PATIENCE):
        raise NotTakenError("busy")
    try:
        return _took_all(webhook, request, size)
    finally:
        _large.release()


def _size(request: HttpRequest) -> int:
    length = request.META.get("CONTENT_LENGTH") or "0"
    size = int(length) if length.isdecimal() else 0
    if size > LARGEST_POST:
        raise NotTakenError("too_large")
    return size


def _took_all(webhook: Webhook, request: HttpRequest, size: int) -> HttpResponse:
    post = posts.read(request, size)
    check(webhook, request, post)
    found = webhook.kind.read(post)
    numbers = [take(webhook, mail, timezone.now()) for mail in found.mails]
    if found.confirm:
        _note(webhook, confirm=found.confirm[:2000])
    elif numbers:
        _note(webhook, last_mail=numbers[-1], last_at=timezone.now(), trouble="", confirm="")
    return HttpResponse(
        "".join(f"Kept as {number}.\n" for number in numbers), content_type="text/plain"
    )


def _note(webhook: Webhook, **facts: object) -> None:
    """For the page of the settings. It must not decide on a mail that is on the disk."""
    try:
        Webhook.objects.filter(pk=webhook.pk).update(**facts)
    except DatabaseError as error:
        _log.warning("How a webhook goes could not be written down: %s", error)


def _refusal(error: NotTakenError, how: object) -> HttpResponse:
    answer = HttpResponse(
        f"{sentence(error.code, how)}\n", status=error.status, content_type="text/plain"
    )
    if error.status == 401:  # Amazon sends a password only when it is asked for one
        answer.headers["WWW-Authenticate"] = 'Basic realm="Kept"'
    if error.status == 503:
        answer.headers["Retry-After"] = _AGAIN_AFTER
    return answer
