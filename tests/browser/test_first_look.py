"""Every screen at first sight: it is there, for everyone, in both languages and themes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.desk import Desk

from .conftest import Person

Look = Callable[[Page], list[str]]

FOR_ANYBODY = ("/ask", "/policy", "/my/sign-in", "/desk/sign-in")
LANGUAGES = {"en-GB": "en", "fr-FR": "fr"}


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("path", FOR_ANYBODY)
def test_a_visitor_reads_every_open_page(
    path: str, locale: str, person: Person, accessibility: Look
) -> None:
    page = person(locale=locale)
    page.goto(path)
    expect(page.locator("html")).to_have_attribute("lang", LANGUAGES[locale])
    expect(page.locator("h1")).to_have_count(1)
    assert accessibility(page) == []


@pytest.mark.parametrize("path", FOR_ANYBODY)
def test_open_pages_need_no_javascript_and_fit_a_telephone(path: str, person: Person) -> None:
    page = person(java_script_enabled=False, viewport={"width": 360, "height": 640})
    page.goto(path)
    expect(page.locator("h1")).to_be_visible()
    assert _width(page) <= 360, "one has to scroll sideways"


def _width(page: Page) -> float:
    """How wide the page is. Measured from outside, where JavaScript is off inside."""
    metrics = page.context.new_cdp_session(page).send("Page.getLayoutMetrics")
    return float(metrics["cssContentSize"]["width"])


def test_the_team_reads_the_inbox_and_a_ticket(
    agent: Page, desk: Desk, accessibility: Look
) -> None:
    assert accessibility(agent) == []
    agent.goto(f"/desk/tickets/{desk.tickets()[0]['number']}")
    expect(agent.locator("h1")).to_have_count(1)
    assert accessibility(agent) == []


def test_an_address_that_leads_nowhere_says_so(page: Page) -> None:
    answer = page.request.get("/no-such-page")
    assert answer.status == 404
    assert "<h1" in answer.text()
