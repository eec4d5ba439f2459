"""The list of my requests."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kept.channels.portal.tests.conftest import words
from kept.channels.portal.tests.test_requests import HOUR, Ask, Browser, answer
from kept.conftest import NOW
from kept.people.models import Customer, Staff
from kept.tickets import actions

pytestmark = pytest.mark.django_db


class TestTheList:
    def test_it_shows_each_with_its_promise_and_where_it_is(
        self, browser: Browser, ask: Ask, agent: Staff, clock: Callable
    ) -> None:
        answered, open_ = ask(subject="First"), ask(subject="Second", text="Quite another thing.")
        answer(answered, agent, at=NOW + HOUR)
        actions.note(open_, "x", by=agent, at=NOW)
        said = words(browser("customer").get("/requests"))
        assert said.index("Second") < said.index("First")
        assert "Due in 2 d 17 h §5 with us" in said
        assert "Kept 2 d 16 h early §5 answered" in said

    def test_nobody_sees_anothers(self, browser: Browser, ask: Ask, stranger: Customer) -> None:
        ask()
        assert "You have asked nothing yet." in words(browser("stranger").get("/requests"))

    def test_long_lists_go_on(self, browser: Browser, ask: Ask) -> None:
        numbers = [ask(subject=f"Request {n} of mine") for n in range(52)]
        client = browser("customer")
        html = client.get("/requests").content.decode()
        assert html.count('<li><a href="/requests/') == 50
        assert f"?before={numbers[2]}" in html
        rest = client.get(f"/requests?before={numbers[2]}").content.decode()
        assert rest.count('<li><a href="/requests/') == 2
        for wrong in ("x", "-1", "9" * 40, "²"):
            assert client.get(f"/requests?before={wrong}").status_code == 200

    def test_a_page_costs_the_same_for_two_and_for_fifty(
        self, browser: Browser, ask: Ask, django_assert_num_queries: Callable
    ) -> None:
        client = browser("customer")
        client.get("/requests")
        for n in range(2):
            ask(subject=f"Request {n}")
        # the policy in force (its languages), the session, the customer, their requests, the
        # promises, whether any company is open, whether "Is it kept?" is public
        with django_assert_num_queries(7):
            client.get("/requests")
        for n in range(20):
            ask(subject=f"Request {n}")
        with django_assert_num_queries(7):
            client.get("/requests")
