"""Customers' pages: the reader's own zone, and pictures from anywhere."""

from playwright.sync_api import expect

from kept.front.tests.behaviours.desk import PUBLIC
from kept.front.tests.behaviours.hands import drop, file_names


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
