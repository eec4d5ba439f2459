"""What was put away stays with who put it away, until they sign out: undo."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest

_KEY = "put-away-policy-draft"


def put_away(request: HttpRequest, files: Mapping[str, str], base: int) -> None:
    """Remember a draft that goes."""
    request.session[_KEY] = {"files": dict(files), "base": base}


def discarded(request: HttpRequest) -> tuple[dict[str, str], int] | None:
    """The files of the draft that was put away last, and the version they began from."""
    kept = request.session.get(_KEY)
    return (kept["files"], kept["base"]) if kept else None


def forget(request: HttpRequest) -> None:
    """It stands again."""
    request.session.pop(_KEY, None)
