"""What a person reads when a page cannot be shown, and where it leads on."""

from __future__ import annotations

import pytest
from django.db import OperationalError
from django.test import Client, RequestFactory

from kept.record.policy import NothingPublishedError
from kept.site import errors

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("address", "language", "words", "on"),
    [
        ("/nowhere", "en", "There is nothing here.", 'href="/">To the start'),
        ("/nowhere", "fr", "Il n’y a rien ici.", 'href="/">Retour à l’accueil'),
        ("/desk/nowhere", "en", "There is nothing here.", 'href="/desk/">To the inbox'),
        ("/desk/nowhere", "fr", "Il n’y a rien ici.", 'href="/desk/">Retour aux demandes'),
    ],
)
def test_what_is_not_there_leads_on_in_the_readers_language(
    address: str, language: str, words: str, on: str
) -> None:
    response = Client(headers={"accept-language": language}).get(address)
    said = response.content.decode()
    assert response.status_code == 404
    assert words in said
    assert on in said
    assert f'<html lang="{language}"' in said


@pytest.mark.parametrize(
    ("reason", "status", "words"),
    [
        (OperationalError("no database"), 500, "Something went wrong here, not with you."),
        (NothingPublishedError(), 503, "This desk is not open yet."),
    ],
)
def test_a_failure_is_a_page_that_needs_no_database(
    django_assert_num_queries: object, reason: Exception, status: int, words: str
) -> None:
    with django_assert_num_queries(0):  # type: ignore[operator]
        try:
            raise reason
        except Exception:
            response = errors.failed(RequestFactory().get("/ask"))
    assert response.status_code == status
    assert words in response.content.decode()


def test_a_forged_form_is_told_what_to_do() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/desk/sign-in", {"username": "a@b.example"})
    assert response.status_code == 403
    assert "This form was not accepted." in response.content.decode()


@pytest.mark.parametrize(
    ("address", "language", "words", "on"),
    [
        ("/desk/sign-out", "en", "only takes what a form sends.", 'href="/desk/">To the inbox'),
        ("/my/sign-out", "fr", "n’accepte que l’envoi d’un formulaire.", 'href="/">Retour'),
    ],
)
def test_the_address_of_a_form_says_so_when_it_is_opened(
    address: str, language: str, words: str, on: str
) -> None:
    client = Client(headers={"accept-language": language})
    response = client.get(address)
    said = response.content.decode()
    assert response.status_code == 405
    assert response.headers["Allow"].startswith("POST")
    assert words in said
    assert on in said
    assert client.head(address).content == b""
