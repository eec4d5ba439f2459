"""The developers' page: every component in every state."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from kept.front import samples
from kept.front.icons import ICONS


def design(request: HttpRequest) -> HttpResponse:
    """The whole look on one page, in the reader's language; `?theme=dark` or `light`."""
    asked = request.GET.get("theme")
    theme = asked if asked in ("light", "dark") else None
    context = {**samples.everything(), "icons": sorted(ICONS), "theme": theme}
    return render(request, "front/design.html", context)
