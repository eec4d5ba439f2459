"""Leads write the policy at two browsers: mistakes at their place, bound by a key, published."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.desk import LEAD

from .conftest import Look, Person, width

SOON = 5_000
LATE = 30_000


@pytest.fixture
def mina(person: Person) -> Page:
    """The lead at a second browser, which logs a refused save as an error."""
    return person(LEAD, forgiven="status of 409")


def begun(page: Page) -> Page:
    """The editor, with the draft that stands there or a new one."""
    page.goto("/desk/policy")
    page.locator(".next .button.primary").click()
    page.wait_for_url("**/desk/policy/draft*")
    return page


def file(page: Page, name: str) -> Locator:
    return page.locator(f'textarea[name="{name}"]')


def replace(page: Page, name: str, old: str, new: str) -> None:
    """Select what is to go and type over it, as a person does."""
    if name.endswith(".md"):
        page.locator(".tabs label", has_text=name).click()
    field = file(page, name)
    start = field.input_value().index(old)
    field.focus()
    field.evaluate("(f, [a, b]) => f.setSelectionRange(a, b)", [start, start + len(old)])
    page.keyboard.insert_text(new)


@contextmanager
def saving(page: Page) -> Iterator[None]:
    """What is done to the draft within is saved, or refused, at the end."""
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        yield


def saved(page: Page) -> Locator:
    return page.locator("#state")


def test_a_mistake_is_shown_where_it_is_and_bound_by_keyboard(lead: Page) -> None:
    begun(lead)
    replace(lead, "en.md", "{{ after resend.after }}, send", "after 24 hours, send")
    expect(lead.locator(".wrong", has_text="24 hours")).to_be_visible(timeout=SOON)
    expect(saved(lead)).to_contain_text("1 mistake")
    expect(lead.get_by_text("Publish, after 1 mistake")).to_be_visible()
    note = lead.locator(".mistake", has_text="resend.after")
    note.get_by_role("link").click()
    expect(file(lead, "en.md")).to_be_focused()
    picked = file(lead, "en.md").evaluate("f => f.value.slice(f.selectionStart, f.selectionEnd)")
    assert picked == "24 hours"
    lead.keyboard.press("Alt+Enter")
    expect(lead.locator(".mistake")).to_have_count(0, timeout=SOON)
    assert "after {{ resend.after }}, send" in file(lead, "en.md").input_value()
    expect(file(lead, "en.md")).to_be_focused()
    lead.keyboard.press("Control+z")
    expect(lead.locator(".mistake")).to_have_count(1, timeout=SOON)
    lead.keyboard.press("Control+y")
    expect(lead.locator(".mistake")).to_have_count(0, timeout=SOON)


def test_letters_stand_on_their_paint(lead: Page) -> None:
    begun(lead)
    lines, field = (lead.locator(f".pane:first-child {one}") for one in (".lines", "textarea"))
    assert lines.evaluate("e => e.scrollHeight") >= field.evaluate("e => e.scrollHeight")
    shown = lines.evaluate("e => [...e.children].map(l => l.textContent.slice(0, -1)).join('\\n')")
    assert shown == field.input_value()
    file(lead, "policy.toml").press_sequentially("# Ä note\n\n")
    shown = lines.evaluate("e => [...e.children].map(l => l.textContent.slice(0, -1)).join('\\n')")
    assert shown == field.input_value()


def test_two_leads_never_lose_a_word(lead: Page, mina: Page) -> None:
    begun(lead)
    with saving(lead):
        replace(lead, "policy.toml", 'warn = "4 hours before"', 'warn = "5 hours before"')
    expect(lead.locator(".line.changed", has_text="5 hours")).to_be_visible()
    expect(saved(lead)).to_contain_text("saved", timeout=SOON)
    begun(mina)
    with saving(lead):
        replace(lead, "policy.toml", 'warn = "5 hours before"', 'warn = "6 hours before"')
    replace(mina, "policy.toml", 'warn = "5 hours before"', 'warn = "7 hours before"')
    conflict = mina.locator("#conflict")
    expect(conflict).to_contain_text("Not saved", timeout=SOON)
    expect(conflict).to_contain_text("6 hours before")
    assert "7 hours before" in file(mina, "policy.toml").input_value()
    mina.get_by_role("button", name="Save mine over theirs").click()
    expect(mina.locator("#conflict .error")).to_have_count(0, timeout=SOON)
    assert "7 hours before" in file(mina, "policy.toml").input_value()


def test_a_lost_session_is_said_and_nothing_typed_is_lost(person: Person) -> None:
    lead = begun(person(LEAD, forgiven="status of 403"))
    signed_in = lead.context.cookies()
    lead.context.clear_cookies()
    replace(lead, "en.md", "# Support policy", "# How we help you")
    unsaved = lead.get_by_text("Not saved: the desk does not answer, or you are signed out.")
    expect(unsaved).to_be_visible(timeout=LATE)
    lead.context.add_cookies(signed_in)  # type: ignore[arg-type]  # what was given is taken back
    lead.evaluate("dispatchEvent(new Event('focus'))")
    expect(unsaved).to_be_hidden(timeout=LATE)
    title = lead.locator(".reads .title")
    expect(title).to_have_text("How we help you", timeout=LATE)
    replace(lead, "en.md", "# How we help you", "# Support policy")
    expect(title).to_have_text("Support policy", timeout=LATE)


def test_the_past_is_replayed_under_the_draft(lead: Page) -> None:
    begun(lead)
    lead.locator(".past").scroll_into_view_if_needed()
    expect(lead.locator("turbo-frame#replay .replay")).to_be_visible(timeout=15_000)


def test_axe_finds_nothing(lead: Page, accessibility: Look) -> None:
    begun(lead)
    for address in (lead.url, "/desk/policy"):
        lead.goto(address)
        for wide in (1440, 390):
            lead.set_viewport_size({"width": wide, "height": 900})
            assert width(lead) <= wide
            assert accessibility(lead) == []


def test_a_lead_publishes_and_customers_read_it(lead: Page, page: Page) -> None:
    begun(lead)
    replace(lead, "policy.toml", 'owed = "48 hours"', 'owed = "30 hours"')
    expect(lead.locator(".what-changes")).to_contain_text("30", timeout=SOON)
    publish = lead.get_by_role("link", name="Publish…")
    publish.click()
    lead.get_by_role("group", name="Note").get_by_label("English").fill("Bugs are fixed sooner.")
    lead.get_by_label("Minor").check()
    lead.get_by_role("button", name="Publish version").click()
    expect(lead.get_by_text("is published.")).to_be_visible(timeout=SOON)
    expect(lead.locator(".editions")).to_contain_text("Bugs are fixed sooner.")
    page.goto("/policy?language=en")
    expect(page.locator("main")).to_contain_text("30 hours")


def test_without_javascript_it_works_with_a_button(person: Person) -> None:
    page = person(LEAD, java_script_enabled=False)
    begun(page)
    field = file(page, "policy.toml")
    field.fill(field.input_value().replace('warn = "1 hour before"', 'warn = "tomorrow"'))
    page.get_by_role("button", name="Save and check").click()
    expect(page.locator(".mistake")).to_contain_text("policy.toml:")
    field = file(page, "policy.toml")
    field.fill(field.input_value().replace('warn = "tomorrow"', 'warn = "1 hour before"'))
    page.get_by_role("button", name="Save and check").click()
    expect(page.locator(".mistake")).to_have_count(0)
    page.get_by_role("button", name="Put this draft away").click()
    page.get_by_role("button", name="Bring it back").click()
    expect(page.locator("h1")).to_contain_text("Draft of version")
    page.get_by_role("button", name="Put this draft away").click()


def test_an_upload_is_shown_as_it_is_and_can_be_undone(lead: Page, tmp_path: Path) -> None:
    begun(lead)
    text = file(lead, "en.md").input_value()
    Path(tmp_path, "en.md").write_text(text.replace("# Support policy", "# How we help"))
    lead.set_input_files("#upload", tmp_path / "en.md")
    lead.get_by_role("button", name="Upload", exact=True).click()
    expect(lead.locator(".reads .title")).to_have_text("How we help", timeout=SOON)
    assert file(lead, "en.md").input_value().startswith("# How we help")
    expect(lead.locator(".sheet[data-live]")).to_have_count(3)
    lead.get_by_role("button", name="Bring back what stood before").click()
    expect(lead.locator(".reads .title")).to_have_text("Support policy", timeout=SOON)
    assert file(lead, "en.md").input_value() == text
