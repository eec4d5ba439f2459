"""The customers' side speaks the languages of the policy in force, the team's its own two."""

from __future__ import annotations

import pytest
from django.test import Client

from kept.conftest import NOW
from kept.record import languages, policy
from kept.site import prepare

AIRLINE = prepare.policies() / "airline"


@pytest.fixture
def airline(db: None) -> None:
    policy.publish(prepare.sound_policy(AIRLINE), at=NOW)


def heard(address: str, wishes: str, cookie: str = "") -> tuple[str, str]:
    """The language that a page says it is in, and the page."""
    client = Client(headers={"accept-language": wishes})
    client.cookies["language"] = cookie
    response = client.get(address)
    page = response.content.decode()
    assert f'<html lang="{response.headers["Content-Language"]}"' in page
    return response.headers["Content-Language"], page


@pytest.mark.usefixtures("airline")
@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("/policy", "Die nächsten freien Tage"),
        ("/policy/versions", "Versionen der Richtlinie"),
        ("/kept", "Was zählt und was nicht"),
        ("/ask", "Was Sie getan haben, was Sie sehen"),
        ("/news", "In welcher Sprache"),
        ("/my/sign-in", "Es gibt kein Passwort."),
        ("/nowhere", "Hier ist nichts."),
    ],
)
def test_a_policy_in_german_has_german_around_it(address: str, said: str) -> None:
    language, page = heard(address, "de-AT,fr;q=0.5")
    assert (language, said in page) == ("de", True)
    for other in ("en", "fr"):
        assert f'hreflang="{other}"' in page


@pytest.mark.usefixtures("airline")
@pytest.mark.parametrize(
    ("address", "wishes", "cookie", "spoken"),
    [
        ("/policy", "es, fr;q=0.8, de;q=0.7", "", "fr"),
        ("/policy", "es", "", "en"),
        ("/policy", "fr", "de", "de"),
        ("/policy?language=de", "fr", "fr", "de"),
        ("/policy?language=it", "fr", "", "fr"),
        ("/desk/sign-in", "de, fr;q=0.5", "", "fr"),
        ("/desk/nowhere", "de", "de", "en"),
    ],
)
def test_the_nearest_language_is_spoken(
    address: str, wishes: str, cookie: str, spoken: str
) -> None:
    assert heard(address, wishes, cookie)[0] == spoken


@pytest.mark.usefixtures("edition")
def test_what_the_policy_does_not_speak_is_not_offered() -> None:
    language, page = heard("/policy", "de")
    assert language == "en"
    assert 'hreflang="de"' not in page


def test_a_desk_without_a_policy_speaks_as_the_team(db: None) -> None:
    assert heard("/nowhere", "fr")[0] == "fr"
    assert languages.offered() == ("en", "fr")


@pytest.mark.usefixtures("airline")
def test_a_language_without_a_catalogue_is_read_in_another(settings: object) -> None:
    """As Italian would be that somebody taught policies and not yet the pages."""
    settings.LANGUAGES = [("en", "English"), ("fr", "French")]  # type: ignore[attr-defined]
    language, page = heard("/policy", "de")
    assert language == "en"
    assert "Wann Sie von uns hören" in page
    rules = policy.in_force(NOW).policy
    settings.LANGUAGES = [("it", "Italian")]  # type: ignore[attr-defined]
    assert languages.of_policy(rules) == ("en",)
