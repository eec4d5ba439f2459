"""Saved replies: what is refused when one is kept, and what stands there when one is used."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from kept.conftest import NOW
from kept.core.events import Actor
from kept.people.models import Customer, Staff
from kept.saved_replies.filling import filled
from kept.saved_replies.keeping import keep
from kept.saved_replies.models import SavedReply
from kept.saved_replies.places import MEANINGS, left, plain, troubles

Browser = Callable[..., Client]
WORDS = {"name": "Refund", "text_fr": "{{ greeting }}\n\nC'est remboursé.", "text_en": "Done."}


def saved(name: str = "Refund", number: int | None = None, **texts: str) -> SavedReply:
    return keep(name, texts or {"en": "Done."}, number=number, by=Actor("staff", 1), at=NOW)


@pytest.mark.parametrize(
    ("who", "found"), [("customer", 302), ("stranger", 302), ("agent", 200), ("lead", 200)]
)
def test_the_whole_team_keeps_them(browser: Browser, edition: object, who: str, found: int) -> None:
    client, number = browser(who), saved().pk
    assert client.get(reverse("saved-replies")).status_code == found
    assert client.get(reverse("saved-reply", args=[number])).status_code == found
    answer = client.post(reverse("saved-reply-new"), WORDS | {"name": "Invoice"})
    assert answer.status_code == (303 if found == 200 else 302)
    assert SavedReply.objects.filter(name="Invoice").exists() == (found == 200)
    client.post(reverse("saved-reply-remove", args=[number]))
    assert SavedReply.objects.filter(pk=number).exists() == (found != 200)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hi {{ nmae }},", "“{{ nmae }}” stands for nothing here. There are: {{ greeting }}"),
        ("Hi {{ customer", "“{{” is half of a place"),
        ("Hi {% if x %}", "“{%” would begin a program"),
        ("[here](https://{{ desk }}/)", "cannot be a part of an address"),
    ],
)
def test_what_stands_for_nothing_is_refused_when_it_is_kept(
    browser: Browser, edition: object, text: str, said: str
) -> None:
    answer = browser("agent").post(reverse("saved-reply-new"), WORDS | {"text_en": text})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert said in page
    assert "Line 1" in page
    assert "C&#x27;est remboursé." in page  # nothing that was written is lost
    assert not SavedReply.objects.exists()


@pytest.mark.parametrize(
    ("sent", "said"),
    [
        ({"name": "refund"}, "There is a saved reply of this name already."),
        ({"text_fr": "", "text_en": " "}, "Write its words in one language at least."),
        ({"name": " "}, "This field is required."),
    ],
)
def test_a_reply_has_a_name_of_its_own_and_words(
    browser: Browser, edition: object, sent: dict[str, str], said: str
) -> None:
    saved()
    answer = browser("agent").post(reverse("saved-reply-new"), WORDS | {"name": "New"} | sent)
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_a_changed_reply_has_its_new_words_alone(browser: Browser, edition: object) -> None:
    number = saved(en="Old.", fr="Vieux.").pk
    sent = {"name": "Refund", "text_en": "New.", "text_fr": ""}
    browser("agent").post(reverse("saved-reply", args=[number]), sent)
    row = SavedReply.objects.get(pk=number)
    assert {one.language: one.text for one in row.texts.all()} == {"en": "New."}


@pytest.mark.parametrize(
    ("value", "text"),
    [("Camille", "Hello Camille, and"), ("", "Hello, and"), (None, "Hello {{ customer }}, and")],
)
def test_what_is_empty_leaves_no_gap_and_what_nobody_knows_stays(
    value: str | None, text: str
) -> None:
    assert filled("Hello {{ customer }}, and", {"customer": value}) == text


def test_no_place_looks_like_another_ones_value() -> None:
    """What a customer is called is never read as a place, nor as Markdown."""
    name = "{{ agent }} *[x](https://evil.example)"
    assert filled("{{ customer }}", {"customer": plain(name), "agent": "Inès"}) == (
        r"{{ agent }} \*\[x\](https://evil.example)"
    )


def test_every_place_is_told_and_can_be_used() -> None:
    text = " ".join(f"{{{{ {name} }}}}" for name in MEANINGS)
    assert troubles(text) == []
    assert left("Due {{due}}.") == "{{due}}"
    assert left("Say {{ hello }} to {{") == ""


def offered(client: Client, ticket: int, asked: str = "") -> str:
    return client.get(reverse("saved", args=[ticket]), {"q": asked}).content.decode()


def test_a_reply_comes_in_the_tickets_language_with_what_is_known(
    browser: Browser, ask: Callable[..., int], agent: Staff, stranger: Customer
) -> None:
    text = "{{ greeting }} {{ customer }} #{{ number }} {{ agent_first_name }} {{ due }}"
    saved(fr=text, en=f"EN {text}")
    french, english = ask(), ask(by=stranger)
    page = offered(browser("agent"), french)
    assert f"Bonjour Camille, Camille Roussel #{french} Inès {{{{ due }}}}" in page
    page = offered(browser("agent"), english)
    assert f"EN Hello Mallory, Mallory #{english} Inès {{{{ due }}}}" in page


def test_replies_are_found_by_any_of_their_words(browser: Browser, ask: Callable[..., int]) -> None:
    saved("Refund", fr="C'est remboursé.")
    saved("An answer on invoices", en="Before a refund.")
    saved("Hours", en="From ten.")
    ticket, client = ask(), browser("agent")
    page = offered(client, ticket, "refund")
    assert page.index(">Refund<") < page.index("An answer on invoices")
    assert "Hours" not in page
    assert ">Refund<" in offered(client, ticket, "REMBOURSE")
    assert "option" not in offered(client, ticket, "nothing like it")


def test_an_answer_with_a_place_left_is_not_sent(browser: Browser, ask: Callable[..., int]) -> None:
    ticket, client = ask(), browser("agent")
    words = {"mode": "reply", "text": "By {{ due }}.", "seen": "1"}
    answer = client.post(reverse("say", args=[ticket]), words)
    assert answer.status_code == 422
    assert "{{ due }} is still to be filled in" in answer.content.decode()
