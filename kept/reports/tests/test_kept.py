"""The public page, its data and its command say the same; and who sees them."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

import pytest
from django.test import Client

from kept import cli
from kept.conftest import NOW
from kept.people.models import Staff
from kept.reports import command, publicity
from kept.reports.figures import SPANS, of_the_desk, recomputed
from kept.reports.machine import as_data
from kept.reports.models import Publicity
from kept.reports.tests.conftest import LATER

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]

Browser = Callable[..., Client]
PAGES = ("/kept", "/kept.json", "/kept/broken")
EVERYBODY = ("nobody", "customer", "stranger", "agent", "lead")


def words(response: object) -> str:
    """What a person reads, without the marks around it."""
    html = re.sub(r"<(script|style)\b.*?</\1>", " ", response.content.decode(), flags=re.S)
    said = unescape(re.sub(r"<[^>]+>", " ", html)).replace("\u00a0", " ").replace("\u202f", " ")
    return re.sub(r"\s+", " ", said)


# What it says


@pytest.mark.usefixtures("past")
def test_the_page_tells_every_promise_and_the_broken_ones(browser: Browser) -> None:
    page = words(browser("nobody").get("/kept"))
    assert "4 of 7 promises of the last 90 days, we kept." in page
    assert (
        "First reply §5 You have an answer by the end of the first hour of a business day." in page
    )
    assert "3 of 5" in page
    assert "A bug of the application is resolved within 48 hours." in page
    assert "1 of 2" in page
    assert "1 promise was released" in page
    assert "So few that we count them and give no percentage." in page
    assert "All 3 broken promises, one by one" in page


@pytest.mark.usefixtures("past")
def test_the_page_speaks_french(browser: Browser) -> None:
    page = words(browser("nobody", **{"accept-language": "fr"}).get("/kept"))
    assert "Nous avons tenu 4 sur 7 de nos promesses des 90 derniers jours." in page
    assert "Vous avez une réponse avant la fin de la première heure d’un jour ouvré." in page


def test_before_anything_fell_due_it_says_what_is_promised(browser: Browser) -> None:
    page = words(browser("nobody").get("/kept"))
    assert "No promise fell due in the last 90 days." in page
    assert "You have an answer by the end of the first hour of a business day." in page


def test_many_are_told_as_a_share(browser: Browser, ask: Callable, answer: Callable) -> None:
    for n in range(25):
        ticket = ask(at=NOW - timedelta(minutes=n))
        if n:
            answer(ticket, NOW + timedelta(minutes=10))
    page = words(browser("nobody").get("/kept?days=7"))
    assert "96 % of what we promised in the last 7 days, we kept." in page
    assert "kept, 24 of 25" in page
    assert "chance alone moves the share between 80 % and 100 %" in page


@pytest.mark.usefixtures("past")
def test_each_broken_promise_is_shown_and_nobody_is_named(browser: Browser) -> None:
    page = words(browser("nobody").get("/kept/broken"))
    assert "The 3 promises that we broke in the last 90 days" in page
    assert "9 January 2026 First reply §5 3 h 10 late" in page
    assert "9 January 2026 First reply §5 still owed, 10 h late" in page
    assert "11 January 2026 Fix §6 24 h late" in page
    for secret in ("Camille", "camille@", "The report stops", "#1"):
        assert secret not in page


@pytest.mark.usefixtures("past")
@pytest.mark.parametrize("days", SPANS)
def test_page_command_and_events_say_the_same(browser: Browser, days: int) -> None:
    from_rows = of_the_desk(at=LATER, days=days)
    assert from_rows == recomputed(at=LATER, days=days)
    lines, same = command.promises(at=LATER, days=days, as_json=True)
    assert same
    told = json.loads("".join(lines))
    assert told == browser("nobody").get(f"/kept.json?days={days}").json() == as_data(from_rows)


@pytest.mark.usefixtures("past")
def test_a_row_that_was_changed_by_hand_is_found(edition: object) -> None:
    from kept.deadlines.models import Promise

    Promise.objects.filter(state="broken").update(state="kept")
    lines, same = command.promises(at=LATER, days=90, as_json=False)
    assert not same
    assert "the public page says otherwise" in lines[-1]
    assert "4 kept, 3 broken, 1 released." in lines


@pytest.mark.usefixtures("past")
def test_the_command_prints_the_figures(
    capsys: pytest.CaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kept.cli.policy.desk_ready", lambda: None)
    assert cli.main(["report", "promises", "--days", "365"]) == 0
    said = capsys.readouterr().out
    assert "first_reply" in said
    assert "the public page says the same" in said


@pytest.mark.usefixtures("past")
def test_a_verdict_does_not_depend_on_when_somebody_looks(browser: Browser) -> None:
    """No watcher has looked in these tests: what nobody answered is broken all the same."""
    assert "still owed" in words(browser("nobody").get("/kept/broken"))


@pytest.mark.parametrize("asked", ["", "0", "x", "1e3", "²", "365"])
def test_other_spans_are_the_longest(browser: Browser, asked: str) -> None:
    assert "90 days" in words(browser("nobody").get("/kept", {"days": asked}))


# Who sees it


@pytest.mark.parametrize("who", EVERYBODY)
@pytest.mark.parametrize("path", PAGES)
def test_everybody_sees_it_until_a_lead_decides_otherwise(
    browser: Browser, who: str, path: str, lead: Staff
) -> None:
    assert browser(who).get(path).status_code == 200
    publicity.decide(False, by=lead, at=LATER)
    team = who in ("agent", "lead")
    assert browser(who).get(path).status_code == (200 if team else 404)


@pytest.mark.parametrize("who", EVERYBODY)
def test_the_way_to_it_is_shown_to_those_who_may_go(
    browser: Browser, who: str, lead: Staff
) -> None:
    assert 'href="/kept"' in browser(who).get("/policy").content.decode()
    publicity.decide(False, by=lead, at=LATER)
    shown = 'href="/kept"' in browser(who).get("/policy").content.decode()
    assert shown == (who in ("agent", "lead"))


@pytest.mark.parametrize(
    ("who", "status"),
    [("nobody", 404), ("customer", 404), ("stranger", 404), ("agent", 403), ("lead", 302)],
)
def test_only_a_lead_decides(browser: Browser, who: str, status: int) -> None:
    answer = browser(who).post("/kept/public", {"public": "no"})
    assert answer.status_code == status
    assert publicity.is_public() == (who != "lead")


def test_who_decided_and_when_is_kept(browser: Browser, lead: Staff) -> None:
    client = browser("lead")
    for public in ("no", "no", "yes"):
        client.post("/kept/public", {"public": public})
    rows = Publicity.objects.order_by("id").values_list("public", "by", "at")
    assert list(rows) == [(False, lead.pk, LATER), (True, lead.pk, LATER)]
    page = words(browser("agent").get("/kept"))
    assert "Everybody can read this page. Piotr Zieliński decided so on" in page
    assert "Show it" not in page


@pytest.mark.usefixtures("past")
def test_hiding_it_changes_nothing_that_it_says(browser: Browser) -> None:
    before = browser("nobody").get("/kept.json").content
    browser("lead").post("/kept/public", {"public": "no"})
    assert browser("agent").get("/kept.json").content == before


def test_a_customer_sees_nothing_of_the_team(browser: Browser) -> None:
    page = browser("customer").get("/kept").content.decode()
    assert "Everybody can read this page" not in page
    assert "<form" not in page


# What it costs


@pytest.mark.usefixtures("past")
def test_more_promises_ask_no_more_of_the_database(
    browser: Browser, ask: Callable, django_assert_max_num_queries: Callable
) -> None:
    client = browser("nobody")
    for n in range(20):
        ask(at=NOW - timedelta(days=n))
    for path in PAGES:
        client.get(path)
        with django_assert_max_num_queries(9):
            client.get(path)


@pytest.mark.usefixtures("past")
def test_a_page_that_has_not_changed_is_not_sent_again(browser: Browser) -> None:
    client = browser("nobody")
    first = client.get("/kept")
    assert client.get("/kept", headers={"if-none-match": first["ETag"]}).status_code == 304
