"""What every template may know of the desk."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def desk(request: HttpRequest) -> dict[str, object]:
    return {"desk": settings.DESK, "languages": settings.LANGUAGES}
