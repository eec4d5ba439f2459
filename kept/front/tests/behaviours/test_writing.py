"""The composer: nothing that was typed is lost."""

import pytest
from playwright.sync_api import expect

from kept.front import samples
from kept.front.tests.behaviours.desk import WORKSPACE, Answer, page
from kept.front.tests.behaviours.hands import choose, drop, field, file_names


def test_a_draft_survives_a_closed_tab_and_is_kept_for_each_mode(workspace):
    field(workspace).fill("Bonjour Camille")
    expect(workspace.locator(".saved")).to_contain_text("Saved")
    choose(workspace, "note")
    expect(field(workspace)).to_have_value("")
    field(workspace).fill("only for us")
    second = workspace.context.new_page()
    workspace.close()
    second.goto("/")
    expect(field(second)).to_have_value("Bonjour Camille")
    choose(second, "note")
    expect(field(second)).to_have_value("only for us")


def test_another_tab_goes_on_with_the_draft(workspace):
    second = workspace.context.new_page()
    second.goto("/")
    second.wait_for_function("window.Turbo")
    field(workspace).press_sequentially("both")
    expect(field(second)).to_have_value("both")


def test_what_was_sent_is_no_draft_any_more(workspace, desk):
    field(workspace).fill("Bonjour Camille")
    field(workspace).press("Control+Enter")
    expect(field(workspace)).to_have_value("")
    assert "Bonjour Camille" in desk.posted["/send"][0]
    workspace.reload()
    expect(field(workspace)).to_have_value("")


def test_what_was_refused_is_kept(workspace, desk):
    refused = page(WORKSPACE, {"composer": samples.composer()})
    desk.answers["/send"] = lambda: Answer(refused, status=422)
    field(workspace).fill("Bonjour Camille")
    field(workspace).press("Control+Enter")
    expect(workspace.get_by_role("alert")).to_contain_text("Not sent: Camille wrote at 10:38")
    expect(field(workspace)).to_have_value("Bonjour Camille")


@pytest.mark.parametrize(("mode", "then"), [("reply", "stay"), ("note", "note")])
def test_ctrl_enter_sends_in_the_mode_that_is_chosen(workspace, desk, mode, then):
    choose(workspace, mode)
    field(workspace).fill("words")
    field(workspace).press("Control+Enter")
    expect(field(workspace)).to_have_value("")
    assert f'name="then"\r\n\r\n{then}' in desk.posted["/send"][0]


def test_the_chosen_words_are_marked_and_unmarked_by_keys(workspace):
    field(workspace).fill("quick")
    field(workspace).press("Control+a")
    for key, words in (("b", "**quick**"), ("b", "quick"), ("i", "_quick_"), ("i", "quick")):
        field(workspace).press(f"Control+{key}")
        expect(field(workspace)).to_have_value(words)


def test_an_empty_reply_is_not_sent(workspace, desk):
    field(workspace).fill("  ")
    field(workspace).press("Control+Enter")
    workspace.wait_for_timeout(100)
    assert "/send" not in desk.posted


def test_others_hear_that_somebody_writes_but_not_at_each_letter(workspace, desk):
    field(workspace).press_sequentially("twelve times")
    workspace.wait_for_timeout(100)
    assert desk.posted["/writing"] == ["mode=reply"]


def test_pictures_are_pasted_dropped_shown_and_taken_back(workspace):
    drop(workspace, ".composer textarea", "image.png", "paste")
    drop(workspace, ".composer", "bar.png")
    expect(workspace.locator(".gathered img")).to_have_count(2)
    assert file_names(workspace)[0].startswith("screenshot-")
    expect(workspace.locator(".gathered small").first).to_have_text("1.5 kB")
    workspace.get_by_role("button", name="Remove bar.png").click()
    assert len(file_names(workspace)) == 1
