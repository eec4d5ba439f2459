"""A provider posts to the served desk: the mail becomes a request, once. Needs no browser, and
the desk that browsers are served from is there already."""

from __future__ import annotations

import time

import pytest

from tests.desk import PATIENCE, Desk
from tests.mail.handed_over import subjects, told, written

pytestmark = pytest.mark.browser


def test_a_mail_that_a_provider_posts_becomes_a_request(desk: Desk) -> None:
    provider = told(desk)
    answers = [provider.post(written(name)) for name in ("one", "one", "two")]
    until = time.monotonic() + PATIENCE
    while not {"one", "two"} <= (held := subjects(desk)).keys():
        assert time.monotonic() < until, held
        time.sleep(0.05)
    assert (answers, held["one"], held["two"]) == ([200] * 3, 1, 1)
