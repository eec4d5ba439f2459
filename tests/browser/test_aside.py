"""The pages beside the main road: the outbox, and mail that was set aside."""

import smtplib
import time

from playwright.sync_api import Page, expect

from tests.desk import Desk

from .conftest import SIZES, Look, width

ARRIVES = 20.0


def test_mail_that_became_no_request_is_listed(lead: Page, desk: Desk, accessibility: Look) -> None:
    """A program's answer, and a mail that cannot be read."""
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
    until = time.monotonic() + ARRIVES
    lead.goto("/desk/mail/")
    while not lead.get_by_text("nested more than 100 deep").count():
        assert time.monotonic() < until, "the mail was not set aside"
        lead.reload()
    expect(lead.get_by_text("Away").first).to_be_visible()
    _fits_every_screen(lead, accessibility)


def test_the_outbox_fits_every_screen(lead: Page, accessibility: Look) -> None:
    lead.goto("/outbox")
    _fits_every_screen(lead, accessibility)


def _fits_every_screen(page: Page, accessibility: Look) -> None:
    for wide, high in SIZES:
        page.set_viewport_size({"width": wide, "height": high})
        assert width(page) <= wide
        assert accessibility(page) == []
