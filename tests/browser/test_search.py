"""Searching by hand: keys alone, what is offered, and a form where there is no JavaScript."""

from playwright.sync_api import Page, expect

from tests.desk import AGENT

from .conftest import Look, Person

#: What has to happen, happens; how long it takes is measured elsewhere.
PATIENCE = 30_000


def test_a_ticket_is_found_and_opened_by_keys_alone(agent: Page, accessibility: Look) -> None:
    agent.set_default_timeout(PATIENCE)
    agent.goto("/desk/")
    agent.keyboard.press("/")
    agent.keyboard.type("rapports is:op")
    offer = agent.get_by_role("option", name="is:open")
    offer.wait_for()
    assert accessibility(agent) == []
    agent.keyboard.press("ArrowDown")
    agent.keyboard.press("Enter")
    expect(agent.locator("#find")).to_have_value("rapports is:open ")
    expect(agent.locator("#find")).to_be_focused()
    agent.wait_for_function(
        "[listed].every((frame) => frame.complete && frame.src.includes('is%3Aopen'))"
    )
    agent.locator("#listed mark").first.wait_for()
    expect(agent.get_by_role("heading", level=1)).to_have_text("Search", timeout=PATIENCE)
    agent.keyboard.press("Escape")
    agent.keyboard.press("j")
    agent.keyboard.press("o")
    agent.wait_for_url("**/desk/tickets/*?list=find&q=rapports+is%3Aopen")
    expect(agent.locator(".row[aria-current] mark").first).to_be_visible(timeout=PATIENCE)
    assert accessibility(agent) == []


def test_without_javascript_it_is_a_form(person: Person) -> None:
    page = person(AGENT, java_script_enabled=False)
    page.goto("/desk/")
    page.locator("#find").fill("is:opne")
    page.locator("#find").press("Enter")
    expect(page.locator("#amiss")).to_contain_text("is:opne")
    expect(page.locator("#find")).to_have_value("is:opne")
