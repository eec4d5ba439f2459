"""The desk's own letters in a frame: they keep their styles, run nothing and load nothing."""

from __future__ import annotations

from django.http import HttpResponse

_LETTER = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-ancestors 'self'; "


def framed(markup: str, *, leads_on: bool = True) -> HttpResponse:
    """The HTML of a letter, for a frame of our own pages. A link in it opens in the whole window,
    as in a mail program, and only when it is pressed; where it does not lead on, in none."""
    sandbox = "sandbox allow-top-navigation-by-user-activation" if leads_on else "sandbox"
    response = HttpResponse(markup.replace("<head>", '<head><base target="_top">', 1))
    response.headers["Content-Security-Policy"] = _LETTER + sandbox
    response.headers["X-Frame-Options"] = "SAMEORIGIN"
    return response
