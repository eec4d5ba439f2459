"""The public pages of the policy, for people at browsers, on telephones and on paper."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .conftest import Person

Look = Callable[[Page], list[str]]

PAGES = (
    "/policy",
    "/policy/versions",
    "/policy/versions/1",
    "/policy/compare?from=1&to=1",
    "/kept",
    "/kept?days=7",
    "/kept/broken",
)
LANGUAGES = {"en-GB": "en", "fr-FR": "fr"}


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_everybody_reads_it(path: str, locale: str, person: Person, accessibility: Look) -> None:
    page = person(locale=locale)
    page.goto(path)
    expect(page.locator("html")).to_have_attribute("lang", LANGUAGES[locale])
    expect(page.locator("h1")).to_have_count(1)
    assert accessibility(page) == []


@pytest.mark.parametrize("path", PAGES)
def test_it_needs_no_javascript_and_fits_a_telephone(path: str, person: Person) -> None:
    page = person(java_script_enabled=False, viewport={"width": 320, "height": 640})
    page.goto(path)
    expect(page.locator("h1")).to_be_visible()
    metrics = page.context.new_cdp_session(page).send("Page.getLayoutMetrics")
    assert metrics["cssContentSize"]["width"] <= 320, "one has to scroll sideways"


def test_a_telephone_reads_is_it_kept(person: Person, accessibility: Look) -> None:
    page = person(viewport={"width": 390, "height": 800})
    page.goto("/kept")
    assert accessibility(page) == []


def test_a_lead_hides_the_figures_and_shows_them_again(lead: Page, page: Page) -> None:
    lead.goto("/kept")
    lead.get_by_role("button", name="Show it to the team alone").click()
    expect(lead.get_by_text("Only the team can read this page.")).to_be_visible()
    answer = page.request.get("/kept")
    assert answer.status == 404
    page.goto("/policy")
    expect(page.get_by_role("link", name="Is it kept?")).to_have_count(0)
    lead.get_by_role("button", name="Show it to everybody").click()
    page.reload()
    page.get_by_role("link", name="Is it kept?").click()
    expect(page.locator("h1")).to_be_visible()


def test_the_figures_are_a_table_too(page: Page) -> None:
    page.goto("/kept")
    page.locator("details.table summary").first.click()
    expect(page.locator("details.table table").first).to_be_visible()


def test_on_paper_stands_the_text_and_nothing_to_press(page: Page, tmp_path: Path) -> None:
    page.goto("/policy")
    page.emulate_media(media="print")
    expect(page.get_by_role("heading", name="Hours")).to_be_visible()
    for gone in (".contents", ".masthead nav", ".now", ".take"):
        expect(page.locator(gone).first).to_be_hidden()
    page.pdf(path=tmp_path / "policy.pdf", format="A4")
    assert (tmp_path / "policy.pdf").read_bytes().count(b"/Type /Page\n") <= 3
