"""Whatever leads change of the desk is written down, with where it was asked from."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterator
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from kept.conftest import NOW
from kept.core.events import Actor
from kept.people.models import Staff
from kept.people.reader import Reader
from kept.people_settings.told import GROUPS, told
from kept.record import audit
from kept.record.models import AuditEntry

Browser = Callable[..., Client]
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:145.0) Gecko/20100101 Firefox/145.0"

#: Pages for leads that only show, or lead somewhere else, or try something out.
SHOWN = {
    "announcement", "announcement-letter", "announcement-test", "announcements", "audit",
    "letter-preview", "letter-test", "letters", "mailbox", "mailbox-connect", "mailbox-records",
    "mailbox-test", "settings", "subscribers", "team", "teammate",
}  # fmt: skip
#: A draft of the policy is in force for nobody; who wrote last in it, it says itself.
DRAFTS = {
    "policy-better", "policy-draft-bring-back", "policy-draft-discard", "policy-draft-go-on",
    "policy-draft-start", "policy-draft-typed", "policy-draft-upload",
}  # fmt: skip
#: What each of the others notes.
NOTED = {
    "announcement-go-on": "announcement_resumed",
    "announcement-pause": "announcement_paused",
    "announcement-send": "announcement_sent",
    "announcement-words": "announcement_words",
    "audit-export": "audit_exported",
    "blocked": "sender_blocked",
    "companies": "company_opened",
    "erase-customer": "person_erased",
    "invitation-again": "invitation_sent_again",
    "invitation-withdraw": "invitation_withdrawn",
    "invite": "invited",
    "letter": "letter_changed",
    "letter-reset": "letter_reset",
    "mailbox-add": "mailbox_added",
    "mailbox-address": "mailbox_changed",
    "mailbox-granted": "mailbox_changed",
    "mailbox-key": "mailbox_changed",
    "mailbox-own": "mailbox_added",
    "mailbox-pause": "mailbox_paused",
    "mailbox-receiving": "mailbox_changed",
    "mailbox-remove": "mailbox_removed",
    "mailbox-sending": "mailbox_changed",
    "mailbox-use": "mailbox_in_use",
    "policy-draft-publish": "policy_published",
    "second-step-required": "second_step_required",
    "teammate-back": "brought_back",
    "teammate-hand-over": "handed_over",
    "teammate-off": "switched_off",
    "teammate-role": "role_changed",
    "teammate-second-step-off": "second_step_off",
    "teams": "team_made",
    "teams-back": "team_brought_back",
    "teams-one": "team_renamed",
    "teams-retire": "team_retired",
    "unblock": "sender_heard",
    "webhook": "provider_changed",
    "webhook-add": "provider_added",
    "webhook-remove": "provider_removed",
    "webhook-renew": "provider_changed",
}


@pytest.fixture(autouse=True)
def forgotten() -> None:
    cache.clear()


def test_every_kind_has_a_sentence_and_a_group(lead: Staff, db: None) -> None:
    grouped = [what for _name, kinds in GROUPS.values() for what in kinds]
    assert sorted(grouped) == sorted(audit.KINDS)


def test_what_is_done_tells_from_where(browser: Browser, agent: Staff, edition: object) -> None:
    asked = {"username": agent.email, "password": "correct horse"}
    client = Client(headers={"user-agent": FIREFOX}, REMOTE_ADDR="2001:db8::7")
    client.post("/desk/sign-in", asked)
    row = AuditEntry.objects.get()
    assert (row.what, row.place) == ("signed_in", "2001:db8::/64")
    page = browser("lead").get(reverse("audit")).content.decode()
    assert "2001:db8::/64, Firefox, Windows" in page
    audit.note("signed_in", by=Actor("staff", agent.pk), at=row.at)
    assert AuditEntry.objects.latest("id").place == "", "nobody asked from anywhere"


CHANGES = {
    "sender_blocked": ("blocked", {"who": "spam.example"}),
    "mailbox_added": ("mailbox-own", {}),
    "provider_added": ("webhook-add", {"provider": "postmark"}),
    "kept_page_hidden": ("kept-public", {"public": "no"}),
    "profile_changed": ("undo-seconds", {"seconds": "5"}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_a_change_of_another_room_is_told(
    browser: Browser, lead: Staff, edition: object, what: str
) -> None:
    name, sent = CHANGES[what]
    browser("lead").post(reverse(name), sent)
    row = AuditEntry.objects.get()
    assert (row.what, row.by) == (what, f"staff:{lead.pk}")
    assert told([row], Reader.of(lead))[0].words.startswith("Piotr Zieliński ")


def test_a_sender_is_not_named(browser: Browser, edition: object) -> None:
    client = browser("lead")
    client.post(reverse("blocked"), {"who": "mallory@elsewhere.example"})
    client.post(reverse("unblock"), {"who": "mallory@elsewhere.example"})
    assert [row.what for row in AuditEntry.objects.order_by("id")] == [
        "sender_blocked",
        "sender_heard",
    ]
    assert "mallory" not in str(list(AuditEntry.objects.values()))


def test_the_list_is_narrowed_by_days(browser: Browser, agent: Staff, edition: object) -> None:
    for day in (1, 2, 3):
        at = datetime(2026, 3, day, 12, tzinfo=UTC)
        audit.note("signed_in", by=Actor("staff", agent.pk), at=at)
    client, url = browser("lead"), reverse("audit")
    page = client.get(url, {"since": "2026-03-02", "until": "2026-03-02"}).content.decode()
    assert page.count("Inès Haddad signed in") == 1
    for wrong in ({"since": "x"}, {"until": "2026-02-30"}, {"who": "²"}, {"kind": "no"}):
        assert client.get(url, wrong).status_code == 404


def test_what_is_taken_along_is_all_of_it_and_told(
    browser: Browser, agent: Staff, lead: Staff, edition: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kept.people_settings.views.audit._AT_ONCE", 2)
    Staff.objects.filter(pk=agent.pk).update(name="=1+1")
    for _ in range(5):
        audit.note("signed_in", by=Actor("staff", agent.pk), at=NOW)
    client = browser("lead")
    got = client.post(reverse("audit-export") + "?kind=sign-ins")
    lines = list(csv.DictReader(io.StringIO(got.content.decode())))
    assert [line["what"] for line in lines] == ["signed_in"] * 5
    assert lines[0]["said"] == "'=1+1 signed in", "no spreadsheet reckons with it"
    told_ = AuditEntry.objects.latest("id")
    assert (told_.what, told_.facts) == ("audit_exported", {"rows": 5})
    assert browser("agent").post(reverse("audit-export")).status_code == 404
    assert client.get(reverse("audit-export")).status_code == 405


def test_a_page_for_leads_notes_what_it_changes() -> None:
    """A new one fails here until it is said above what it notes, or that it only shows."""
    names = {
        str(pattern.name)
        for pattern in _patterns(get_resolver().url_patterns)
        if getattr(pattern.callback, "for_leads", False)
    }
    assert names - SHOWN - DRAFTS - set(NOTED) == set()


def _patterns(of: list[URLPattern | URLResolver]) -> Iterator[URLPattern]:
    for one in of:
        if isinstance(one, URLResolver):
            yield from _patterns(one.url_patterns)
        else:
            yield one
