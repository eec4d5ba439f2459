"""Nobody is written to who did not confirm, and who leaves stays away."""

from __future__ import annotations

import io
from collections.abc import Callable
from datetime import timedelta
from email import message_from_bytes
from email import policy as mail_policy

import pytest
from django.test import Client
from django.urls import reverse

from kept.announcements import subscribers
from kept.announcements.models import Copy, Subscriber
from kept.announcements.subscribers import ListError
from kept.conftest import NOW
from kept.core.mail import Address
from kept.record import policy
from kept.record.models import OutgoingMail
from kept.site import prepare

ADA = Address("", "ada@example.org")
Browser = Callable[..., Client]
Reader = Callable[..., Subscriber]


def asked(browser: Client, **changes: str) -> object:
    said = {"email": "ada@example.org", "language": "en", "zone": "Europe/Paris"} | changes
    return browser.post(reverse("subscribe"), said)


def link() -> str:
    """The path of the link in the mail that was owed last."""
    raw = bytes(OutgoingMail.objects.order_by("-id")[0].raw)
    mail = message_from_bytes(raw, policy=mail_policy.default)
    text = mail.get_body(("plain",)).get_content()
    return "/news/confirm/" + text.partition("/news/confirm/")[2].split()[0]


def state() -> str:
    return Subscriber.objects.get(key="ada@example.org").state


def test_asking_alone_subscribes_nobody(browser: Browser) -> None:
    response = asked(browser("nobody"))
    assert "Look into your mailbox" in response.content.decode()
    assert state() == "asked"
    mail = OutgoingMail.objects.get()
    assert (mail.purpose, mail.recipient) == ("letter", "ada@example.org")


def test_the_link_shows_a_button_and_only_the_button_confirms(browser: Browser) -> None:
    asked(browser("nobody"))
    path = link()
    somebody = browser("nobody")
    assert "Yes, write to me" in somebody.get(path).content.decode()
    assert state() == "asked"
    assert "That is settled." in somebody.post(path).content.decode()
    assert state() == "confirmed"
    assert "That is settled." in somebody.get(path).content.decode()


def test_the_mail_and_the_pages_speak_the_language_that_was_chosen(browser: Browser) -> None:
    asked(browser("nobody"), language="fr")
    raw = bytes(OutgoingMail.objects.get().raw)
    mail = message_from_bytes(raw, policy=mail_policy.default)
    assert "Confirmez" in mail["Subject"]
    assert "Est-ce bien cela" in browser("nobody").get(link()).content.decode()


def test_a_reader_may_choose_each_language_of_the_policy(browser: Browser) -> None:
    airline = prepare.sound_policy(prepare.policies() / "airline")
    policy.publish(airline, at=NOW)
    form = browser("nobody").get("/news").content.decode()
    assert [f'<option value="{one}"' in form for one in ("en", "fr", "de", "it")] == [1, 1, 1, 0]
    asked(browser("nobody"), language="de")
    mail = message_from_bytes(bytes(OutgoingMail.objects.get().raw), policy=mail_policy.default)
    assert mail["Subject"].startswith("Bestätigen Sie")
    assert "Ist das richtig?" in browser("nobody").get(link()).content.decode()
    assert "Est-ce bien cela" in browser("nobody").get(f"{link()}?language=fr").content.decode()


def test_a_reader_of_no_known_language_is_met_in_the_browsers(browser: Browser, reader) -> None:
    """A list may name none, or one that the desk does not speak."""
    french = {"accept-language": "fr"}
    for language in ("", "it"):
        path = reverse("unsubscribe", args=[reader(f"r{language}@x.example", language).token])
        assert "Plus de lettres" in browser("nobody", **french).get(path).content.decode()


@pytest.mark.parametrize(
    ("days", "works"), [(0, True), (7, True), (8, False)], ids=lambda value: str(value)
)
def test_a_link_works_for_seven_days(browser: Browser, clock, days: int, works: bool) -> None:
    asked(browser("nobody"))
    clock(NOW + timedelta(days=days))
    assert browser("nobody").post(link()).status_code == (200 if works else 404)
    assert state() == ("confirmed" if works else "asked")


def test_an_old_link_does_not_bring_back_who_left(browser: Browser) -> None:
    asked(browser("nobody"))
    path = link()
    browser("nobody").post(path)
    ada = Subscriber.objects.get()
    subscribers.leave(ada, at=NOW)
    assert browser("nobody").post(path).status_code == 200
    assert state() == "unsubscribed"


def test_the_page_says_the_same_to_who_is_subscribed_and_mails_nothing(
    browser: Browser, reader: Reader
) -> None:
    new = asked(browser("nobody"), email="new@example.org")
    reader()
    OutgoingMail.objects.all().delete()
    known = asked(browser("nobody"))
    assert known.content == new.content
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"email": ""}, "To which address"),
        ({"email": "ada"}, "is not an e-mail address"),
        ({"email": "ada@example.org\nbcc: x@example.org"}, "is not an e-mail address"),
        ({"email": f"{'a' * 250}@example.org"}, "at most 254"),
        ({"language": "xx"}, "xx"),
        ({"website": "https://spam.example"}, "A machine filled this in"),
    ],
)
def test_what_cannot_be_used_is_refused_with_a_sentence(
    browser: Browser, changes: dict[str, str], sentence: str
) -> None:
    response = asked(browser("nobody"), **changes)
    assert response.status_code == 422
    assert sentence in response.content.decode()
    assert not Subscriber.objects.exists()


def test_nobody_fills_a_mailbox_with_links(browser: Browser) -> None:
    codes = [asked(browser("nobody")).status_code for _time in range(6)]
    assert codes == [200] * 5 + [429]


# Leaving


def test_a_mail_program_ends_a_subscription_with_one_post(reader: Reader) -> None:
    """RFC 8058: no cookie, no token of a form, no question."""
    ada = reader()
    stranger = Client(enforce_csrf_checks=True)
    path = reverse("unsubscribe", args=[ada.token])
    response = stranger.post(path, "List-Unsubscribe=One-Click",
                             content_type="application/x-www-form-urlencoded")  # fmt: skip
    assert response.status_code == 200
    assert not response.cookies
    assert state() == "unsubscribed"


def test_a_link_that_a_machine_opens_ends_nothing(reader: Reader) -> None:
    ada = reader()
    path = reverse("unsubscribe", args=[ada.token])
    page = Client().get(path).content.decode()
    assert state() == "confirmed"
    assert "<button" in page
    Client(enforce_csrf_checks=True).post(path)
    assert state() == "unsubscribed"
    assert "You are out." in Client().get(path).content.decode()


def test_who_left_may_come_back_by_confirming_again(browser: Browser, reader: Reader) -> None:
    subscribers.leave(reader(), at=NOW)
    asked(browser("nobody"))
    assert state() == "asked"
    browser("nobody").post(link())
    assert state() == "confirmed"


def test_an_erased_address_is_in_no_row(browser: Browser, reader: Reader, announcement) -> None:
    asked(browser("nobody"))
    browser("nobody").post(link())
    ada = Subscriber.objects.get()
    Copy.objects.create(announcement=announcement, subscriber=ada, answer="550 <ada@example.org>")
    assert subscribers.erase(ADA, at=NOW)
    assert not OutgoingMail.objects.exists()
    assert Copy.objects.get().answer == ""
    row = Subscriber.objects.get(pk=ada.pk)
    assert "ada" not in str([getattr(row, field.name) for field in row._meta.fields])
    assert subscribers.of_token(ada.token) is None
    assert not subscribers.erase(ADA, at=NOW)


# Lists


def read(text: str, consent: str = "asked at the fair") -> subscribers.Imported:
    return subscribers.read_list(io.StringIO(text), consent=consent, at=NOW)


def test_a_list_brings_new_readers_and_not_those_who_left(reader: Reader) -> None:
    subscribers.leave(reader("gone@example.org"), at=NOW)
    reader("here@example.org")
    done = read(
        "address,language,zone\nnew@example.org,fr,Europe/Paris\nHERE@example.org,,\n"
        "gone@example.org,en,\nnew@example.org,fr,\n"
    )
    assert (done.added, done.known, done.left) == (1, 2, 1)
    new = Subscriber.objects.get(key="new@example.org")
    assert (new.state, new.language, new.zone) == ("confirmed", "fr", "Europe/Paris")
    assert new.consent == "asked at the fair"
    assert Subscriber.objects.get(key="gone@example.org").state == "unsubscribed"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "Line 1: the list has no column “address”"),
        ("email\nada@example.org\n", "Line 1: the list has no column “address”"),
        ("address\nada@example.org\nnope\n", "Line 3: "),
        ("address,language\nada@example.org,french\n", "Line 2: “french” is no language"),
        ("address,zone\nada@example.org,Paris\n", "Line 2: “Paris” is no time zone"),
        (f"address\n{'a' * 250}@example.org\n", "Line 2: "),
    ],
)
def test_a_list_with_a_mistake_adds_nobody(text: str, sentence: str) -> None:
    with pytest.raises(ListError, match=sentence):
        read(text)
    assert not Subscriber.objects.exists()


def test_a_list_needs_a_word_on_consent() -> None:
    with pytest.raises(ListError, match="consent"):
        read("address\nada@example.org\n", consent=" ")


def test_what_was_exported_can_be_imported(reader: Reader) -> None:
    reader("ada@example.org", "fr")
    reader("=cmd@example.org")
    lines = list(subscribers.lines())
    assert lines[0].startswith("address,language,zone,state,consent")
    assert "'=cmd@example.org" in lines[2]
    Subscriber.objects.all().delete()
    assert read("\n".join(lines[:2])).added == 1
    assert Subscriber.objects.get().language == "fr"
