"""What the pages of this room share: the frame around them, and how they say that it is done."""

from __future__ import annotations

from typing import Any, Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from kept.core.decide import Refused
from kept.front.rooms import around
from kept.people.models import Staff

UNPROCESSABLE: Final = 422


def page(
    request: HttpRequest,
    staff: Staff,
    template: str,
    context: dict[str, Any],
    *,
    status: int = 200,
    room: str = "settings",
) -> HttpResponse:
    """A page of this room in the workspace's frame."""
    frame = around(room, lead=staff.is_lead)
    return render(request, f"people_settings/{template}.html", frame | context, status=status)


def said(request: HttpRequest, refused: Refused | None, done: str) -> None:
    """Say on the next page what was done, or why not."""
    if refused:
        messages.error(request, _(refused.reason) % refused.facts)
    else:
        messages.success(request, done)
