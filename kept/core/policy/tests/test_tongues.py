"""What every language must bring: words for the same terms, and an eye for values typed by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core import say
from kept.core.calendar import Calendar, Opening, weekly
from kept.core.calendar.owed import BusinessDays, Elapsed, EndOfFirstHour, OpenTime, Owed
from kept.core.policy.prose import as_read
from kept.core.policy.tongues import TONGUES, Tongue
from kept.core.policy.typed import meaning
from kept.core.policy.typography import set_type
from kept.core.policy.wording import Reader, hours

LANGUAGES = tuple(TONGUES)
MINUTES = st.integers(1, 100).map(lambda count: timedelta(minutes=count))
HOURS = st.integers(1, 100).map(lambda count: timedelta(hours=count))
OWED: st.SearchStrategy[Owed] = st.one_of(
    (MINUTES | HOURS).map(Elapsed),
    (MINUTES | HOURS).map(OpenTime),
    st.integers(2, 100).map(BusinessDays),
    st.just(EndOfFirstHour()),
)
CLOCKS = st.integers(0, 95).map(lambda quarter: (quarter // 4, quarter % 4 * 15))


def test_every_language_of_the_core_can_write_a_policy() -> None:
    assert say.languages() == LANGUAGES
    assert all(tongue.language == code for code, tongue in TONGUES.items())


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_words_for_the_same_terms(language: str) -> None:
    terms = {rule: [*words] for rule, words in TONGUES[language].terms.items()}
    assert terms == {rule: [*words] for rule, words in TONGUES["en"].terms.items()}


@given(st.sampled_from(LANGUAGES), st.sampled_from(["", "within", "after"]), OWED)
def test_what_is_owed_is_seen_when_it_is_typed(language: str, form: str, owed: Owed) -> None:
    tongue, said = TONGUES[language], say.owed(owed, language)
    said = tongue.frame(form, owed, said) if form else said
    assert understood(tongue, f"… {said}, …") == meaning(owed)


@given(st.sampled_from(LANGUAGES), st.integers(2, 99), st.booleans())
def test_numbers_are_seen_in_words_too(language: str, count: int, business: bool) -> None:
    tongue = TONGUES[language]
    hours = timedelta(hours=count)
    owed: Owed = OpenTime(hours) if business else Elapsed(hours)
    in_words = [word for word, number in tongue.numbers.items() if number == count]
    for word in in_words:
        said = say.owed(owed, language).replace(str(count), word)
        assert understood(tongue, said) == meaning(owed), said


@pytest.mark.parametrize("language", LANGUAGES)
def test_there_is_a_word_for_every_number_to_a_hundred(language: str) -> None:
    assert set(TONGUES[language].numbers.values()) >= set(range(1, 101))


def understood(tongue: Tongue, text: str) -> object:
    """What a time typed by hand means, as the check of texts tells it; None where none is seen."""
    text = as_read(text).text
    moment = tongue.moment.search(text)
    if moment is not None:
        return ("first hour", 0) if moment["first"] else None
    found = tongue.duration.search(text)
    if found is None:
        return None
    amount, minutes = tongue.amount(found["amount"]), tongue.minutes(found["unit"])
    assert amount, f"{found['amount']!r} is no number"
    assert minutes, f"{found['unit']!r} has no length"
    if not found["business"]:
        return "elapsed", amount * minutes
    return ("days", amount) if minutes == 1440 else ("open", amount * minutes)


@given(
    st.sampled_from(LANGUAGES),
    st.sets(st.integers(0, 6), min_size=1),
    CLOCKS,
    CLOCKS,
    st.sampled_from([None, "America/New_York", "Asia/Tokyo", "Pacific/Auckland"]),
)
def test_hours_are_seen_when_they_are_typed(
    language: str,
    days: set[int],
    opens: tuple[int, int],
    closes: tuple[int, int],
    zone: str | None,
) -> None:
    if opens == closes:
        return
    span = Opening.at("{}:{:02}".format(*opens).zfill(5), "{}:{:02}".format(*closes).zfill(5))
    calendar = Calendar("Europe/Paris", weekly(days, span))
    said = "".join(hours(calendar, Reader(language, zone, datetime(2026, 1, 9, tzinfo=UTC))))
    tongue, said = TONGUES[language], as_read(said).text
    assert tongue.clock.search(said), said
    assert tongue.days.search(said) or len(days) == 7, said


@given(
    st.sampled_from(LANGUAGES),
    st.text("ab'«»„“ :;?!%§12.hzBd Uhr\u00a0\u202f\n"),
)
def test_setting_type_twice_changes_nothing_more(language: str, text: str) -> None:
    once = set_type(text, language)
    assert set_type(once, language) == once
