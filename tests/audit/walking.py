"""Every page of a demo desk behind https, asked by a visitor, a customer, an agent and a lead."""

from __future__ import annotations

import re
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from typing import Any, Final
from urllib.parse import urldefrag, urljoin, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.test import Client
from django.urls import NoReverseMatch, Resolver404, get_resolver, resolve, reverse

from kept.people import sign_in
from kept.people.models import Customer, Staff
from tests.audit import HOST, answers
from tests.desk import AGENT, CUSTOMER, LEAD

#: Pages of the same kind, of one person: what is wrong with one is wrong with all.
MOST: Final = 2
_LINKS: Final = re.compile(r"""(?:href|src|action)="([^"]+)\"""")
_PRIVATE: Final = ("/desk/", "/requests", "/my/")


@dataclass
class Walk:
    """What was found. `seen`: how often each kind of address was asked, by its name."""

    findings: dict[str, list[str]] = field(default_factory=dict)
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)

    def names(self) -> set[str]:
        return {name for _who, name in self.seen}


def walk() -> Walk:
    """Go along all links, as each of the four."""
    found = Walk()
    for who, client in _browsers().items():
        _walk(who, client, found)
    return found


def _walk(who: str, client: Client, found: Walk) -> None:
    waiting = deque(_addresses_without_arguments())
    known = set(waiting)
    while waiting:
        path = waiting.popleft()
        name = _name(path)
        if name is None or found.seen[who, name] >= MOST:
            continue
        found.seen[who, name] += 1
        answer = client.get(path, headers={"accept": "text/html"})
        text = _text(answer)
        for what in _wrong(path, answer, text):
            found.findings.setdefault(what, []).append(f"{path} ({who})")
        links = (urldefrag(urljoin(path, unescape(link)))[0] for link in _LINKS.findall(text))
        ours = {link for link in links if not urlsplit(link).netloc} - known
        known |= ours
        waiting += sorted(ours)


def _wrong(path: str, answer: Any, text: str) -> Iterator[str]:
    headers = {name.lower(): value for name, value in answer.headers.items()}
    page = headers.get("content-type", "").startswith("text/html")
    inside = path.startswith(_PRIVATE) and answer.status_code == 200
    if answer.status_code >= 500:
        yield f"it fails ({answer.status_code})"
    yield from answers.of_headers(headers, private=inside, page=page)
    yield from answers.of_cookies(answer.cookies)
    if page and "sandbox" not in headers.get("content-security-policy", ""):
        yield from answers.of_page(text, HOST)


def _text(answer: HttpResponseBase) -> str:
    if isinstance(answer, StreamingHttpResponse):
        if answer.is_async:
            return ""
        return b"".join(answer.streaming_content).decode(errors="replace")
    return bytes(answer.content).decode(errors="replace")


def _addresses_without_arguments() -> list[str]:
    return sorted({path for name in _all_names() if (path := _alone(name)) and _asked(path)})


def _asked(path: str) -> bool:
    """Not the stream, which does not end."""
    return not path.startswith("/live/")


def _all_names() -> set[str]:
    return {key for key in get_resolver().reverse_dict if isinstance(key, str)}


def _alone(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _name(path: str) -> str | None:
    """What kind of page it is; None for a file that the pages bring along, or nothing of ours."""
    try:
        return resolve(urlsplit(path).path).url_name if _asked(path) else None
    except Resolver404:
        return None


def unseen(found: Walk) -> list[str]:
    """Addresses that no link led to: those that take only what is sent, and those with tokens."""
    return sorted(_all_names() - found.names())


def _browsers() -> dict[str, Client]:
    browsers = {name: Client(**_https()) for name in ("visitor", "customer", "agent", "lead")}
    for name, address in (("agent", AGENT), ("lead", LEAD)):
        browsers[name].force_login(Staff.objects.get(email=address))
    _sign_in(browsers["customer"], Customer.objects.get(email=CUSTOMER))
    return browsers


def _https() -> dict[str, Any]:
    return {"HTTP_HOST": HOST, "HTTP_X_FORWARDED_PROTO": "https", "wsgi.url_scheme": "https"}


def _sign_in(browser: Client, customer: Customer) -> None:
    request = HttpRequest()
    request.session = browser.session
    sign_in.sign_in(request, customer)
    request.session.save()
    browser.cookies[settings.SESSION_COOKIE_NAME] = str(request.session.session_key)
