"""Both kinds of pages on a phone."""

import pytest
from playwright.sync_api import expect

from kept.front.tests.behaviours.desk import PUBLIC, WORKSPACE


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
