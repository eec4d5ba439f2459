"""What leads say of a day: beside the figures, in the reader's language, changing none."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from kept.reports.models import Remark
from kept.reports.tests.test_kept import words

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("edition", "past")]

SAID = {
    "day": "2026-01-09",
    "words-en": "Mail provider down for 3 h",
    "words-fr": "Messagerie en panne 3 h",
}


def test_everybody_reads_what_a_lead_says_in_their_language(browser: Callable) -> None:
    figures = browser("nobody").get("/kept.json").content
    assert browser("lead").post("/kept/remarks", SAID).status_code == 302
    assert "9 January 2026 Mail provider down for 3 h" in words(browser("nobody").get("/kept"))
    french = browser("nobody", **{"accept-language": "fr"}).get("/kept")
    assert "9 janvier 2026 Messagerie en panne 3 h" in words(french)
    assert browser("nobody").get("/kept.json").content == figures


def test_the_newest_word_counts_and_the_others_are_kept(browser: Callable) -> None:
    client = browser("lead")
    client.post("/kept/remarks", SAID)
    client.post("/kept/remarks", SAID | {"words-en": "Mail <b>down</b>", "words-fr": ""})
    page = browser("nobody").get("/kept")
    assert "Mail &lt;b&gt;down&lt;/b&gt;" in page.content.decode()
    assert "3 h" not in words(page).partition("What we say of some days")[2].partition("It ex")[0]
    client.post("/kept/remarks", {"day": SAID["day"]})
    assert "What we say of some days" not in words(browser("nobody").get("/kept"))
    assert Remark.objects.count() == 3


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"day": ""}, "Choose the day"),
        ({"day": "yesterday"}, "Choose the day"),
        ({"day": "2027-01-01"}, "That day is still to come."),
        ({"day": "2020-01-01"}, "That day is on no page any more: the longest shows 90 days."),
        ({"words-en": "a" * 121}, "At most 120 characters"),
    ],
)
def test_what_cannot_be_said_is_refused_with_a_reason(
    browser: Callable, change: dict[str, str], why: str
) -> None:
    answer = browser("lead").post("/kept/remarks", SAID | change)
    assert answer.status_code == 422
    assert why in words(answer)
    assert 'value="Messagerie en panne 3 h"' in answer.content.decode()
    assert not Remark.objects.exists()


@pytest.mark.parametrize(
    ("who", "status"), [("nobody", 404), ("customer", 404), ("stranger", 404), ("agent", 403)]
)
def test_only_a_lead_says_it(browser: Callable, who: str, status: int) -> None:
    assert browser(who).post("/kept/remarks", SAID).status_code == status
    assert "Say something of a day" not in words(browser(who).get("/kept"))
    assert not Remark.objects.exists()
