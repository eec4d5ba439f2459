"""Time passes on a page as it does on the server."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from kept.core import say
from kept.core.calendar import tz
from kept.front.promises import shown
from kept.front.tests.behaviours.desk import WORKSPACE, Answer, page
from kept.front.tests.test_promises import Row


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_browser_says_durations_as_the_server_does(browser_page, desk, language):
    desk.answers["/"] = lambda: Answer(page(WORKSPACE, {}, language))
    browser_page.goto("/")
    seconds = [0, 1, 59, 60, 61, 3599, 3600, 3660, 7799, 86399, 86400, 90061, 172799, 172800,
               176400, 259199, 900_000]  # fmt: skip
    said = browser_page.evaluate(
        "async (all) => { const { duration } = await import('/static/kept/shared/duration.js');"
        " return all.map((s) => duration(1000 * s)); }",
        seconds,
    )
    assert said == [say.left(timedelta(seconds=s), language) for s in seconds]


def promise(due: float, **more: object):
    now = timezone.now()
    row = Row(
        started_at=now - timedelta(hours=1),
        due_at=now + timedelta(seconds=due),
        **({"warn_at": now + timedelta(seconds=due - 3600), "aim_at": None} | more),
    )
    return shown(row, now=now, zone=tz("UTC"), language="en")


def test_the_last_minute_is_counted_second_by_second(browser_page, desk):
    desk.shows("/", WORKSPACE, promises=lambda: [promise(30)])
    browser_page.clock.install()
    browser_page.goto("/")
    browser_page.clock.pause_at(datetime.now(UTC) + timedelta(seconds=5))
    time = browser_page.locator(".owed [data-promise-target=time]")
    left = int(time.inner_text().removesuffix("\xa0s left"))
    for passed in range(3):
        expect(time).to_have_text(f"{left - passed}\xa0s left")
        browser_page.clock.run_for(1000)
    dashes = browser_page.locator(".owed .wedge").get_attribute("stroke-dasharray")
    assert float(dashes.split()[2]) < 1.5


def test_a_clock_that_is_wrong_does_not_make_the_words_wrong(browser_page, desk):
    desk.shows("/", WORKSPACE, promises=lambda: [promise(3 * 3600 + 30)])
    browser_page.add_init_script(
        "{ const real = Date.now; Date.now = () => real() + 7_200_000;"
        " Object.defineProperty(performance, 'timeOrigin', { value: real() + 7_200_000 }); }"
    )
    browser_page.goto("/")
    browser_page.wait_for_function("window.Turbo")
    expect(browser_page.locator(".owed [data-promise-target=time]")).to_have_text("in 3\xa0h")


def test_when_a_state_should_turn_the_server_is_asked(browser_page, desk):
    minute = timedelta(minutes=1)
    warnings = [minute]
    desk.shows("/", WORKSPACE, live_url="/live", promises=lambda: [
        promise(3600, warn_at=timezone.now() + (warnings.pop() if warnings else -minute))
    ])  # fmt: skip
    desk.answers["/live"] = Answer
    browser_page.clock.install()
    browser_page.goto("/")
    expect(browser_page.locator(".owed li")).to_have_attribute("data-state", "running")
    browser_page.clock.fast_forward("01:01")
    expect(browser_page.locator(".owed li")).to_have_attribute("data-state", "soon")
