"""Ctrl-K by keyboard alone; and passkeys of a device that Chromium plays."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.desk import LEAD, PASSWORD

from .conftest import Look, Person

A_DEVICE = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


def test_whoever_knows_a_name_goes_there_without_a_mouse(agent: Page, accessibility: Look) -> None:
    agent.goto("/desk/")
    agent.keyboard.press("Control+k")
    field = agent.get_by_role("combobox", name="Where to, or what to do")
    expect(field).to_be_focused()
    field.fill("outgo")
    chosen = agent.get_by_role("option", selected=True)
    expect(chosen).to_contain_text("Outgoing mail")
    expect(field).to_have_attribute("aria-activedescendant", chosen.get_attribute("id") or "none")
    assert accessibility(agent) == []
    agent.keyboard.press("ArrowDown")
    expect(agent.get_by_role("option", selected=True)).to_contain_text("Search all tickets")
    agent.keyboard.press("ArrowUp")
    agent.keyboard.press("Enter")
    agent.wait_for_url("**/desk/outgoing/")
    agent.keyboard.press("Control+k")
    agent.keyboard.type("qqqqq")
    expect(agent.locator("#palette .teach")).to_contain_text("by what was said in them")
    agent.keyboard.press("Escape")
    expect(field).to_be_hidden()


def test_a_passkey_signs_in_where_the_password_did(person: Person, accessibility: Look) -> None:
    page = person()
    device = page.context.new_cdp_session(page)
    device.send("WebAuthn.enable")
    device.send("WebAuthn.addVirtualAuthenticator", {"options": A_DEVICE})
    page.goto("/desk/sign-in?next=/desk/profile/passkeys/add")
    page.locator("[name=username]").fill(LEAD)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main form button").click()
    page.get_by_label("What you call it").fill("Telephone")
    assert accessibility(page) == []
    page.get_by_role("button", name="Make the passkey").click()
    expect(page.locator(".codes li")).to_have_count(10)
    page.get_by_role("link", name="I have kept them").click()
    expect(page.get_by_role("heading", name="Telephone")).to_be_visible()
    page.context.clear_cookies()
    page.goto("/desk/sign-in")
    page.get_by_role("link", name="Sign in with a passkey").click()
    page.wait_for_url("**/desk/")
    page.goto("/desk/profile")
    page.get_by_role("button", name="Remove Telephone").click()
    expect(page.get_by_role("status")).to_contain_text("The passkey is removed")
