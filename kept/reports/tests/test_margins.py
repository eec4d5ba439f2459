"""The shares beside the clauses of the policy: measured, and only for those who may see them."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.core.cache import cache

from kept.conftest import NOW
from kept.people.models import Staff
from kept.reports import publicity
from kept.reports.tests.conftest import LATER
from kept.reports.tests.test_kept import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition")]


@pytest.fixture(autouse=True)
def _nothing_remembered() -> None:
    cache.clear()


@pytest.fixture
def many(ask: Callable, answer: Callable) -> None:
    """Twenty-five first replies, one of them late."""
    for n in range(25):
        ticket = ask(at=NOW - timedelta(minutes=n))
        if n:
            answer(ticket, NOW + timedelta(minutes=10))


@pytest.mark.usefixtures("many")
def test_the_policy_tells_beside_a_clause_how_it_is_kept(browser: Callable) -> None:
    page = words(browser("nobody").get("/policy"))
    assert "96 % kept First reply, of 25 in 90 days" in page
    assert "Figures in this margin are measured, not written." in page
    assert "Fix, of" not in page, "no bug fell due: nothing is said"


@pytest.mark.usefixtures("past")
def test_of_few_promises_the_policy_tells_no_share(browser: Callable) -> None:
    assert "% kept" not in words(browser("nobody").get("/policy"))


@pytest.mark.usefixtures("many")
@pytest.mark.parametrize("who", ["nobody", "customer", "stranger", "agent", "lead"])
def test_who_may_not_see_the_figures_sees_no_share(
    browser: Callable, who: str, lead: Staff
) -> None:
    browser("agent").get("/policy")  # whatever is remembered of it
    publicity.decide(False, by=lead, at=LATER)
    assert ("% kept" in words(browser(who).get("/policy"))) == (who in ("agent", "lead"))


@pytest.mark.usefixtures("many")
def test_an_old_version_is_not_measured(browser: Callable) -> None:
    from kept.record import policy
    from kept.site import prepare

    policy.publish(prepare.policy_files(prepare.policies() / "copyfy"), at=LATER)
    assert "% kept" not in words(browser("nobody").get("/policy/versions/1"))


def test_the_page_is_light(browser: Callable, ask: Callable, answer: Callable) -> None:
    """Everything that a first visit loads, compressed: under 60 KB, with ninety full days."""
    for n in range(90):
        answer(ask(at=LATER - timedelta(days=n, hours=5)), LATER)
    page = browser("nobody").get("/kept").content
    assert page.count(b"<tr>") > 60
    named = re.findall(r'(?:src|href)="/static/([^"]+)"', page.decode())
    linked = {Path(finders.find(name)) for name in named}
    sheets = {sheet for path in linked if path.suffix == ".css" for sheet in _imported(path)}
    weight = sum(_weight(path) for path in linked | sheets) + len(gzip.compress(page))
    assert weight < 60_000, f"/kept weighs {weight} bytes"


def _imported(sheet: Path) -> list[Path]:
    return [sheet.parent / name for name in re.findall(r'@import url\("(.+?)"', sheet.read_text())]


def _weight(path: Path) -> int:
    content = path.read_bytes()
    return len(content if path.suffix == ".woff2" else gzip.compress(content))
