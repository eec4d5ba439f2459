"""Leads write, look, try, send and watch; nobody else does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kept.announcements.forms import seen
from kept.announcements.models import Announcement, Copy, Subscriber
from kept.record import policy
from kept.record.models import OutgoingMail

Browser = Callable[..., Client]
PAGES = ("announcement", "announcement-letter")
ACTS = ("words", "test", "send", "pause", "go-on")


def page(client: Client, name: str = "announcement", version: int = 2, query: str = "") -> str:
    response = client.get(reverse(name, args=[version]) + query)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("name", [*PAGES, *(f"announcement-{act}" for act in ACTS)])
def test_only_a_lead_finds_an_announcement(browser: Browser, major: int, name: str) -> None:
    path = reverse(name, args=[major])
    method = "get" if name in PAGES else "post"
    codes = [getattr(browser(who), method)(path).status_code for who in ("nobody", "agent")]
    assert codes == [302, 404]
    assert getattr(browser("lead"), method)(path).status_code in (200, 302, 422)
    assert not Copy.objects.exists()


@pytest.mark.parametrize("version", [1, 3])
def test_a_minor_version_and_one_that_is_not_have_none(
    browser: Browser, major: int, version: int
) -> None:
    lead = browser("lead")
    assert lead.get(reverse("announcement", args=[version])).status_code == 404
    assert lead.post(reverse("announcement-send", args=[version])).status_code == 404


def test_a_desk_without_major_versions_says_so(browser: Browser) -> None:
    said = browser("lead").get(reverse("announcements")).content.decode()
    assert "Nothing to announce." in said


def test_a_lead_finds_what_there_is_to_announce(browser: Browser, major: int, reader) -> None:
    reader()
    said = browser("lead").get(reverse("announcements")).content.decode()
    assert "Version 2" in said
    assert "Slower fixes." in said
    assert "Not sent yet" in said
    assert "<b>1</b> hear of changes" in said


def test_the_page_tells_what_the_letter_will_say(browser: Browser, major: int) -> None:
    said = page(browser("lead")).replace("\u00a0", " ")
    assert "72 hours" in said
    assert "Nobody is subscribed yet." in said


def keep(client: Client, **words: str):
    """Keep words as somebody does who looks at the page first."""
    stood = Announcement.objects.values_list("words", flat=True).first() or {}
    said = {"seen": seen(stood), **words}
    return client.post(reverse("announcement-words", args=[2]), said, follow=True)


def test_words_are_kept_and_stand_in_the_letter(browser: Browser, major: int) -> None:
    lead = browser("lead")
    said = keep(lead, en="We are *fewer* now.", fr="Nous sommes moins.")
    assert "Your words are kept." in said.content.decode()
    assert "We are <em>fewer</em> now." in page(lead, "announcement-letter", query="?in=en")
    assert "Nous sommes moins." in page(lead, "announcement-letter", query="?in=fr")


def test_nobody_replaces_words_that_they_have_not_seen(browser: Browser, major: int) -> None:
    lead = browser("lead")
    keep(lead, en="Theirs.")
    path = reverse("announcement-words", args=[major])
    response = lead.post(path, {"en": "Mine.", "seen": seen({})})
    assert response.status_code == 422
    said = response.content.decode()
    assert "Somebody else has kept other words" in said
    assert "Mine.</textarea>" in said
    assert "Theirs." in page(lead, "announcement-letter", query="?in=en")
    assert "Your words are kept." in keep(lead, en="Mine.").content.decode()


def test_words_that_are_too_long_come_back_with_the_page(browser: Browser, major: int) -> None:
    long = "We are fewer now. " * 400
    path = reverse("announcement-words", args=[major])
    response = browser("lead").post(path, {"en": long})
    assert response.status_code == 422
    assert long.strip() in response.content.decode()


def test_the_framed_letter_runs_and_loads_nothing(browser: Browser, major: int) -> None:
    response = browser("lead").get(reverse("announcement-letter", args=[major]))
    assert "default-src 'none'" in response.headers["Content-Security-Policy"]
    assert response.headers["X-Frame-Options"] == "SAMEORIGIN"
    path = reverse("announcement-letter", args=[major])
    assert browser("lead").get(f"{path}?in=xx").status_code == 404


def test_a_test_goes_to_the_lead_alone(browser: Browser, major: int, reader, lead) -> None:
    reader()
    OutgoingMail.objects.all().delete()
    browser("lead").post(reverse("announcement-test", args=[major]))
    assert {mail.recipient for mail in OutgoingMail.objects.all()} == {lead.email}
    assert not Copy.objects.exists()


def test_nothing_is_sent_by_who_has_not_read_it(browser: Browser, major: int, reader) -> None:
    reader()
    path = reverse("announcement-send", args=[major])
    for said in ({}, {"read": "on"}, {"read": "on", "pace": "9"}, {"pace": "1"}):
        response = browser("lead").post(path, said, follow=True)
        assert "Read the letter in each language first" in response.content.decode()
    assert not Copy.objects.exists()


def test_one_reader_is_one(browser: Browser, major: int, reader, lead) -> None:
    reader()
    path = reverse("announcement-send", args=[major])
    sent = browser("lead").post(path, {"read": "on", "pace": "1"}, follow=True)
    assert "It goes to 1 reader." in sent.content.decode()


def test_a_lead_sends_it_once_and_watches_it(browser: Browser, major: int, reader, lead) -> None:
    for n in range(3):
        reader(f"r{n}@example.org")
    client = browser("lead")
    path = reverse("announcement-send", args=[major])
    said = client.post(path, {"read": "on", "pace": "1"}, follow=True).content.decode()
    assert "It goes to 3 readers." in said
    assert "Being sent: 0 of 3" in said
    assert f"Sent by {lead.name}." in said
    again = client.post(path, {"read": "on", "pace": "1"}, follow=True).content.decode()
    assert "Somebody has sent it already." in again
    assert Copy.objects.count() == 3
    found = Announcement.objects.get()
    assert (found.a_minute, found.a_minute_to_one_domain) == (600, 120)
    assert set(found.letters) == {"en", "fr"}


def test_what_was_sent_is_what_is_shown_afterwards(browser: Browser, major: int, reader) -> None:
    reader()
    client = browser("lead")
    keep(client, en="First words.")
    client.post(reverse("announcement-send", args=[major]), {"read": "on", "pace": "0"})
    late = keep(client, en="Second thoughts.")
    assert "Somebody has sent it already." in late.content.decode()
    letter = page(client, "announcement-letter", query="?in=en")
    assert "First words." in letter
    assert "Second thoughts." not in letter


def test_doubts_and_refusals_are_shown(browser: Browser, major: int, reader) -> None:
    for n in range(2):
        reader(f"r{n}@example.org")
    client = browser("lead")
    client.post(reverse("announcement-send", args=[major]), {"read": "on", "pace": "0"})
    first, second = Copy.objects.order_by("id")
    Copy.objects.filter(pk=first.pk).update(state="doubt")
    Copy.objects.filter(pk=second.pk).update(state="refused", answer="550 5.1.1 nobody here")
    said = page(client)
    assert "They count as sent and are not sent again." in said
    assert "550 5.1.1 nobody here" in said


def test_it_is_held_and_goes_on(browser: Browser, major: int, reader) -> None:
    reader()
    client = browser("lead")
    client.post(reverse("announcement-send", args=[major]), {"read": "on", "pace": "0"})
    held = client.post(reverse("announcement-pause", args=[major]), follow=True)
    assert "Held: 0 of 1" in held.content.decode()
    on = client.post(reverse("announcement-go-on", args=[major]), follow=True)
    assert "Being sent: 0 of 1" in on.content.decode()


def test_leads_see_who_left_and_who_cannot_be_reached(browser: Browser, major: int, reader) -> None:
    ada = reader()
    Subscriber.objects.filter(pk=ada.pk).update(state="bounced", why="550 5.1.1 nobody here")
    path = reverse("subscribers")
    said = browser("lead").get(f"{path}?state=bounced").content.decode()
    assert "ada@example.org" in said
    assert "550 5.1.1 nobody here" in said
    assert "ada@example.org" not in browser("lead").get(f"{path}?state=confirmed").content.decode()
    assert browser("agent").get(path).status_code == 404
    Subscriber.objects.filter(pk=ada.pk).update(state="unsubscribed", why="")
    left = browser("lead").get(f"{path}?state=unsubscribed").content.decode()
    assert "Left by the link in a letter." in left
    assert ada.consent not in left, "why they left, not why they came"


def test_a_lead_who_reads_french_finds_it_in_french(browser: Browser, major: int, lead) -> None:
    lead.language = "fr"
    lead.save()
    assert "Vos propres mots" in page(browser("lead"))


def test_pages_cost_the_same_whatever_was_sent(
    browser: Browser, major: int, reader, django_assert_max_num_queries
) -> None:
    for n in range(20):
        reader(f"r{n}@example.org")
    client = browser("lead")
    client.post(reverse("announcement-send", args=[major]), {"read": "on", "pace": "0"})
    policy.edition.cache_clear()
    with django_assert_max_num_queries(12):
        page(client)
