"""A list of tickets: what is chosen in it, and what stays where it is while news come."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from kept.front.tests.behaviours.desk import Answer, Desk, page

LIST = """{% extends "front/workspace.html" %}
{% block list %}<section class="inbox" aria-label="List" data-controller="hold choose handle"
data-hold-rows-value="/rows" data-action="turbo:before-render@document->hold#page
keydown@document->handle#press:capture handle:none->choose#none click->choose#pick
turbo:morph@document->choose#tell">
<header><h1>List</h1><button class="fresh" data-hold-target="fresh" data-action="hold#show"
data-key="." hidden><span></span>, <u>show</u></button>
<span role="status" data-hold-target="status"></span></header>
<div class="scroll" id="rows" data-list="list=due" data-current="" data-one="1 new"
data-many="{} new">{% for row in rows %}{% include "front/row.html" %}{% endfor %}</div>
<form id="bulk" method="post" action="/bulk"><input type="checkbox" aria-label="All"
data-choose-target="all"
data-handle-target="all" data-action="choose#all"><b data-choose-target="count"></b>
<button name="act" value="solve" data-does="e">Solve</button></form></section>{% endblock %}"""
GONE = '{% for row in rows %}{% include "front/row.html" %}{% endfor %}'


def _row(number: int, subject: str = "as it was") -> dict[str, object]:
    return {"number": number, "url": f"/{number}", "who": f"Who {number}", "subject": subject}


@pytest.fixture
def shown(browser_page: Page, desk: Desk) -> Callable[..., Page]:
    """A list of rows, and what it is from the next hint on."""
    rows = [_row(number) for number in (1, 2, 3)]
    desk.shows("/", LIST, live_url="/live", rows=lambda: list(rows))
    desk.answers["/live"] = Answer
    desk.answers["/bulk"] = lambda: Answer(status=303, location="/")
    desk.answers["/rows"] = lambda: Answer(page(GONE, {"rows": [_row(2, "answered")]}))
    browser_page.goto("/")
    browser_page.wait_for_function("window.Turbo")

    def news(*later: dict[str, object]) -> Page:
        if later:
            rows[:] = later
            desk.hints.put('{"ticket": 1}')
        return browser_page

    return news


def _numbers(page: Page) -> list[str]:
    return page.locator(".entry").evaluate_all("all => all.map((one) => one.dataset.number)")


def test_news_wait_what_left_stays_and_what_changed_changes_in_its_place(
    shown: Callable[..., Page],
) -> None:
    page = shown()
    page.locator(".pick").nth(2).check(force=True)
    shown(_row(9), _row(3, "changed"), _row(1))
    fresh = page.locator(".fresh")
    expect(fresh).to_have_text("1 new, show")
    expect(page.get_by_role("status")).to_have_text("1 new")
    assert _numbers(page) == ["1", "2", "3"]
    expect(page.locator("#entry-3 .what")).to_contain_text("changed")
    expect(page.locator("#entry-3 .pick")).to_be_checked()
    expect(page.locator("#entry-2[data-gone] .what")).to_contain_text("answered")
    page.keyboard.press(".")
    expect(fresh).to_be_hidden()
    expect(page.locator("#entry-9")).to_be_visible()
    assert _numbers(page) == ["9", "3", "1"]


def test_rows_are_chosen_by_key_by_click_from_one_to_another_and_all(
    shown: Callable[..., Page], desk: Desk
) -> None:
    page = shown()
    count = page.locator("[data-choose-target=count]")
    page.keyboard.press("j")
    page.keyboard.press("x")
    expect(count).to_have_text("1")
    expect(page.locator("#ticket-1")).to_be_focused()
    page.locator(".pick").nth(2).click(force=True, modifiers=["Shift"])
    expect(count).to_have_text("3")
    page.keyboard.press("Escape")
    expect(count).to_have_text("0")
    page.keyboard.press("*")
    expect(count).to_have_text("3")
    page.keyboard.press("*")
    page.locator("#ticket-2").focus()
    with page.expect_response("**/bulk"):
        page.keyboard.press("e")
    assert "ticket=2" in desk.posted["/bulk"][0]
    assert "ticket=1" not in desk.posted["/bulk"][0]
