"""People at browsers: each has a context of their own, and all use one running desk.

A page that throws, logs an error, or asks for anything that the desk does not serve fails the test
that opened it.
"""

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page

from tests.desk import AGENT, LEAD, PASSWORD, ROOT, Desk, running

FAILURES = ROOT / "var" / "failures"
WAIT_MS = 5_000

Person = Callable[..., Page]


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """The demo desk, running as an operator runs it."""
    with running(tmp_path_factory.mktemp("desk") / "home") as desk:
        yield desk


@pytest.fixture
def person(chromium: Browser, desk: Desk, request: pytest.FixtureRequest) -> Iterator[Person]:
    """Sits somebody down at a browser: `person(locale="fr-FR", java_script_enabled=False)`.

    The options are those of Playwright's `Browser.new_context`.
    """
    contexts: list[BrowserContext] = []
    mistakes: list[str] = []

    def sit_down(**options: object) -> Page:
        chosen = {"locale": "en-GB", "timezone_id": "Europe/Paris", "base_url": desk.url}
        context = chromium.new_context(**(chosen | options))  # type: ignore[arg-type]
        contexts.append(context)
        context.set_default_timeout(WAIT_MS)
        context.on("weberror", lambda error: mistakes.append(str(error.error)))
        context.on("console", lambda message: _note(message, mistakes))
        return context.new_page()

    before = request.session.testsfailed
    yield sit_down
    _keep_pictures(contexts, request, failed=request.session.testsfailed > before)
    for context in contexts:
        context.close()
    assert mistakes == [], "the browser complained"


def _note(message: ConsoleMessage, mistakes: list[str]) -> None:
    # A refusal is a page that people read, answered with 422; browsers log that as an error.
    if message.type == "error" and "status of 422" not in message.text:
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
def second_page(person: Person) -> Page:
    """Somebody else, who shares no cookie with `page`."""
    return person()


@pytest.fixture
def agent(person: Person) -> Page:
    """An agent of the demo desk, signed in, at the inbox."""
    return signed_in(person(), AGENT)


@pytest.fixture
def lead(person: Person) -> Page:
    """The demo desk's lead, at another browser, signed in, at the inbox."""
    return signed_in(person(), LEAD)


def signed_in(page: Page, email: str) -> Page:
    page.goto("/desk/")
    page.locator("[name=username]").fill(email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    page.wait_for_url("**/desk/")
    return page


@pytest.fixture
def accessibility(chromium: Browser) -> Callable[[Page], list[str]]:
    """Opens the page's address once more, as the same person; what axe finds in both themes.

    Our content security policy would keep axe out, so these contexts, and no others, ignore it.
    """

    def look(page: Page) -> list[str]:
        context = chromium.new_context(
            bypass_csp=True,
            reduced_motion="reduce",
            storage_state=page.context.storage_state(),
            viewport=page.viewport_size,
            locale=page.evaluate("navigator.language"),
        )
        try:
            copy = context.new_page()
            copy.goto(page.url)
            return [*_axe(copy, "light"), *_axe(copy, "dark")]
        finally:
            context.close()

    return look


def _axe(page: Page, theme: Literal["light", "dark"]) -> list[str]:
    page.emulate_media(color_scheme=theme)
    found = Axe().run(page).response["violations"]
    return [
        f"{theme}: {each['id']}: {node['html']}: {node['failureSummary']}"
        for each in found
        for node in each["nodes"]
    ]
