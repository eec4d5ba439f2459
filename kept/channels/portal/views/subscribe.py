"""The policy for programs: what they subscribe to, and what they read."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.views.decorators.cache import cache_control
from django.views.decorators.http import condition, require_safe

from kept.channels.portal import editions, feeds, machine
from kept.channels.portal.editions import Version
from kept.channels.portal.schema import json_schema
from kept.core.policy import Policy
from kept.core.policy.typography import set_type
from kept.record import policy as record

View = Callable[..., HttpResponse]


def _version(number: int | None) -> Version:
    known = editions.versions(timezone.now())
    return editions.in_force(known) if number is None else editions.find(known, number)


def _mark(request: HttpRequest, number: int | None = None, **_more: object) -> str:
    """A version never changes: its digest names it, with the language and address it is told in."""
    return f'"{_version(number).digest[:32]}-{_language()}"'


def _since(request: HttpRequest, number: int | None = None, **_more: object) -> datetime:
    version = _version(number)
    return max(version.published, version.since) if number is None else version.published


def _language() -> str:
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def _spoken(policy: Policy) -> str:
    return _language() if _language() in policy.languages else policy.original


def _lasting(view: View) -> View:
    """Anybody may keep it for an hour, and then asks whether it is still so."""
    asked = condition(etag_func=_mark, last_modified_func=_since)(view)
    return require_safe(cache_control(public=True, max_age=3600)(asked))


@_lasting
def document(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """The policy in force, or one version, for machines."""
    version = _version(number)
    facts: dict[str, Any] = {
        "$schema": _absolute("policy-schema"),
        "version": version.number,
        "published": version.published,
        "in_force_since": version.since,
        "note": version.note,
        "notes": version.notes,
        "major": version.major,
        "digest": version.digest,
    }
    policy = record.edition(version.number).policy
    told = machine.document(policy, facts).model_dump_json(by_alias=True, indent=2)
    return HttpResponse(told, content_type="application/json")


@require_safe
@cache_control(public=True, max_age=3600)
def schema(request: HttpRequest) -> HttpResponse:
    """The JSON Schema of the document."""
    told = json_schema(_absolute("policy-schema"))
    return JsonResponse(
        told, content_type="application/schema+json", json_dumps_params={"indent": 2}
    )


@require_safe
@cache_control(public=True, max_age=3600)
@condition(
    etag_func=lambda request: f'"{record.history()[0].digest[:32]}-{_language()}"',
    last_modified_func=lambda request: record.history()[0].published_at,
)
def changes(request: HttpRequest) -> HttpResponse:
    """Each published version, for a feed reader."""
    known = editions.versions(timezone.now())
    policy = record.edition(editions.in_force(known).number).policy
    spoken = _spoken(policy)
    title = set_type(f"{policy.company}: {policy.texts[spoken].title}", spoken)
    told = feeds.atom(title, known, _language())
    return HttpResponse(told, content_type="application/atom+xml; charset=utf-8")


@_lasting
def calendar(request: HttpRequest, name: str = "hours") -> HttpResponse:
    """When the desk is open, for a calendar program."""
    version = _version(None)
    policy = record.edition(version.number).policy
    if name not in policy.calendar_clauses:  # the team's own are nobody else's
        raise Http404("no such calendar")
    told = feeds.icalendar(policy, name, _spoken(policy), version)
    return HttpResponse(told, content_type="text/calendar; charset=utf-8")


def _absolute(name: str) -> str:
    return f"{settings.DESK.url}{reverse(name)}"
