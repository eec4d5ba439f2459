"""A draft is written, checked, kept, contested, put away and brought back."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from kept.conftest import NOW
from kept.people.models import Staff
from kept.policy_editor import wanted
from kept.record import draft as drafts
from kept.record import policy

Browser = Callable[..., Client]
Files = dict[str, str]
BY_HAND = ("{{ after resend.after }}, send", "after 24 hours, send")


def now() -> drafts.Draft:
    kept = drafts.draft()
    assert kept is not None
    return kept


def form(files: Files, *, seen: int, base: int = 1, **more: str) -> dict[str, str]:
    return {**files, "seen": str(seen), "base": str(base), "text": "en.md", **more}


def shown(client: Client, **asked: str) -> str:
    response = client.get(reverse("policy-draft"), asked)
    return response.content.decode().replace("\u202f", " ").replace("\xa0", " ")


def test_a_draft_begins_with_the_version_in_force(browser: Browser, files: Files) -> None:
    lead = browser("lead")
    assert "Nobody writes one" in lead.get(reverse("policy-desk")).content.decode()
    lead.post(reverse("policy-draft-start"))
    assert now().files == files
    said = shown(lead)
    assert "Draft of version 2" in said
    assert "from version 1, saved 18:00" in said
    assert "Publish, after a change" in said


def test_beginning_twice_keeps_what_is_there(browser: Browser, saved: Callable) -> None:
    saved(rules=('"48 hours"', '"72 hours"'))
    browser("lead").post(reverse("policy-draft-start"))
    assert '"72 hours"' in now().files["policy.toml"]


def test_what_was_before_can_be_begun_from(browser: Browser, files: Files) -> None:
    slower = files | {"policy.toml": files["policy.toml"].replace('"48 hours"', '"72 hours"')}
    policy.publish(slower, at=NOW)
    browser("lead").post(reverse("policy-draft-start"), {"from": "1"})
    assert (now().files, now().base) == (files, 2)


def test_a_mistake_stands_at_its_place_with_what_to_do(browser: Browser, saved: Callable) -> None:
    saved(en=BY_HAND)
    said = shown(browser("lead"), text="en.md")
    assert "Publish, after 1 mistake" in said
    assert "the rule resend.after already says it" in said
    assert "Bind {{ resend.after }}" in said
    assert re.search(r'<span class="wrong">24 hours</span>', said)
    assert "en.md:31:111" in said


def test_mistakes_are_told_in_french_too(browser: Browser, saved: Callable, lead: Staff) -> None:
    Staff.objects.filter(pk=lead.pk).update(language="fr")
    saved(en=BY_HAND)
    said = shown(browser("lead"), text="en.md")
    assert "la règle resend.after le dit déjà" in said
    assert "Lier {{ resend.after }}" in said
    assert "Publier, après 1 erreur" in said


def test_customers_words_are_shown_with_what_they_were(browser: Browser, saved: Callable) -> None:
    saved(rules=('"48 hours"', '"72 hours"'))
    said = shown(browser("lead"), text="en.md")
    assert "<mark>72</mark>" in said
    assert "Was:" in said
    assert "Fix: was 48 hours, is 72 hours." in said


def test_hours_are_read_where_the_customer_is(browser: Browser, saved: Callable) -> None:
    saved()
    assert "New York" in shown(browser("lead"), text="en.md", zone="America/New_York")
    assert "Customers read" in shown(browser("lead"), zone="Nowhere/Land")


def test_rules_with_a_mistake_leave_nothing_to_read(browser: Browser, saved: Callable) -> None:
    saved(rules=('owed = "48 hours"', 'owed = "48h"'))
    said = shown(browser("lead"))
    assert "Nothing can be read yet." in said
    assert "can be read in three ways" in said


def test_a_binding_without_a_rule_is_shown_as_it_is_written(
    browser: Browser, saved: Callable
) -> None:
    saved(en=("{{ within promise.fix }}", "{{ within promise.fx }}"))
    said = shown(browser("lead"), text="en.md")
    assert "policy.toml has no rule promise.fx" in said
    assert "Bind {{ promise.fix }}" in said


@pytest.mark.parametrize("rubbish", ["", "a = [", "hours = 3", "\x00", "# Only a note"])
def test_no_rules_however_broken_break_the_page(
    browser: Browser, saved: Callable, files: Files, rubbish: str
) -> None:
    saved()
    sent = form(files | {"policy.toml": rubbish, "en.md": "{{ }} {= §"}, seen=1)
    answer = browser("lead").post(reverse("policy-draft-typed"), sent)
    assert answer.status_code == 200
    assert "mistake" in answer.json()["parts"]["state"]


# Typing


def test_what_is_typed_is_kept_and_answered(
    browser: Browser, saved: Callable, files: Files
) -> None:
    saved()
    files["en.md"] = files["en.md"].replace(*BY_HAND)
    answer = browser("lead").post(reverse("policy-draft-typed"), form(files, seen=1)).json()
    assert now().files == files
    assert answer["seen"] == now().saved == 2
    assert "Publish, after 1 mistake" in answer["parts"]["publish_button"]
    assert 'class="wrong"' in answer["parts"]["lines-en.md"]
    assert "24 hours" in answer["parts"]["notes-en.md"]


def test_looking_saves_nothing(browser: Browser, saved: Callable, files: Files) -> None:
    saved()
    sent = form(files, seen=1, zone="Asia/Tokyo")
    assert browser("lead").post(reverse("policy-draft-typed"), sent).json()["seen"] == 1


def test_a_language_that_is_added_gets_a_field(
    browser: Browser, saved: Callable, files: Files
) -> None:
    saved()
    files["policy.toml"] = files["policy.toml"].replace('["fr", "en"]', '["fr", "en", "de"]')
    answer = browser("lead").post(reverse("policy-draft-typed"), form(files, seen=1)).json()
    assert answer["again"] is True
    assert 'name="de.md"' in shown(browser("lead"))


def test_without_javascript_one_saves_checks_and_binds(
    browser: Browser, saved: Callable, files: Files
) -> None:
    saved()
    files["en.md"] = files["en.md"].replace(*BY_HAND)
    lead = browser("lead")
    assert lead.post(reverse("policy-draft"), form(files, seen=1)).status_code == 303
    assert "after 24 hours" in now().files["en.md"]
    lead.post(reverse("policy-draft"), form(files, seen=2, fix="en.md:31:111:0"))
    assert "after {{ resend.after }}, send" in now().files["en.md"]
    assert "mistake" not in shown(lead).partition("</header>")[0]


# Two at once


@pytest.mark.parametrize("name", ["policy-draft", "policy-draft-typed"])
def test_the_later_save_is_refused_and_shows_both(
    browser: Browser, saved: Callable, files: Files, other_lead: Staff, name: str
) -> None:
    saved()
    saved(by=other_lead, seen=1, rules=('"48 hours"', '"36 hours"'))
    mine = files | {"en.md": files["en.md"] + "\nMy words.\n"}
    answer = browser("lead").post(reverse(name), form(mine, seen=1))
    assert answer.status_code == 409
    page = answer.content.decode()
    said = page if name == "policy-draft" else answer.json()["parts"]["conflict"]
    assert "Not saved: Mina Park saved this draft at" in said
    assert "36 hours" in said
    if name == "policy-draft":
        assert "My words." in page
    assert "36 hours" in now().files["policy.toml"]
    assert "My words." not in now().files["en.md"]


def test_one_may_save_over_the_other_on_purpose(
    browser: Browser, saved: Callable, files: Files, other_lead: Staff
) -> None:
    saved()
    saved(by=other_lead, seen=1, rules=('"48 hours"', '"36 hours"'))
    mine = files | {"en.md": files["en.md"] + "\nMy words.\n"}
    answer = browser("lead").post(reverse("policy-draft"), form(mine, seen=1))
    seen = re.search(r'name="seen" value="(\d+)"', answer.content.decode())
    assert seen is not None
    browser("lead").post(reverse("policy-draft"), form(mine, seen=int(seen[1])))
    assert "My words." in now().files["en.md"]


def test_text_of_a_draft_that_is_gone_is_not_lost(
    browser: Browser, saved: Callable, files: Files, other_lead: Staff
) -> None:
    saved()
    drafts.discard_draft(by=now().by, at=NOW, seen=1)
    mine = files | {"en.md": files["en.md"] + "\nMy words.\n"}
    answer = browser("lead").post(reverse("policy-draft"), form(mine, seen=1))
    assert answer.status_code == 409
    assert "was published or put away meanwhile" in answer.content.decode()
    assert "My words." in answer.content.decode()
    browser("lead").post(reverse("policy-draft"), form(mine, seen=0))
    assert "My words." in now().files["en.md"]


# Away and back


def test_what_is_put_away_can_be_brought_back(
    browser: Browser, saved: Callable, files: Files
) -> None:
    saved(rules=('"48 hours"', '"72 hours"'))
    lead = browser("lead")
    sent = form({**now().files, "en.md": files["en.md"] + "\nUnsaved.\n"}, seen=1)
    lead.post(reverse("policy-draft-discard"), sent)
    assert drafts.draft() is None
    assert "Bring it back" in lead.get(reverse("policy-desk")).content.decode()
    lead.post(reverse("policy-draft-bring-back"))
    assert '"72 hours"' in now().files["policy.toml"]
    assert "Unsaved." in now().files["en.md"]


def test_nobody_puts_away_what_they_have_not_seen(
    browser: Browser, saved: Callable, other_lead: Staff
) -> None:
    saved()
    saved(by=other_lead, seen=1, rules=('"48 hours"', '"36 hours"'))
    answer = browser("lead").post(reverse("policy-draft-discard"), {"seen": "1", "base": "1"})
    assert answer.status_code == 409
    assert '"36 hours"' in now().files["policy.toml"]


# Files


def test_files_go_up_over_the_draft_and_back_again(
    browser: Browser, saved: Callable, files: Files
) -> None:
    saved()
    lead = browser("lead")
    text = (files["en.md"] + "\nFrom a file.\n").encode()
    lead.post(reverse("policy-draft-upload"), {"files": SimpleUploadedFile("en.md", text)})
    assert now().files["en.md"].endswith("From a file.\n")
    assert now().files["policy.toml"] == files["policy.toml"]
    lead.post(reverse("policy-draft-bring-back"), {"seen": str(now().saved)})
    assert now().files == files


def test_what_cannot_be_read_is_refused_and_changes_nothing(
    browser: Browser, saved: Callable, files: Files
) -> None:
    saved()
    sent = {"files": SimpleUploadedFile("photo.png", b"x")}
    answer = browser("lead").post(reverse("policy-draft-upload"), sent)
    assert answer.status_code == 422
    assert "no file of a policy" in answer.content.decode()
    assert now().files == files


def test_the_folder_comes_down_as_it_stands_on_the_screen(
    browser: Browser, saved: Callable, files: Files
) -> None:
    saved()
    mine = files | {"en.md": "# Unsaved\n"}
    for who in ("agent", "lead"):
        answer = browser(who).post(reverse("policy-draft-folder"), form(mine, seen=1))
        back, _whole = wanted.uploaded([SimpleUploadedFile("a.zip", answer.content)])
        assert back["en.md"] == "# Unsaved\n"
    one = browser("agent").get(reverse("policy-draft-file", args=["fr.md"]))
    assert one.content.decode() == files["fr.md"]
    assert browser("agent").get("/desk/policy/draft/nothing.md").status_code == 404


# A version published past the draft


def test_a_draft_that_was_passed_by_says_so_and_goes_on(
    browser: Browser, saved: Callable, files: Files
) -> None:
    saved()
    slower = files | {"policy.toml": files["policy.toml"].replace('"48 hours"', '"72 hours"')}
    policy.publish(slower, at=NOW - timedelta(minutes=1))
    lead = browser("lead")
    said = shown(lead)
    assert "Version 2 was published since this draft began from version 1." in said
    assert "Publish, after a look at version 2" in said
    lead.post(reverse("policy-draft-go-on"), form(files, seen=1))
    assert now().base == 2
    assert "Fix: was 72 hours, is 48 hours." in shown(lead)
