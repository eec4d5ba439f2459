"""A policy is shown in the reader's language, on the reader's clock, and safely."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kept.core.policy import Policy, clause_text, read, render, render_inline
from kept.core.policy.tests.written import copyfy, edited

WINTER = datetime(2026, 1, 9, tzinfo=UTC)
SUMMER = datetime(2026, 7, 9, tzinfo=UTC)


@pytest.fixture(scope="module")
def policy() -> Policy:
    return read(copyfy())


def plain(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u202f", " ")


def html(policy: Policy, number: str, language: str, **reader: object) -> str:
    rendered = render(policy, language, **reader)  # type: ignore[arg-type]
    return plain(next(clause.html for clause in rendered.clauses if clause.number == number))


def test_the_whole_text_is_there_in_both_languages(policy: Policy) -> None:
    english, french = render(policy, "en"), render(policy, "fr")
    assert (english.title, french.title) == ("Support policy", "Politique d’assistance")
    assert [clause.number for clause in french.clauses] == list("1234567")
    assert french.clauses[1].title == "Ce qu’est un problème"
    for rendered in (english, french):
        whole = rendered.preamble_html + "".join(clause.html for clause in rendered.clauses)
        assert "{{" not in whole
        assert "'" not in whole


def test_hours_are_told_on_the_readers_clock_with_the_desks_beside(policy: Policy) -> None:
    said = html(policy, "1", "en", zone="America/New_York", at=WINTER)
    assert (
        '<span class="bound">Monday to Friday, 5:00 to 14:00 your time</span>'
        " (10:00 to 19:00 UTC), except on public holidays" in said
    )
    said = html(policy, "1", "fr", zone="Europe/Paris", at=SUMMER)
    assert (
        '<span class="bound">du lundi au vendredi, de 12 h à 21 h chez vous</span>'
        " (10 h à 19 h UTC), sauf les jours fériés" in said
    )


@pytest.mark.parametrize(
    ("zone", "at", "english"),
    [
        (None, None, "Monday to Friday, 10:00 to 19:00 UTC"),
        ("UTC", WINTER, "Monday to Friday, 10:00 to 19:00 UTC"),
        ("Europe/London", WINTER, "Monday to Friday, 10:00 to 19:00 your time (UTC)"),
        (
            "Europe/London",
            SUMMER,
            "Monday to Friday, 11:00 to 20:00 your time (10:00 to 19:00 UTC)",
        ),
        (
            "Europe/London",
            None,
            "Monday to Friday, 10:00 to 19:00 your time in January, 11:00 to 20:00 in July "
            "(10:00 to 19:00 UTC)",
        ),
        (
            "Asia/Kolkata",
            None,
            "Monday to Friday, 15:30 to 0:30 your time (10:00 to 19:00 UTC)",
        ),
        (
            "Pacific/Kiritimati",
            WINTER,
            "Tuesday to Saturday, 0:00 to 9:00 your time (Monday to Friday, 10:00 to 19:00 UTC)",
        ),
    ],
)
def test_hours_in_any_zone(
    policy: Policy, zone: str | None, at: datetime | None, english: str
) -> None:
    assert plain(render_inline(policy, "hours", "en", zone, at)) == english


def test_a_desk_elsewhere_names_its_place() -> None:
    policy = read(edited(("policy.toml", '"UTC"', '"Europe/Paris"')))
    assert plain(render_inline(policy, "hours", "en", "Asia/Tokyo", WINTER)) == (
        "Monday to Friday, 18:00 to 3:00 your time (10:00 to 19:00 Paris time)"
    )
    assert plain(render_inline(policy, "hours", "fr")) == (
        "du lundi au vendredi, de 10 h à 19 h, heure de Paris"
    )


def test_a_week_of_several_stretches_is_all_on_the_readers_clock() -> None:
    week = 'week = { "Monday to Friday" = "8:00 to 20:00", Saturday = "9:00 to 17:00" }'
    policy = read(
        edited(("policy.toml", 'days = "Monday to Friday"\nopen = "10:00 to 19:00"', week))
    )
    assert plain(render_inline(policy, "hours", "en", "Europe/Paris", WINTER)) == (
        "Monday to Friday, 9:00 to 21:00; Saturday, 10:00 to 18:00, all your time "
        "(Monday to Friday, 8:00 to 20:00; Saturday, 9:00 to 17:00 UTC)"
    )
    assert plain(render_inline(policy, "hours", "en", "Europe/Paris")).startswith(
        "in January Monday to Friday, 9:00 to 21:00; Saturday, 10:00 to 18:00, in July Monday to "
        "Friday, 10:00 to 22:00; Saturday, 11:00 to 19:00, all your time (Monday"
    )
    assert "18 h, le tout à votre heure" in plain(
        render_inline(policy, "hours", "fr", "Europe/Paris", WINTER)
    )


def test_a_desk_that_never_closes_needs_no_clock() -> None:
    files = edited(
        ("policy.toml", '"Monday to Friday"', '"every day"'),
        ("policy.toml", '"10:00 to 19:00"', '"0:00 to 24:00"'),
    )
    assert render_inline(read(files), "hours", "en", "Asia/Tokyo") == "every day, day and night"


@pytest.mark.parametrize(
    ("binding", "english", "french"),
    [
        ("company", "Copyfy", "Copyfy"),
        ("contact", "contact@copyfy.io", "contact@copyfy.io"),
        ("updated", "28 February 2024", "28 février 2024"),
        ("promise.fix", "48 hours", "48 heures"),
        ("within promise.fix", "within 48 hours", "sous 48 heures"),
        ("after resend.after", "after 24 hours", "après 24 heures"),
        (
            "within promise.first_reply",
            "by the end of the first hour of a business day",
            "avant la fin de la première heure d’un jour ouvré",
        ),
        ("problem.causes.product", "a bug of the product", "un bogue du produit"),
        (
            "scope.covers",
            "setting up the application, using its features and fixing its bugs",
            "configurer l’application, se servir de ses fonctions et corriger ses bogues",
        ),
        ("announce.major", "the newsletter", "la lettre d’information"),
    ],
)
def test_each_bound_value_in_words(policy: Policy, binding: str, english: str, french: str) -> None:
    assert plain(render_inline(policy, binding, "en")) == english
    assert plain(render_inline(policy, binding, "fr")) == french


@pytest.mark.parametrize("binding", ["", "promise.nothing", "weather", "conduct.grounds.rain"])
def test_an_unknown_binding_is_a_key_error(policy: Policy, binding: str) -> None:
    with pytest.raises(KeyError):
        render_inline(policy, binding, "en")


def test_lettered_lists_are_lettered(policy: Policy) -> None:
    said = html(policy, "2", "en")
    assert '<ol type="a">\n<li data-n="a"><span class="bound">a bug of the product</span>' in said
    assert '<li data-n="c">' in said


def test_a_list_bound_alone_stands_as_a_list(policy: Policy) -> None:
    said = html(policy, "7", "fr")
    assert '<ul>\n<li><span class="bound">les grossièretés de toute sorte</span> ;</li>' in said
    assert "courriels</span>.</li>\n</ul>\n<p>Renvoyer" in said


def test_french_gets_its_no_break_spaces(policy: Policy) -> None:
    french = render(policy, "fr")
    assert "Elle peut changer\u00a0: relisez-la" in french.preamble_html
    assert "solution immédiate\u202f; s’il" in french.clauses[5].html
    assert ">sous 48\u00a0heures<" in french.clauses[5].html


def test_nothing_typed_becomes_markup() -> None:
    policy = read(
        edited(
            ("policy.toml", 'company = "Copyfy"', 'company = "<b>A & B</b>"'),
            ("en.md", "This page says how Copyfy", "{{ company }} <i>says</i> ![x](//e.example/x)"),
            ("fr.md", "comment Copyfy", "comment {{ company }} [x](javascript:alert)"),
        )
    )
    english = render(policy, "en").preamble_html
    assert '<span class="bound">&lt;b&gt;A &amp; B&lt;/b&gt;</span>' in english
    assert "<i>" not in english
    assert "<img" not in english
    assert "<a " not in render(policy, "fr").preamble_html


def test_the_address_is_a_link(policy: Policy) -> None:
    assert '<a href="mailto:contact@copyfy.io">contact@copyfy.io</a>' in html(policy, "5", "en")


def test_what_is_meant_is_shown_as_typed() -> None:
    policy = read(edited(("en.md", "from time to time", "every {= 3  weeks =}")))
    assert "look at it every 3 weeks." in render(policy, "en").preamble_html


def test_a_clause_is_cited_as_plain_text(policy: Policy) -> None:
    assert plain(clause_text(policy, "2", "fr")) == (
        "Un problème peut être :\n\n"
        "a. un bogue du produit : une fonction ne marche pas ;\n"
        "b. un bogue venu d’ailleurs, comme un conflit avec l’extension d’un tiers ;\n"
        "c. un bogue causé par vos propres adaptations, quand vous avez ajusté l’application "
        "à vos besoins."
    )
    said = plain(clause_text(policy, "7", "en"))
    assert "- defamation;\n- spam of any kind;\n" in said
    assert said.endswith("again after 24 hours, as §5 says, is never repetition.")
    assert clause_text(policy, "preamble", "en").startswith("This page says how Copyfy helps you")
    with pytest.raises(KeyError, match="no clause 8"):
        clause_text(policy, "8", "en")


def test_plain_text_keeps_what_markdown_says() -> None:
    more = "**Read** the [guide](https://a.example):\n\n1. one\n1. `two`\n\n- last\n\nend"
    policy = read(edited(("en.md", "Read the documentation,", f"{more}\n\nRead,")))
    assert clause_text(policy, "4", "en").startswith(
        "Read the guide:\n\n1. one\n2. two\n\n- last\n\nend\n\nRead, and search"
    ) or clause_text(policy, "4", "en").startswith("Read the guide:\n\n1. one\n1. two")


def test_an_unknown_language_or_zone_is_refused(policy: Policy) -> None:
    with pytest.raises(KeyError):
        render(policy, "de")
    with pytest.raises(ValueError, match="no time zone"):
        render(policy, "en", zone="Moon/Base")
