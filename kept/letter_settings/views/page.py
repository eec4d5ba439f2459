"""What the pages of this room share: the frame around them, and the way to a letter."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _

from kept.front.rooms import around
from kept.letters import spoken
from kept.letters.catalogue import LETTERS, Post

UNPROCESSABLE = 422


class SeeOther(HttpResponseRedirect):
    """After a POST: ask for that page."""

    status_code = 303

    def __init__(self, name: str, *args: object) -> None:
        super().__init__(resolve_url(name, *args))


def found(name: str, language: str) -> Post:
    """A letter by its name. Raises Http404, also where it does not come in that language."""
    post = LETTERS.get(name)
    if post is None or language not in spoken.languages(name):
        raise Http404("no such letter")
    return post


def page(
    request: HttpRequest, template: str, context: dict[str, Any], *, status: int = 200
) -> HttpResponse:
    """A page of this room in the workspace's frame."""
    frame = {"title": _("Letters"), **around("settings", lead=True)}
    return render(request, f"letter_settings/{template}.html", frame | context, status=status)
