"""People at browsers: each has a context of their own, and all use one running desk.

A page that throws, logs an error, or asks for anything that the desk does not serve fails the test
that opened it.
"""

import re
from collections.abc import Callable, Iterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, StorageState

from tests.desk import AGENT, LEAD, PASSWORD, ROOT, Desk, running

FAILURES = ROOT / "var" / "failures"
WAIT_MS = 5_000

#: The widths that pages are looked at in: a desk, a telephone, and the smallest one.
SIZES = ((1440, 900), (390, 844), (320, 640))

#: The rules of axe that another theme could break.
COLOURS = ["color-contrast", "link-in-text-block"]

Person = Callable[..., Page]
Look = Callable[[Page], list[str]]
Cookies = Callable[[str], StorageState]


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The demo desk, running as an operator runs it. All tests share it, as people do: none relies
    on what it alone has left there."""
    with running(tmp_path_factory.mktemp("desk") / "home") as desk:
        yield desk


@pytest.fixture(scope="session")
def cookies(chromium: Browser, desk: Desk) -> Cookies:
    """What the browser of somebody of the team keeps, once they have signed in, by their address.
    Everybody types their password once."""
    kept: dict[str, StorageState] = {}

    def of(email: str) -> StorageState:
        if email not in kept:
            page = chromium.new_page(base_url=desk.url, locale="en-GB", timezone_id="Europe/Paris")
            sign_in(page, email)
            kept[email] = page.context.storage_state()
            page.context.close()
        return kept[email]

    return of


def sign_in(page: Page, email: str) -> None:
    """Type what it takes, and arrive at the inbox."""
    page.goto("/desk/")
    page.locator("[name=username]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/desk/")


@pytest.fixture
def person(
    chromium: Browser, desk: Desk, cookies: Cookies, request: pytest.FixtureRequest
) -> Iterator[Person]:
    """Sits somebody down at a browser: `person(locale="fr-FR", java_script_enabled=False)` a
    stranger, `person(LEAD)` somebody of the team, who is signed in.

    The options are those of Playwright's `Browser.new_context`; `forgiven` is a pattern of what
    the browser may log as an error all the same.
    """
    contexts: list[BrowserContext] = []
    mistakes: list[str] = []

    def sit_down(email: str = "", *, forgiven: str = "status of 422", **options: object) -> Page:
        chosen = {"locale": "en-GB", "timezone_id": "Europe/Paris", "base_url": desk.url}
        if email:
            options["storage_state"] = cookies(email)
        context = chromium.new_context(**(chosen | options))  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        context.on("weberror", lambda error: mistakes.append(str(error.error)))
        context.on("console", lambda message: _note(message, mistakes, forgiven))
        return context.new_page()

    before = request.session.testsfailed
    yield sit_down
    _keep_pictures(contexts, request, failed=request.session.testsfailed > before)
    for context in contexts:
        context.close()
    assert mistakes == [], "the browser complained"


def _note(message: ConsoleMessage, mistakes: list[str], forgiven: str) -> None:
    # A refusal is a page that people read, answered with 422; browsers log that as an error.
    if message.type == "error" and not re.search(forgiven, message.text):
        mistakes.append(f"{message.text} ({message.location.get('url')})")


def _keep_pictures(
    contexts: list[BrowserContext], request: pytest.FixtureRequest, *, failed: bool
) -> None:
    """What each person saw when the test failed, under var/failures/."""
    if not failed:
        return
    pages = [page for context in contexts for page in context.pages]
    for number, page in enumerate(pages, start=1):
        page.screenshot(path=FAILURES / f"{request.node.name}-{number}.png")


@pytest.fixture
def page(person: Person) -> Page:
    return person()


@pytest.fixture
def agent(person: Person) -> Page:
    """An agent of the demo desk, signed in, before an empty page."""
    return person(AGENT)


@pytest.fixture
def lead(person: Person) -> Page:
    """The demo desk's lead, at another browser, signed in, before an empty page."""
    return person(LEAD)


@pytest.fixture(scope="session")
def accessibility() -> Look:
    """What axe finds in the page as it stands: everything in the light theme, and in the dark one
    what depends on colours."""

    def look(page: Page) -> list[str]:
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.evaluate(AXE_SCRIPT)
        light = _axe(page)
        page.emulate_media(color_scheme="dark")
        return [*light, *_axe(page, runOnly=COLOURS)]

    return look


def _axe(page: Page, **options: object) -> list[str]:
    # It would copy our style sheets into the page, which our content security policy refuses, for
    # rules about sound, of which we have none, and turned telephones, which it leaves out anyway.
    options |= {"preload": False, "resultTypes": ["violations"]}
    found = page.evaluate("(options) => axe.run(options)", options)
    return [
        f"{page.url}: {each['id']}: {node['html']}: {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"]
    ]


def width(page: Page) -> float:
    """How wide the page is. Measured from outside, where JavaScript may be off inside."""
    metrics = page.context.new_cdp_session(page).send("Page.getLayoutMetrics")
    return float(metrics["cssContentSize"]["width"])
