"""Who may do what: the team reads, leads write, everybody else is asked to sign in."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import get_resolver, reverse

from kept.policy_editor import urls
from kept.record import draft as drafts
from kept.record import policy
from kept.record.models import PolicyVersion

Browser = Callable[..., Client]
READ = {
    "policy-desk": [],
    "policy-version-folder": [1],
    "policy-draft": [],
    "policy-draft-folder": [],
    "policy-draft-file": ["en.md"],
}
WRITE = (
    "policy-draft",
    "policy-draft-typed",
    "policy-draft-start",
    "policy-draft-discard",
    "policy-draft-bring-back",
    "policy-draft-go-on",
    "policy-draft-upload",
    "policy-draft-publish",
    "policy-better",
)


WRITE_ARGS = {"policy-better": [1]}


def test_every_address_is_tried_here() -> None:
    assert {one.name for one in urls.urlpatterns} == {*READ, *WRITE}
    assert get_resolver()


@pytest.mark.parametrize("name", READ)
def test_the_team_reads_and_nobody_else(browser: Browser, saved: Callable, name: str) -> None:
    saved(rules=('"48 hours"', '"72 hours"'))
    address = reverse(name, args=READ[name])
    people = ("nobody", "customer", "stranger", "agent", "lead")
    codes = [browser(who).get(address).status_code for who in people]
    assert codes == [302, 302, 302, 200, 200]


@pytest.mark.parametrize("name", WRITE)
def test_only_leads_write(browser: Browser, saved: Callable, name: str) -> None:
    kept = saved(rules=('"48 hours"', '"72 hours"'))
    sent = {"seen": "1", "base": "1", "policy.toml": "x", "weight": "minor"}
    for who in ("nobody", "customer", "stranger", "agent"):
        code = browser(who).post(reverse(name, args=WRITE_ARGS.get(name)), sent).status_code
        assert code == (404 if who == "agent" else 302)
    now = drafts.draft()
    assert now is not None
    assert now.saved == kept.saved
    assert PolicyVersion.objects.count() == 1
    assert browser("lead").post(reverse(name, args=WRITE_ARGS.get(name)), sent).status_code in (
        200,
        303,
        422,
    )


def test_an_agent_sees_the_draft_but_no_way_to_change_it(browser: Browser, saved: Callable) -> None:
    saved(rules=('"48 hours"', '"72 hours"'))
    said = browser("agent").get(reverse("policy-draft")).content.decode()
    assert "72 hours" in said
    assert "readonly" in said
    assert "Publish" not in said
    assert "Put this draft away" not in said


def test_an_agent_may_not_look_at_the_publishing_page(browser: Browser, saved: Callable) -> None:
    saved(rules=('"48 hours"', '"72 hours"'))
    assert browser("agent").get(reverse("policy-draft-publish")).status_code == 404
    assert policy.in_force().version == 1
