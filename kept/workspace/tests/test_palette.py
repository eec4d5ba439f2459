"""Ctrl-K: whatever one may open is found by its name, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from kept.front.places import PLACES
from kept.people.models import Staff

Browser = Callable[..., Client]

#: Pages of the team that are reached from another one, or are in the rail as a list.
ELSEWHERE = {
    "inbox", "find", "palette", "rows", "bulk-people", "bulk-tags", "view-new", "confirm",
    "sign-in", "sign-in-code", "sign-in-second-step", "sign-in-passkey", "sign-in-new-passkey",
    "mailbox-granted", "saved-reply-new", "policy-draft-folder", "policy-draft-publish",
    "policy-replay-panel",
}  # fmt: skip


def _offered(client: Client, typed: str = "") -> list[str]:
    """The names that are offered."""
    page = client.get(reverse("palette"), {"q": typed}).content.decode()
    return re.findall(r'role="option"[^>]*><span>([^<]*)</span>', page)


@pytest.mark.parametrize("who", ["customer", "stranger"])
def test_it_is_for_the_team(browser: Browser, edition: object, who: str) -> None:
    assert browser(who).get(reverse("palette")).status_code == 302


def test_pages_are_found_by_their_names_and_other_words(browser: Browser, edition: object) -> None:
    lead = browser("lead")
    assert _offered(lead, "mailb")[0] == "Add a mailbox"
    assert "Your profile" in _offered(lead, "password")
    assert "Set up an authenticator" in _offered(lead, "TOTP")
    assert _offered(lead, "somebody invite")[0] == "Invite somebody"
    assert len(_offered(lead)) > len(PLACES)


def test_who_does_not_lead_is_offered_nothing_of_the_leads(
    browser: Browser, edition: object
) -> None:
    agent, lead = browser("agent"), browser("lead")
    assert "Audit" not in _offered(agent, "audit")
    assert "Audit" in _offered(lead, "audit")
    for place in PLACES:
        assert lead.get(reverse(place.page)).status_code in (200, 302, 303)
        assert (agent.get(reverse(place.page)).status_code == 404) is place.lead


def test_accents_and_case_are_forgiven(browser: Browser, agent: Staff, edition: object) -> None:
    Staff.objects.filter(pk=agent.pk).update(language="fr")
    assert "Adresse d’une page" not in _offered(browser("agent"), "REGLAGES")
    assert _offered(browser("agent"), "cle d'acces")


def test_a_ticket_is_found_by_its_number_and_a_customer_by_their_address(
    browser: Browser, ask: Callable[..., int]
) -> None:
    number, client = ask(subject="The report & the rest"), browser("agent")
    assert f"#{number} The report &amp; the rest" in _offered(client, f"#{number}")
    assert "Camille Roussel · camille@maison-oriol.example" in _offered(client, "CAMILLE@m")
    assert not any("Mallory" in name for name in _offered(client, "camille"))
    page = client.get(reverse("palette"), {"q": "camille@m"}).content.decode()
    assert 'href="/desk/find?q=from%3Acamille%40maison-oriol.example"' in page


def test_where_nothing_is_found_it_says_how_things_are_found(
    browser: Browser, edition: object
) -> None:
    client = browser("agent")
    page = client.get(reverse("palette"), {"q": "zzzz<b>"}).content.decode()
    assert "Nothing has this name" in page
    assert "zzzz&lt;b&gt;" in page
    assert _offered(client, "is:nonsense") == ["Search all tickets for “is:nonsense”"]


def test_it_asks_the_same_whatever_it_finds(
    browser: Browser, ask: Callable[..., int], django_assert_max_num_queries: Callable[..., object]
) -> None:
    for _ in range(8):
        ask(subject="The report stops")
    client = browser("lead")
    client.get(reverse("palette"), {"q": "report"})
    with django_assert_max_num_queries(12):  # type: ignore[attr-defined]
        client.get(reverse("palette"), {"q": "report"})


def test_no_page_of_the_team_is_left_out(db: None) -> None:
    """A new page is offered, or stands above."""
    known = {place.page for place in PLACES} | ELSEWHERE
    left = {name for name in _pages() if name not in known}
    assert left == set(), "Add each to kept.front.places, or above."


def _pages() -> set[str]:
    names = {str(one.name) for one in _patterns(get_resolver().url_patterns)}
    return {name for name in names if _path(name).startswith("/desk/") and _is_read(name)}


def _path(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


def _is_read(name: str) -> bool:
    """Whether it is asked for, not only sent to."""
    return Client().get(_path(name)).status_code != 405


def _patterns(of: list[URLPattern | URLResolver]) -> list[URLPattern]:
    return [
        found
        for one in of
        for found in (_patterns(one.url_patterns) if isinstance(one, URLResolver) else [one])
    ]
