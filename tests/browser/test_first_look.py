"""Every screen at first sight: it is there, for everyone, in both languages and themes."""

import pytest
from playwright.sync_api import Page, expect

from tests.desk import AGENT

from .conftest import SIZES, Look, Person, sign_in, width

FOR_ANYBODY = (
    "/ask",
    "/policy",
    "/policy/versions",
    "/policy/versions/1",
    "/policy/compare?from=1&to=1",
    "/kept",
    "/kept?days=7",
    "/kept/broken",
    "/my/sign-in",
    "/desk/sign-in",
)
LANGUAGES = {"en-GB": "en", "fr-FR": "fr"}


@pytest.mark.parametrize("locale", LANGUAGES)
def test_a_visitor_reads_every_open_page(locale: str, person: Person, accessibility: Look) -> None:
    page = person(locale=locale)
    barriers: list[str] = []
    for path in FOR_ANYBODY:
        page.goto(path)
        expect(page.locator("html"), path).to_have_attribute("lang", LANGUAGES[locale])
        expect(page.locator("h1"), path).to_have_count(1)
        barriers += accessibility(page)
    assert barriers == []


def test_a_telephone_reads_them_without_javascript_nor_scrolling_sideways(person: Person) -> None:
    page = person(java_script_enabled=False, viewport={"width": 320, "height": 640})
    widths = {}
    for path in FOR_ANYBODY:
        page.goto(path)
        expect(page.locator("h1"), path).to_be_visible()
        widths[path] = width(page)
    assert {path: wide for path, wide in widths.items() if wide > 320} == {}


def test_a_telephone_reads_is_it_kept(person: Person, accessibility: Look) -> None:
    page = person(viewport={"width": 390, "height": 800})
    page.goto("/kept")
    assert accessibility(page) == []


def test_the_team_comes_in_by_a_password_and_reads_the_inbox_and_a_ticket(
    page: Page, accessibility: Look
) -> None:
    sign_in(page, AGENT)
    assert accessibility(page) == []
    page.locator(".row").first.click()
    page.wait_for_url("**/tickets/*")
    expect(page.locator("h1")).to_have_count(1)
    ticket = page.url.partition("?")[0]
    for address in (ticket, f"{ticket}?list=all"):
        page.goto(address)
        assert accessibility(page) == []


@pytest.mark.parametrize("locale", LANGUAGES)
def test_what_is_not_there_is_a_page_too(person: Person, accessibility: Look, locale: str) -> None:
    page = person(locale=locale, forgiven="status of 404")
    answer = page.goto("/nowhere")
    assert answer is not None
    assert answer.status == 404
    for wide, high in SIZES:
        page.set_viewport_size({"width": wide, "height": high})
        expect(page.locator("h1")).to_be_visible()
        assert width(page) <= wide
        assert accessibility(page) == []
