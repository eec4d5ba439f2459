"""Pages that are told what happened elsewhere."""

from playwright.sync_api import expect

from kept.front.tests.behaviours.desk import WORKSPACE, Answer
from kept.front.tests.behaviours.hands import field

#: How long a page that is refused its stream waits at most before it asks again, in ms.
LONGEST_PAUSE = 30_000


def test_a_hint_refreshes_the_page_and_disturbs_nobody(browser_page, desk):
    news = ["old", "new", "new"]
    desk.shows("/", WORKSPACE, live_url="/live", news=lambda: news.pop(0) if news else "new")
    desk.answers["/live"] = Answer
    browser_page.goto("/")
    browser_page.wait_for_function("window.Turbo")
    browser_page.locator("#quoted summary").click()
    field(browser_page).fill("half a sent")
    field(browser_page).evaluate("field => field.setSelectionRange(4, 4)")
    desk.hints.put('{"ticket": 1}')
    expect(browser_page.locator("#news")).to_have_text("new")
    expect(field(browser_page)).to_have_value("half a sent")
    expect(field(browser_page)).to_be_focused()
    assert field(browser_page).evaluate("field => field.selectionStart") == 4
    assert browser_page.locator("#quoted").get_attribute("open") is not None


def test_a_stream_that_broke_is_taken_up_again_and_what_was_missed_is_fetched(browser_page, desk):
    news, streams = ["old"], [Answer(status=503)]
    desk.shows("/", WORKSPACE, live_url="/live", news=lambda: news.pop(0) if news else "missed")
    desk.answers["/live"] = lambda: streams.pop() if streams else Answer()
    browser_page.clock.install()
    with browser_page.expect_response("**/live"):
        browser_page.goto("/")
    expect(browser_page.locator("#news")).to_have_text("old")
    browser_page.clock.fast_forward(LONGEST_PAUSE)
    # where the machine is busy, the page may begin to wait only now
    expect(browser_page.locator("#news")).to_have_text("missed", timeout=20_000)
