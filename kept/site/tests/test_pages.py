"""Pages as a server asks for them: whole requests in, whole answers out, threads that stay."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from asgiref.testing import ApplicationCommunicator
from django.core.signals import request_finished, request_started
from django.http import FileResponse, HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import path

from kept.site.body import SMALL
from kept.site.pages import Pages

THIS = Path(__file__)
Message = dict[str, Any]


def where(request: HttpRequest) -> HttpResponse:
    return HttpResponse(threading.current_thread().name)


def length(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(len(request.body)))


def beginning(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.read(3))


def parts(request: HttpRequest) -> StreamingHttpResponse:
    return StreamingHttpResponse(part for part in (b"one ", b"", b"two"))


def file(request: HttpRequest) -> FileResponse:
    return FileResponse(THIS.open("rb"))


def broken(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("a mistake in a page")


urlpatterns = [
    path(page.__name__, page) for page in (where, length, beginning, parts, file, broken)
]


@pytest.fixture
def pages(settings: Any) -> Pages:
    settings.ROOT_URLCONF = __name__
    settings.MIDDLEWARE = []
    settings.DEBUG_PROPAGATE_EXCEPTIONS = False
    return Pages(threads=1)


def request(page: str, *body: bytes, query: bytes = b"") -> tuple[Message, list[Message]]:
    scope = {
        "type": "http",
        "method": "POST" if body else "GET",
        "path": f"/{page}",
        "query_string": query,
        "headers": [(b"host", b"127.0.0.1")],
    }
    pieces = [{"type": "http.request", "body": piece, "more_body": True} for piece in body]
    return scope, [*pieces, {"type": "http.request", "body": b"", "more_body": False}]


def answer(pages: Pages, scope: Message, said: list[Message]) -> tuple[int, bytes]:
    """Status and body; no status where nothing was answered."""

    async def asked() -> list[Message]:
        server = ApplicationCommunicator(pages, scope)
        for message in said:
            await server.send_input(message)
        await server.wait()
        return [await server.receive_output() for _ in range(server.output_queue.qsize())]

    heard = asyncio.run(asked())
    if not heard:
        return 0, b""
    assert not heard[-1].get("more_body")
    return heard[0]["status"], b"".join(one.get("body", b"") for one in heard[1:])


@pytest.fixture
def ends() -> Iterator[list[str]]:
    """On which thread each request began and ended."""
    seen: list[str] = []

    def note(**_of: object) -> None:
        seen.append(threading.current_thread().name)

    request_started.connect(note)
    request_finished.connect(note)
    yield seen
    request_started.disconnect(note)
    request_finished.disconnect(note)


def test_pages_stay_on_their_thread_from_beginning_to_end(pages: Pages, ends: list[str]) -> None:
    for page in ("where", "where", "parts"):
        assert answer(pages, *request(page))[0] == 200
    assert ends == ["page_0"] * 6


@pytest.mark.parametrize(
    "pieces", [[], [b"x" * 1000] * 30, [b"x" * SMALL] * 40, [b"x" * 3 * SMALL]]
)
def test_a_request_is_read_whole_however_it_comes(pages: Pages, pieces: list[bytes]) -> None:
    length = str(sum(map(len, pieces))).encode()
    assert answer(pages, *request("length", *pieces)) == (200, length)


def test_of_a_large_request_no_more_is_taken_than_the_page_reads(pages: Pages) -> None:
    scope, (first, *_rest) = request("beginning", b"abcdef" * SMALL, b"more")
    assert answer(pages, scope, [first]) == (200, b"abc")


def test_what_streams_is_sent_to_its_end(pages: Pages) -> None:
    assert answer(pages, *request("parts")) == (200, b"one two")
    assert answer(pages, *request("file")) == (200, THIS.read_bytes())


GONE = {"type": "http.disconnect"}


def test_who_goes_away_while_sending_starts_no_page(pages: Pages, ends: list[str]) -> None:
    scope, (piece, _end) = request("length", b"x")
    assert answer(pages, scope, [piece, GONE])[0] == 0
    assert ends == []


def test_who_goes_away_while_sending_much_leaves_the_thread_to_others(pages: Pages) -> None:
    scope, (piece, _end) = request("length", b"x" * 2 * SMALL)
    answer(pages, scope, [piece, GONE])
    assert answer(pages, *request("where")) == (200, b"page_0")


@pytest.mark.filterwarnings("ignore:.*")
def test_a_mistake_is_answered_and_the_thread_goes_on(pages: Pages) -> None:
    assert answer(pages, *request("broken"))[0] == 500
    assert answer(pages, *request("where")) == (200, b"page_0")


def test_an_address_that_is_no_text_is_a_bad_request(pages: Pages) -> None:
    assert answer(pages, *request("where", query=b"\xff"))[0] == 400
