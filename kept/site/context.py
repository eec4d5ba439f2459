"""What every template may know of the desk."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import get_language

from kept.record import languages


def desk(request: HttpRequest) -> dict[str, object]:
    return {"desk": settings.DESK, "languages": languages.named(_spoken(request))}


def _spoken(request: HttpRequest) -> tuple[str, ...]:
    """What the middleware found; where it came to nothing, an error page has at least its own."""
    here: tuple[str, ...] = getattr(request, "languages", ())
    return here or ((get_language() or settings.LANGUAGE_CODE)[:2],)
