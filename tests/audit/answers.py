"""What is wrong with one answer of the desk: its headers, its cookies, its page. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Final
from urllib.parse import urlsplit

#: What every policy of a page forbids, or allows to the desk alone.
_NEEDED: Final = {
    "default-src": {"'none'"},
    "base-uri": {"'none'"},
    "form-action": {"'self'"},
    "frame-ancestors": {"'none'", "'self'"},
}
#: Where a value is known to be harmless: pictures that the page itself brings along.
_OWN: Final = {"'self'", "'none'", "data:", "blob:"}
_NONCE: Final = re.compile(r"'nonce-[A-Za-z0-9+/_=-]{16,}'")
_LOADING: Final = {
    "script": ("src",),
    "link": ("href",),
    "img": ("src", "srcset"),
    "source": ("src", "srcset"),
    "iframe": ("src",),
    "form": ("action",),
    "video": ("src", "poster"),
    "audio": ("src",),
    "object": ("data",),
    "embed": ("src",),
}


def of_headers(headers: Mapping[str, str], *, private: bool, page: bool) -> Iterator[str]:
    """`headers` by their names in small letters; `private`: what only somebody may see."""
    if headers.get("x-content-type-options") != "nosniff":
        yield "X-Content-Type-Options is not nosniff"
    if not headers.get("strict-transport-security", "").startswith("max-age="):
        yield "Strict-Transport-Security is missing"
    if "server" in headers or "x-powered-by" in headers:
        yield "it says which software it is"
    caching = headers.get("cache-control", "")
    if private and "no-store" not in caching and (page or "private" not in caching):
        yield "a cache may keep what is somebody's: Cache-Control says neither no-store nor private"
    if not page:
        return
    if headers.get("referrer-policy") not in ("same-origin", "no-referrer"):
        yield "Referrer-Policy lets other hosts read addresses of this desk"
    if headers.get("cross-origin-opener-policy") != "same-origin":
        yield "Cross-Origin-Opener-Policy is not same-origin"
    if "content-security-policy" not in headers:
        yield "Content-Security-Policy is missing"
    else:
        yield from of_policy(headers["content-security-policy"])


def of_policy(said: str) -> Iterator[str]:
    """What a Content-Security-Policy allows that it need not."""
    rules = {
        name: set(values)
        for name, *values in (part.split() for part in said.split(";") if part.strip())
    }
    runs = rules.get("script-src", rules.get("default-src", set())) - {"'none'"}
    alone = "sandbox" in rules or not runs  # a letter in a frame, where nothing runs
    for name, wanted in _NEEDED.items():
        if alone and name in ("base-uri", "form-action"):
            continue
        if not rules.get(name) or not rules[name] <= wanted:
            yield f"Content-Security-Policy: {name} is not {' or '.join(sorted(wanted))}"
    for name, values in rules.items():
        if name == "sandbox":
            continue
        for value in values - _OWN:
            if not _NONCE.fullmatch(value) and not (
                value == "'unsafe-inline'" and name == "style-src" and alone
            ):
                yield f"Content-Security-Policy: {name} allows {value}"


def of_cookies(cookies: SimpleCookie) -> Iterator[str]:
    """Cookies that were set by an answer."""
    for name, one in cookies.items():
        if not one["secure"]:
            yield f"the cookie {name} is not Secure"
        if one["samesite"] not in ("Lax", "Strict"):
            yield f"the cookie {name} goes along from other sites: no SameSite"
        if not one["httponly"] and name == "sessionid":
            yield f"scripts may read the cookie {name}: no HttpOnly"


def of_page(text: str, host: str) -> Iterator[str]:
    """What a page runs by itself or loads from elsewhere."""
    reader = _Reader(host)
    reader.feed(text)
    yield from reader.found


class _Reader(HTMLParser):
    def __init__(self, host: str) -> None:
        super().__init__()
        self.host = host
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "script" and "src" not in given and not given.get("nonce"):
            self.found.append("a script stands in the page without a nonce")
        if tag == "style" and not given.get("nonce"):
            self.found.append("a style stands in the page without a nonce")
        self.found += [
            f"<{tag}> has {name}=, which a strict policy forbids"
            for name in given
            if name == "style" or name.startswith("on")
        ]
        if tag == "link" and not {"stylesheet", "preload", "modulepreload", "icon"} & set(
            given.get("rel", "").split()
        ):
            return
        for name in _LOADING.get(tag, ()):
            self._loads(tag, given.get(name, ""))

    def _loads(self, tag: str, where: str) -> None:
        parts = urlsplit(where.split()[0] if where.strip() else "")
        if parts.scheme == "javascript" or (parts.netloc and parts.netloc != self.host):
            self.found.append(f"<{tag}> leads to {parts.netloc or parts.scheme}")
