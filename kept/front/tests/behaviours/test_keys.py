"""The workspace without a mouse."""

from playwright.sync_api import expect

from kept.front.tests.behaviours.desk import WORKSPACE
from kept.front.tests.behaviours.hands import field


def test_keys_walk_the_list_and_open_a_ticket(workspace, desk):
    desk.shows("/4812", WORKSPACE)
    rows = workspace.locator(".row")
    workspace.keyboard.press("j")
    expect(rows.nth(2)).to_be_focused()  # the second is the one that is open
    workspace.keyboard.press("k")
    workspace.keyboard.press("k")
    workspace.keyboard.press("k")
    expect(rows.nth(0)).to_be_focused()
    workspace.keyboard.press("j")
    workspace.keyboard.press("o")
    workspace.wait_for_url("**/4812")


def test_keys_reach_the_fields_and_not_while_somebody_types(workspace):
    workspace.keyboard.press("r")
    expect(field(workspace)).to_be_focused()
    workspace.keyboard.type("n/?a")
    expect(field(workspace)).to_have_value("n/?a")
    workspace.keyboard.press("Escape")
    workspace.keyboard.press("n")
    expect(workspace.get_by_role("radio", name="Note")).to_be_checked()
    expect(field(workspace)).to_be_focused()
    workspace.keyboard.press("Escape")
    workspace.keyboard.press("/")
    expect(workspace.get_by_label("Filter")).to_be_focused()


def test_keys_can_be_switched_off(workspace):
    workspace.keyboard.press("?")
    expect(workspace.get_by_role("dialog")).to_be_visible()
    workspace.get_by_label("Single keys do something").uncheck()
    workspace.get_by_role("button", name="Close").click()
    workspace.keyboard.press("r")
    expect(field(workspace)).not_to_be_focused()
    workspace.keyboard.press("?")
    expect(workspace.get_by_role("dialog")).to_be_visible()
