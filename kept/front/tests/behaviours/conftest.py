"""What the pages do in a browser. No desk runs: a small server here answers each address.

Everything is answered under the desk's own content security policy, and a page that throws or is
refused something fails.
"""

import threading
from collections.abc import Iterator
from http.server import ThreadingHTTPServer

import pytest
from playwright.sync_api import Browser, Page

from kept.front.tests.behaviours.desk import WORKSPACE, Answer, Desk, Handler


@pytest.fixture
def desk() -> Iterator[Desk]:
    desk = Desk()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Handler,), {"desk": desk}))
    server.daemon_threads = True
    desk.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield desk
    desk.hints.put(None)
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def browser_page(chromium: Browser, desk: Desk):
    context = chromium.new_context(base_url=desk.url, timezone_id="Asia/Tokyo", locale="en-GB")
    context.set_default_timeout(5000)
    mistakes: list[str] = []
    context.on("weberror", lambda error: mistakes.append(str(error.error)))
    context.on("console", lambda m: mistakes.append(m.text) if m.type == "error" else None)
    yield context.new_page()
    context.close()
    # the answer of a stream that ends, and of a desk that isn't there, are not the page's fault
    assert [m for m in mistakes if "Failed to load resource" not in m] == []


@pytest.fixture
def workspace(browser_page: Page, desk: Desk) -> Page:
    desk.shows("/", WORKSPACE)
    desk.answers["/send"] = lambda: Answer(status=303, location="/")
    desk.answers["/writing"] = lambda: Answer(status=204)
    browser_page.goto("/")
    browser_page.wait_for_function("window.Turbo")
    return browser_page
