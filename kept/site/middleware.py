"""What holds for every request: its language, and a page where a form's address is opened."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import DatabaseError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation.trans_real import parse_accept_lang_header

from kept.people import limits
from kept.record import audit, languages
from kept.site import errors

#: What only the team reads, and the outbox of a desk that tries Kept, below these.
_OF_THE_TEAM = ("/desk/", "/live/", "/design/", "/outbox")


def language(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """What the reader chose (`?language=fr`, kept in a cookie), else what their browser asks; of
    the languages of the policy in force, or of the team's where only the team comes."""

    def middleware(request: HttpRequest) -> HttpResponse:
        spoken = _spoken(request)
        chosen = request.GET.get("language", "")
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = languages.first_of((chosen, cookie, *_wished(request)), spoken)
        with translation.override(code):
            request.LANGUAGE_CODE = code
            request.languages = spoken  # type: ignore[attr-defined]
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        if chosen in spoken and chosen != cookie:
            response.set_cookie(
                settings.LANGUAGE_COOKIE_NAME,
                chosen,
                max_age=365 * 24 * 3600,
                samesite="Lax",
                secure=settings.SECURE,
            )
        patch_vary_headers(response, ("Accept-Language", "Cookie"))
        return response

    return middleware


def _spoken(request: HttpRequest) -> tuple[str, ...]:
    if not request.path.startswith(_OF_THE_TEAM):
        try:
            return languages.offered()
        except DatabaseError:  # the page will say what is wrong, in a language that it knows
            pass
    return tuple(code for code, _name in settings.TEAM_LANGUAGES)


def _wished(request: HttpRequest) -> Iterator[str]:
    """What the browser asks for, without regions: 'fr' for 'fr-CA'."""
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    return (code.partition("-")[0] for code, _weight in accepted)


def asked_from(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """What a request does to the desk itself is noted with where it was asked from."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD"):
            return get_response(request)
        with audit.asked_from(lambda: _where(request)):
            return get_response(request)

    return middleware


def _where(request: HttpRequest) -> tuple[str, str]:
    return limits.network(request), request.headers.get("User-Agent", "")[:300]


def wrong_method(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A page for a person who opens an address that takes only POST, which is else an empty one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        asks_for_a_page = request.method == "GET" and response.status_code == 405
        return errors.wrong_method(request, response) if asks_for_a_page else response

    return middleware
