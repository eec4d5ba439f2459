"""What a person reads when something cannot be shown: a clear sentence, never a stack."""

from __future__ import annotations

import sys

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.record.policy import NothingPublishedError


def _page(request: HttpRequest, status: int, title: str, sentence: str) -> HttpResponse:
    context = {"title": title, "sentence": sentence}
    inbox = reverse("inbox")
    if request.path.startswith(inbox):
        context |= {"next_url": inbox, "next_name": _("To the inbox")}
    return render(request, "front/error.html", context, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(
        request,
        400,
        _("This request could not be read."),
        _("Nothing was changed. Go back and try again."),
    )


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(
        request, 403, _("This is not open to you."), _("Sign in as somebody who may see it.")
    )


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _page(
        request,
        404,
        _("There is nothing here."),
        _("The address may be mistyped, or it belongs to somebody else."),
    )


def wrong_method(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Somebody opened, reloaded or copied the address of a form: what Django leaves empty."""
    page = _page(
        request,
        405,
        _("This address only takes what a form sends."),
        _("Nothing was changed. Go back to the form and send it from there."),
    )
    page.headers["Allow"] = response.headers["Allow"]
    return page


def failed(request: HttpRequest) -> HttpResponse:
    if isinstance(sys.exc_info()[1], NothingPublishedError):
        return _page(
            request,
            503,
            _("This desk is not open yet."),
            _("Its support policy is not published. Whoever runs it can do so with `kept init`."),
        )
    return _page(
        request,
        500,
        _("Something went wrong here, not with you."),
        _("What was saved before is kept. Try again in a moment."),
    )


def forged(request: HttpRequest, reason: str = "") -> HttpResponse:
    return _page(
        request,
        403,
        _("This form was not accepted."),
        _("It was open for too long, or your browser keeps no cookies. Go back and send it again."),
    )
