"""The pages beside the main road: the outbox, mail set aside, and what is not there."""

import smtplib
import time
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.desk import Desk

SIZES = [(1440, 900), (390, 844), (320, 640)]

Accessibility = Callable[[Page], list[str]]


@pytest.fixture
def aside(lead: Page, desk: Desk) -> Page:
    """A lead at the list of what became no request: a program's answer, and a mail that cannot
    be read."""
    nested = "".join(
        f'Content-Type: multipart/mixed; boundary="b{n}"\r\n\r\n--b{n}\r\n' for n in range(300)
    )
    host, _, port = desk.smtp.partition(":")
    with smtplib.SMTP(host, int(port)) as smtp:
        for mail in (
            "From: a@b.example\r\nSubject: Away\r\nAuto-Submitted: auto-replied\r\n\r\nI am away.",
            f"From: c@d.example\r\nSubject: Deep\r\nMIME-Version: 1.0\r\n{nested}\r\nx",
        ):
            smtp.sendmail("", ["contact@copyfy.io"], mail.encode())
    until = time.monotonic() + 10
    while time.monotonic() < until:
        lead.goto("/desk/mail/")
        if lead.get_by_text("nested more than 100 deep").count():
            expect(lead.get_by_text("Away").first).to_be_visible()
            return lead
        time.sleep(0.2)
    pytest.fail("the mail was not set aside")


def fits(page: Page) -> bool:
    width: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return width <= 0


def test_axe_finds_nothing_in_the_list_of_mail_set_aside(
    aside: Page, accessibility: Accessibility
) -> None:
    for width, height in SIZES:
        aside.set_viewport_size({"width": width, "height": height})
        assert fits(aside)
        assert accessibility(aside) == []


def test_axe_finds_nothing_in_the_outbox(lead: Page, accessibility: Accessibility) -> None:
    lead.goto("/outbox")
    for width, height in SIZES:
        lead.set_viewport_size({"width": width, "height": height})
        assert fits(lead)
        assert accessibility(lead) == []


@pytest.mark.parametrize("locale", ["en-GB", "fr-FR"])
def test_what_is_not_there_is_a_page_too(
    chromium: Browser, desk: Desk, accessibility: Accessibility, locale: str
) -> None:
    # Not at a person's browser: what is not there is logged by it as an error.
    context = chromium.new_context(locale=locale, base_url=desk.url)
    try:
        page = context.new_page()
        page.goto("/nowhere")
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            assert fits(page)
            assert accessibility(page) == []
    finally:
        context.close()
