"""What holds for every request: its language, and a page where a form's address is opened."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.cache import patch_vary_headers

from kept.site import errors


def language(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """What the reader chose (`?language=fr`, kept in a cookie), else what their browser asks."""
    known = {code for code, _ in settings.LANGUAGES}

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = request.GET.get("language", "")
        cookie = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
        code = next((c for c in (chosen, cookie) if c in known), None)
        code = code or translation.get_language_from_request(request)
        with translation.override(code):
            request.LANGUAGE_CODE = code
            response = get_response(request)
        response.headers.setdefault("Content-Language", code)
        if chosen in known and chosen != cookie:
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


def wrong_method(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """A page for a person who opens an address that takes only POST, which is else an empty one."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        asks_for_a_page = request.method == "GET" and response.status_code == 405
        return errors.wrong_method(request, response) if asks_for_a_page else response

    return middleware
