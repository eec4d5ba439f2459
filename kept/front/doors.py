"""The links at the head of every customers' page. Each room adds its own when the desk starts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise as Lazy


@dataclass(frozen=True, slots=True)
class _Door:
    url_name: str
    name: Lazy
    place: int
    is_open: Callable[[HttpRequest], bool]


_doors: Final[dict[str, _Door]] = {}


def add(
    url_name: str,
    name: Lazy,
    *,
    place: int,
    is_open: Callable[[HttpRequest], bool] = lambda request: True,
) -> None:
    """Show `name`, a link to the page `url_name`, to those for whom it `is_open`.

    `place` orders the links from the left; a room calls this once, when it is ready.
    """
    _doors[url_name] = _Door(url_name, name, place, is_open)


def links(request: HttpRequest) -> list[dict[str, Any]]:
    """`nav` of front/public.html, as this visitor sees it."""
    open_ = (door for door in _doors.values() if door.is_open(request))
    return [_link(door, request.path) for door in sorted(open_, key=lambda door: door.place)]


def _link(door: _Door, path: str) -> dict[str, Any]:
    url = reverse(door.url_name)
    inside = path == url or path.startswith((f"{url}/", f"{url}."))
    return {"url": url, "name": door.name, "current": inside}
