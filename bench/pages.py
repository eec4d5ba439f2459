"""What a page costs the server: CPU of the web process for each request, over real HTTP."""

from __future__ import annotations

import html
import http.client
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode, urljoin

import psutil
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY

from kept.people.models import Staff
from kept.people.session import SessionStore
from kept.tickets.models import Ticket

RUNS = 5
REQUESTS = 40
#: What is looked for: a word of a handful of tickets, one of all, one that nobody wrote; filters
#: that leave many, few and none.
_SOUGHT = {
    "rare word": "shop123",
    "common word": "competitor",
    "common words, open": "competitor presentation is:open",
    "a slip": "competiter",
    "open": "is:open language:fr",
    "mine, due": "assigned:me due:<2h",
    "none": "kind:bug created:<7d",
    "without a language": "is:open -language:fr",
    "late in many": "due:>2d -channel:form",
}
_NEXT = re.compile(r'href="([^"]+)" rel="next"')
_TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="([^"]+)"')


def run(long: int) -> dict[str, Any]:
    """CPU milliseconds a request, the median of several runs, and the page's size in KB."""
    with _web() as web:
        browser = _Browser(web)
        hundredth = _page(browser, 100)
        answers = iter(Ticket.objects.filter(rank__lte=2).values_list("pk", flat=True)[:1000])
        return {
            "list, first page": browser.measure(lambda: browser.get("/desk/")),
            "list, page 100": browser.measure(lambda: browser.get(hundredth)),
            "list, filtered": browser.measure(lambda: browser.get("/desk/lists/mine")),
            "list, all": browser.measure(lambda: browser.get("/desk/lists/all")),
            **{
                f"search, {name}": browser.measure(lambda said=said: browser.get(_search(said)))
                for name, said in _SOUGHT.items()
            },
            "ticket, 20 messages": browser.measure(lambda: browser.get(f"/desk/tickets/{long}")),
            "reply": browser.measure(lambda: browser.reply(next(answers)), prepared=True),
        }


def _search(said: str) -> str:
    return f"/desk/find?{urlencode({'q': said})}"


def _page(browser: _Browser, number: int) -> str:
    """The address of a list's page `number`, found as a person would: page after page."""
    address = "/desk/lists/all"
    for _turn in range(number - 1):
        found = _NEXT.search(browser.get(address))
        if not found:
            raise AssertionError(f"{address} has no next page")
        address = urljoin(address, html.unescape(found[1]))
    return address


@contextmanager
def _web() -> Iterator[psutil.Process]:
    """The desk's web while the body runs, however the body ends."""
    with subprocess.Popen([sys.executable, "-m", "kept", "web"]) as server:
        try:
            _await()
            yield psutil.Process(server.pid)
        finally:
            server.terminate()


def _await() -> None:
    """Until the web answers. Raises OSError where it has not after 15 seconds."""
    for wait in [0.1] * 150 + [0.0]:
        try:
            connection = http.client.HTTPConnection(settings.KEPT_WEB, timeout=1)
            connection.request("GET", "/desk/sign-in")
            connection.getresponse().read()
        except OSError:
            if not wait:
                raise
            time.sleep(wait)
        else:
            return


class _Browser:
    """An agent who is signed in, on one connection."""

    def __init__(self, web: psutil.Process) -> None:
        self.web = web
        self.connection = http.client.HTTPConnection(settings.KEPT_WEB)
        self.cookies = {"sessionid": _session(), "csrftoken": "a" * 32}

    def get(self, address: str) -> str:
        status, body = self._ask("GET", address)
        assert status == 200, (address, status)
        return body

    def reply(self, ticket: int) -> Callable[[], object]:
        """The page is fetched before, as a person would; only the sending is measured."""
        page = self.get(f"/desk/tickets/{ticket}")
        token = _TOKEN.search(page)
        assert token
        seen = Ticket.objects.get(pk=ticket).messages_count
        form = {
            "csrfmiddlewaretoken": token[1],
            "mode": "reply",
            "text": "Hello,\n\nthank you, we look at it **today**.",
            "seen": seen,
        }

        def send() -> None:
            status, body = self._ask("POST", f"/desk/tickets/{ticket}/say", urlencode(form))
            assert status in (302, 303), (status, body[:500])

        return send

    def measure(self, ask: Callable[[], Any], *, prepared: bool = False) -> dict[str, float]:
        cpu, wall = [], []
        for _run in range(RUNS):
            asks = [ask() for _n in range(REQUESTS)] if prepared else [ask] * REQUESTS
            before, began = self._cpu(), time.perf_counter()
            for one in asks:
                one()
            wall.append((time.perf_counter() - began) / REQUESTS * 1000)
            cpu.append((self._cpu() - before) / REQUESTS * 1000)
        return {"cpu_ms": statistics.median(cpu), "wall_ms": statistics.median(wall)}

    def _cpu(self) -> float:
        times = self.web.cpu_times()
        return float(times.user + times.system)

    def _ask(self, method: str, address: str, body: str | None = None) -> tuple[int, str]:
        headers = {
            "Cookie": "; ".join(f"{k}={v}" for k, v in self.cookies.items()),
            "Origin": f"http://{settings.KEPT_WEB}",
        }
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request(method, address, body, headers)
        answer = self.connection.getresponse()
        for name, value in answer.getheaders():
            if name.lower() == "set-cookie":
                key, _, rest = value.partition("=")
                self.cookies[key] = rest.partition(";")[0]
        return answer.status, answer.read().decode()


def _session() -> str:
    agent = Staff.objects.get(email="bench@kept.example")
    session = SessionStore()
    session[SESSION_KEY] = str(agent.pk)
    session[BACKEND_SESSION_KEY] = settings.AUTHENTICATION_BACKENDS[0]
    session[HASH_SESSION_KEY] = agent.get_session_auth_hash()
    session.save()
    assert session.session_key
    return session.session_key
