"""What the pages do in a browser. No desk runs: a small server here answers each address.

Everything is answered under the desk's own content security policy, and a page that throws or is
refused something fails.
"""

import mimetypes
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from queue import Queue

import pytest
from django.template import engines
from django.utils import timezone, translation
from playwright.sync_api import Browser, Page, expect, sync_playwright

from kept.core import say
from kept.core.calendar import tz
from kept.front import samples
from kept.front.promises import shown
from kept.front.tests.test_promises import Row
from tests import chromium as machine

pytestmark = pytest.mark.browser

STATIC = Path(__file__).parents[1] / "static"
POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-n'; style-src 'self' 'nonce-n'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'"
)
WORKSPACE = """{% extends "front/workspace.html" %}{% load kept %}
{% block list %}<section class="inbox" aria-label="List"><header><button class="menu"
popovertarget="rail">Menu</button><form class="filter"><input type="search" aria-label="Filter"
data-key="/"></form></header><div class="scroll">
{% for row in rows %}{% include "front/row.html" %}{% endfor %}</div></section>{% endblock %}
{% block main %}<article class="ticket"><header><button data-key="a">Assign</button>
{% include "front/owed.html" %}</header><div class="thread" id="thread"><p id="news">{{ news }}</p>
<details id="quoted"><summary>quoted</summary>words</details></div>
{% include "front/composer.html" %}</article>{% endblock %}"""
PUBLIC = """{% extends "front/public.html" %}{% load static %}
{% block scripts %}{{ block.super }}<script type="module" src="{% static 'kept/public/paste.js' %}">
</script>{% endblock %}{% block main %}<form><input type="hidden" name="zone">
<div data-paste="Remove {}"><input type="file" name="files" multiple><ul class="gathered"></ul>
</div></form>{% endblock %}"""


@dataclass(frozen=True)
class Answer:
    body: bytes | str = b""
    kind: str = "text/html; charset=utf-8"
    status: int = 200
    location: str = ""


class Desk:
    """The other end: answers each address with a function, and remembers what was asked."""

    def __init__(self) -> None:
        self.answers: dict[str, Callable[[], Answer]] = {}
        self.asked: list[str] = []
        self.posted: dict[str, list[str]] = {}
        #: What the stream of hints still has to say; it stays open until None comes.
        self.hints: Queue[str | None] = Queue()
        self.url = ""

    def shows(self, path: str, template: str, **context: object) -> None:
        self.answers[path] = lambda: Answer(page(template, context))

    def answer(self, path: str) -> Answer:
        self.asked.append(path)
        if path.startswith("/static/"):
            file = STATIC / path.removeprefix("/static/")
            return Answer(file.read_bytes(), mimetypes.guess_type(file.name)[0] or "font/woff2")
        return self.answers.get(path, lambda: Answer(status=404))()


class Handler(BaseHTTPRequestHandler):
    desk: Desk

    def do_GET(self) -> None:
        path = self.path.partition("?")[0]
        answer = self.desk.answer(path)
        if path == "/live" and answer.status == 200:
            return self.stream()
        self.give(answer)
        return None

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"])).decode(errors="replace")
        self.desk.posted.setdefault(self.path, []).append(body)
        self.give(self.desk.answer(self.path))

    def give(self, answer: Answer) -> None:
        body = answer.body.encode() if isinstance(answer.body, str) else answer.body
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.kind)
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Content-Security-Policy", POLICY)
        if answer.location:
            self.send_header("Location", answer.location)
        self.end_headers()
        self.wfile.write(body)

    def stream(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(b"retry: 100\n\n")
        while (hint := self.desk.hints.get()) is not None:
            self.wfile.write(f"data: {hint}\n\n".encode())

    def log_message(self, *_args: object) -> None:
        pass


def page(template: str, context: dict[str, object], language: str = "en") -> str:
    composer = samples.composer() | {"error": "", "action": "/send", "writing_url": "/writing"}
    rows = [row | {"url": f"/{row['number']}", "promise": None} for row in samples.rows()]
    shared = {"rows": rows, "composer": composer, "CSP_NONCE": "n", "news": "old"}
    with translation.override(language):
        said = {k: v() if callable(v) else v for k, v in context.items()}
        return engines["django"].from_string(template).render(shared | said)


@pytest.fixture(scope="module")
def chromium():
    path = machine.find()
    if path is None:
        pytest.skip("no Chromium here; apt-get install chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(machine.FLAGS))
        yield browser
        browser.close()


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
    browser_page.wait_for_function("document.querySelector('.gathered') && window.Turbo")
    browser_page.wait_for_timeout(50)
    return browser_page


def field(page: Page):
    return page.get_by_label("Your words")


def choose(page: Page, mode: str) -> None:
    page.locator(f".modes label:has([value={mode}])").click()


# Time


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_browser_says_durations_as_the_server_does(browser_page, desk, language):
    desk.answers["/"] = lambda: Answer(page(WORKSPACE, {}, language))
    browser_page.goto("/")
    seconds = [0, 1, 59, 60, 61, 3599, 3600, 3660, 7799, 86399, 86400, 90061, 172799, 172800,
               176400, 259199, 900_000]  # fmt: skip
    said = browser_page.evaluate(
        "async (all) => { const { duration } = await import('/static/kept/shared/duration.js');"
        " return all.map((s) => duration(1000 * s)); }",
        seconds,
    )
    assert said == [say.left(timedelta(seconds=s), language) for s in seconds]


def promise(due: float, **more: object):
    now = timezone.now()
    row = Row(
        started_at=now - timedelta(hours=1),
        due_at=now + timedelta(seconds=due),
        **({"warn_at": now + timedelta(seconds=due - 3600), "aim_at": None} | more),
    )
    return shown(row, now=now, zone=tz("UTC"), language="en")


def test_the_last_minute_is_counted_second_by_second(browser_page, desk):
    desk.shows("/", WORKSPACE, promises=lambda: [promise(30)])
    browser_page.goto("/")
    time = browser_page.locator(".owed [data-promise-target=time]")
    expect(time).to_have_text("28\xa0s left")
    expect(time).to_have_text("27\xa0s left")
    dashes = browser_page.locator(".owed .wedge").get_attribute("stroke-dasharray")
    assert float(dashes.split()[2]) < 1.5


def test_a_clock_that_is_wrong_does_not_make_the_words_wrong(browser_page, desk):
    desk.shows("/", WORKSPACE, promises=lambda: [promise(3 * 3600 + 30)])
    browser_page.add_init_script(
        "{ const real = Date.now; Date.now = () => real() + 7_200_000;"
        " Object.defineProperty(performance, 'timeOrigin', { value: real() + 7_200_000 }); }"
    )
    browser_page.goto("/")
    browser_page.wait_for_function("window.Turbo")
    expect(browser_page.locator(".owed [data-promise-target=time]")).to_have_text("in 3\xa0h")


def test_when_a_state_should_turn_the_server_is_asked(browser_page, desk):
    turns = datetime.now(UTC) + timedelta(seconds=2)
    desk.shows("/", WORKSPACE, live_url="/live", promises=lambda: [
        promise((turns - datetime.now(UTC)).total_seconds() + 3600, warn_at=turns)
    ])  # fmt: skip
    desk.answers["/live"] = Answer
    browser_page.goto("/")
    expect(browser_page.locator(".owed li")).to_have_attribute("data-state", "running")
    expect(browser_page.locator(".owed li")).to_have_attribute("data-state", "soon")


# Writing


def test_a_draft_survives_a_closed_tab_and_is_kept_for_each_mode(workspace):
    field(workspace).fill("Bonjour Camille")
    expect(workspace.locator(".saved")).to_contain_text("Saved")
    choose(workspace, "note")
    expect(field(workspace)).to_have_value("")
    field(workspace).fill("only for us")
    second = workspace.context.new_page()
    workspace.close()
    second.goto("/")
    expect(field(second)).to_have_value("Bonjour Camille")
    choose(second, "note")
    expect(field(second)).to_have_value("only for us")


def test_another_tab_goes_on_with_the_draft(workspace):
    second = workspace.context.new_page()
    second.goto("/")
    second.wait_for_function("window.Turbo")
    field(workspace).press_sequentially("both")
    expect(field(second)).to_have_value("both")


def test_what_was_sent_is_no_draft_any_more(workspace, desk):
    field(workspace).fill("Bonjour Camille")
    field(workspace).press("Control+Enter")
    expect(field(workspace)).to_have_value("")
    assert "Bonjour Camille" in desk.posted["/send"][0]
    workspace.reload()
    expect(field(workspace)).to_have_value("")


def test_what_was_refused_is_kept(workspace, desk):
    refused = page(WORKSPACE, {"composer": samples.composer()})
    desk.answers["/send"] = lambda: Answer(refused, status=422)
    field(workspace).fill("Bonjour Camille")
    field(workspace).press("Control+Enter")
    expect(workspace.get_by_role("alert")).to_contain_text("Not sent: Camille wrote at 10:38")
    expect(field(workspace)).to_have_value("Bonjour Camille")


@pytest.mark.parametrize(("mode", "then"), [("reply", "stay"), ("note", "note")])
def test_ctrl_enter_sends_in_the_mode_that_is_chosen(workspace, desk, mode, then):
    choose(workspace, mode)
    field(workspace).fill("words")
    field(workspace).press("Control+Enter")
    expect(field(workspace)).to_have_value("")
    assert f'name="then"\r\n\r\n{then}' in desk.posted["/send"][0]


def test_an_empty_reply_is_not_sent(workspace, desk):
    field(workspace).fill("  ")
    field(workspace).press("Control+Enter")
    workspace.wait_for_timeout(100)
    assert "/send" not in desk.posted


def test_others_hear_that_somebody_writes_but_not_at_each_letter(workspace, desk):
    field(workspace).press_sequentially("twelve times")
    workspace.wait_for_timeout(100)
    assert desk.posted["/writing"] == ["mode=reply"]


def drop(page: Page, where: str, name: str, kind: str = "drop") -> None:
    page.evaluate(
        """([where, name, kind]) => {
          const data = new DataTransfer();
          data.items.add(new File(["x".repeat(1500)], name, { type: "image/png" }));
          const [Kind, key] = kind === "drop" ? [DragEvent, "dataTransfer"]
                                              : [ClipboardEvent, "clipboardData"];
          const event = new Kind(kind, { bubbles: true, cancelable: true, [key]: data });
          document.querySelector(where).dispatchEvent(event);
        }""",
        [where, name, kind],
    )


def file_names(page: Page) -> list[str]:
    return page.evaluate(
        "[...document.querySelector('input[name=files]').files].map((f) => f.name)"
    )


def test_pictures_are_pasted_dropped_shown_and_taken_back(workspace):
    drop(workspace, ".composer textarea", "image.png", "paste")
    drop(workspace, ".composer", "bar.png")
    expect(workspace.locator(".gathered img")).to_have_count(2)
    assert file_names(workspace)[0].startswith("screenshot-")
    expect(workspace.locator(".gathered small").first).to_have_text("1.5 kB")
    workspace.get_by_role("button", name="Remove bar.png").click()
    assert len(file_names(workspace)) == 1


# Keys


def test_keys_walk_the_list_and_open_a_ticket(workspace, desk):
    desk.shows("/4812", WORKSPACE)
    rows = workspace.locator(".row")
    workspace.keyboard.press("j")
    expect(rows.nth(2)).to_be_focused()  # the second is the one that is open
    workspace.keyboard.press("k")
    workspace.keyboard.press("k")
    workspace.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    workspace.keyboard.press("j")
    workspace.keyboard.press("o")
    workspace.wait_for_url("**/4812")


def test_keys_reach_the_fields_and_not_while_somebody_types(workspace):
    workspace.keyboard.press("r")
    expect(field(workspace)).to_be_focused()
    workspace.keyboard.type("n/?a")
    expect(field(workspace)).to_have_value("n/?a")
    workspace.keyboard.press("Escape")
    workspace.keyboard.press("n")
    expect(workspace.get_by_role("radio", name="Note")).to_be_checked()
    expect(field(workspace)).to_be_focused()
    workspace.keyboard.press("Escape")
    workspace.keyboard.press("/")
    expect(workspace.get_by_label("Filter")).to_be_focused()


def test_keys_can_be_switched_off(workspace):
    workspace.keyboard.press("?")
    expect(workspace.get_by_role("dialog")).to_be_visible()
    workspace.get_by_label("Single keys do something").uncheck()
    workspace.get_by_role("button", name="Close").click()
    workspace.keyboard.press("r")
    expect(field(workspace)).not_to_be_focused()
    workspace.keyboard.press("?")
    expect(workspace.get_by_role("dialog")).to_be_visible()


# Live


def test_a_hint_refreshes_the_page_and_disturbs_nobody(browser_page, desk):
    news = ["old", "new", "new"]
    desk.shows("/", WORKSPACE, live_url="/live", news=lambda: news.pop(0) if news else "new")
    desk.answers["/live"] = Answer
    browser_page.goto("/")
    browser_page.wait_for_function("window.Turbo")
    browser_page.locator("#quoted summary").click()
    field(browser_page).fill("half a sent")
    field(browser_page).evaluate("field => field.setSelectionRange(4, 4)")
    browser_page.wait_for_timeout(100)
    desk.hints.put('{"ticket": 1}')
    expect(browser_page.locator("#news")).to_have_text("new")
    expect(field(browser_page)).to_have_value("half a sent")
    expect(field(browser_page)).to_be_focused()
    assert field(browser_page).evaluate("field => field.selectionStart") == 4
    assert browser_page.locator("#quoted").get_attribute("open") is not None


def test_a_stream_that_broke_is_taken_up_again_and_what_was_missed_is_fetched(browser_page, desk):
    news = ["old"]
    desk.shows("/", WORKSPACE, live_url="/live", news=lambda: news.pop(0) if news else "missed")
    desk.answers["/live"] = lambda: Answer(status=503)
    browser_page.goto("/")
    expect(browser_page.locator("#news")).to_have_text("old")
    desk.answers["/live"] = Answer
    expect(browser_page.locator("#news")).to_have_text("missed")


# Customers' pages


def test_the_readers_zone_is_told_once_and_the_page_shown_again_in_it(browser_page, desk):
    desk.shows("/", PUBLIC, shown_zone="UTC")
    browser_page.goto("/")
    browser_page.wait_for_function("document.cookie.includes('zone=Asia/Tokyo')")
    browser_page.wait_for_timeout(300)
    assert desk.asked.count("/") == 2
    assert browser_page.locator("input[name=zone]").input_value() == "Asia/Tokyo"


def test_a_page_that_already_speaks_the_readers_time_is_left_alone(browser_page, desk):
    desk.shows("/", PUBLIC, shown_zone="Asia/Tokyo")
    browser_page.goto("/")
    browser_page.wait_for_timeout(300)
    assert desk.asked.count("/") == 1


def test_customers_paste_pictures_anywhere_on_the_page(browser_page, desk):
    desk.shows("/", PUBLIC)
    browser_page.goto("/")
    browser_page.wait_for_timeout(100)
    drop(browser_page, "body", "image.png", "paste")
    expect(browser_page.locator(".gathered img")).to_have_count(1)
    assert len(file_names(browser_page)) == 1


# Small screens


@pytest.mark.parametrize("path", ["workspace", "public"])
def test_nothing_scrolls_sideways_on_the_smallest_screen(browser_page, desk, path):
    desk.shows("/", WORKSPACE if path == "workspace" else PUBLIC)
    browser_page.set_viewport_size({"width": 320, "height": 640})
    browser_page.goto("/")
    assert browser_page.evaluate("document.documentElement.scrollWidth") <= 320


def test_on_a_phone_the_rail_is_behind_a_button(browser_page, desk):
    desk.shows("/", WORKSPACE.replace('<article class="ticket">', '<article class="none">'))
    browser_page.set_viewport_size({"width": 390, "height": 800})
    browser_page.goto("/")
    expect(browser_page.locator(".rail")).not_to_be_visible()
    browser_page.get_by_text("Menu", exact=True).click()
    expect(browser_page.locator(".rail")).to_be_visible()
