"""People at browsers: each has a context of their own, and all use one running desk.

Everything below this folder is marked `browser`. A page that throws, logs an error, or asks for
anything that the desk does not serve fails the test that opened it.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from tests import chromium as machine
from tests.desk import ROOT, Desk, running

FAILURES = ROOT / "var" / "failures"
WAIT_MS = 5_000

Person = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker("browser")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = machine.find()
    if path is None:
        pytest.fail("No Chromium here; `make test-browser` brings one up or says how.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=list(machine.FLAGS))
        yield browser
        browser.close()


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
    if message.type == "error":
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
def accessibility(chromium: Browser) -> Callable[[Page], list[str]]:
    """Opens the page's address once more, as the same person, in both themes; what axe finds.

    Our content security policy would keep axe out, so these contexts, and no others, ignore it.
    """

    def look(page: Page) -> list[str]:
        return [
            f"{theme}: {sentence}"
            for theme in ("light", "dark")
            for sentence in _axe(chromium, page, theme)
        ]

    return look


def _axe(chromium: Browser, page: Page, theme: str) -> list[str]:
    context = chromium.new_context(
        bypass_csp=True,
        color_scheme="dark" if theme == "dark" else "light",
        reduced_motion="reduce",
        storage_state=page.context.storage_state(),
        viewport=page.viewport_size,
        locale=page.evaluate("navigator.language"),
    )
    try:
        copy = context.new_page()
        copy.goto(page.url)
        found = Axe().run(copy).response["violations"]
    finally:
        context.close()
    return [
        f"{each['id']}: {each['help']}: {node['html']}" for each in found for node in each["nodes"]
    ]
