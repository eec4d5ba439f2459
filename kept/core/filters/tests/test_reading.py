"""Sentences of filters: what they ask, how they are printed, and what is said of wrong ones."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from kept.core.filters import (
    FIELDS,
    LANGUAGES,
    Completion,
    Desk,
    Interval,
    Mistake,
    Moment,
    Query,
    Span,
    Value,
    When,
    Words,
    complete,
    interval,
    mistake_said,
    read,
)

DESK = Desk(
    people=("Inès Haddad", "Piotr Zieliński", "Inès Martin"),
    kinds=("bug", "question", "idea"),
    products=("Copyfy Pro",),
    teams=("night_shift", "billing"),
    languages=("en", "fr"),
)


def _query(text: str) -> Query:
    query = read(text, DESK)
    assert isinstance(query, Query), query
    return query


def _mistake(text: str) -> Mistake:
    mistake = read(text, DESK)
    assert isinstance(mistake, Mistake), mistake
    return mistake


@pytest.mark.parametrize(
    ("text", "terms"),
    [
        ("report", (Words("report"),)),
        ("-report", (Words("report", without=True),)),
        ('"stands  still"', (Words("stands still", exact=True),)),
        ('-"stands still" x', (Words("stands still", exact=True, without=True), Words("x"))),
        ("is:open", (Value("is", "open"),)),
        ("IS:Open -is:waiting", (Value("is", "open"), Value("is", "waiting", without=True))),
        ("assigned:piotr", (Value("assigned", "Piotr Zieliński"),)),
        ("assigned:zielinski", (Value("assigned", "Piotr Zieliński"),)),
        ("team:night", (Value("team", "night_shift"),)),
        ("-team:nobody", (Value("team", "nobody", without=True),)),
        ('product:"copyfy pro"', (Value("product", "Copyfy Pro"),)),
        ("due:<2h", (Moment("due", When(Span(2, "h"), "<")),)),
        ("due:late", (Moment("due", When("late")),)),
        ("created:>2026-01-31", (Moment("created", When(date(2026, 1, 31), ">")),)),
        ("from:ada@example.org", (Value("from", "ada@example.org"),)),
        ("https://shop.example/x:y 10:30", (Words("https://shop.example/x:y"), Words("10:30"))),
        ("Re: report", (Words("re:"), Words("report"))),
        ('- ""', ()),
    ],
)
def test_a_sentence_says_what_is_looked_for(text: str, terms: tuple[object, ...]) -> None:
    assert _query(text).terms == terms


@pytest.mark.parametrize(
    ("text", "code", "where", "possible"),
    [
        ('a "b c', "open_quote", 'a >"b c<', ""),
        ("a state:open", "no_field", "a >state:open<", "is"),
        ("is:", "no_value", ">is:<", "open"),
        ("x is:opne y", "no_such_value", "x >is:opne< y", "open"),
        ("assigned:ines", "several", ">assigned:ines<", "Inès Martin"),
        ("due:2h", "no_moment", ">due:2h<", "<2h"),
        ("created:>2026-02-30", "no_moment", ">created:>2026-02-30<", "today"),
        ("created:tomorrow", "no_moment", ">created:tomorrow<", "today"),
        ("plan:pro", "no_such_value", ">plan:pro<", ""),
    ],
)
def test_a_mistake_says_where_it_is_and_what_is_possible(
    text: str, code: str, where: str, possible: str
) -> None:
    mistake = _mistake(text)
    assert mistake.code == code
    start, end = mistake.start, mistake.end
    assert f"{text[:start]}>{text[start:end]}<{text[end:]}" == where
    assert not possible or possible in mistake.possible
    for language in LANGUAGES:
        said = mistake_said(mistake, language)
        assert "{" not in said
        assert possible in said


def test_more_than_anybody_types_is_refused() -> None:
    assert _mistake("x " * 1000).code == "too_many"


def test_every_language_has_every_sentence() -> None:
    assert len({frozenset(sentences) for sentences in LANGUAGES.values()}) == 1
    assert "« is:opne »".replace(" ", "\u202f") in mistake_said(_mistake("is:opne"), "fr")


_WORDS = st.from_regex(r'\A[^\s"-][^\s"]{0,8}\Z').filter(lambda word: ":" not in word)
_TEXT = st.lists(_WORDS, min_size=1, max_size=3).map(" ".join)
_WHEN = st.one_of(
    st.builds(
        When,
        st.builds(Span, st.integers(0, 9999), st.sampled_from(("min", "h", "d", "w"))),
        st.sampled_from("<>"),
    ),
    st.builds(When, st.dates(), st.sampled_from(("<", ">", ""))),
    st.just(When("today")),
)
_WITHOUT = st.booleans()
_CHOSEN = st.sampled_from(
    [
        (name, one)
        for name in FIELDS
        if name not in ("due", "created")
        for one in DESK.possible(name)
    ]
)
_TERMS = st.one_of(
    st.builds(Words, _WORDS, st.just(False), _WITHOUT),
    st.builds(Words, _TEXT, st.just(True), _WITHOUT),
    st.builds(lambda chosen, without: Value(*chosen, without), _CHOSEN, _WITHOUT),
    st.builds(Value, st.just("from"), _TEXT, _WITHOUT),
    st.builds(Moment, st.sampled_from(("due", "created")), _WHEN, _WITHOUT),
)


@given(st.lists(_TERMS, max_size=8).map(tuple))
def test_what_is_printed_is_read_as_the_same(terms: tuple[Words, ...]) -> None:
    query = Query(terms)
    assert read(str(query), DESK) == query


@given(st.text(max_size=60))
def test_any_text_is_a_query_or_a_mistake_within_it(text: str) -> None:
    found = read(text, DESK)
    if isinstance(found, Mistake):
        assert 0 <= found.start < found.end <= len(text)
    else:
        assert read(str(found), DESK) == found


@given(st.text(alphabet='is:open assigned"-due<2h', max_size=40), st.integers(0, 40))
def test_what_is_offered_fits_where_it_is_put(text: str, caret: int) -> None:
    assume(caret <= len(text))
    for one in complete(text, caret, DESK):
        assert 0 <= one.start <= caret <= max(caret, one.end) <= len(text)
        if one.value and one.text.count('"') % 2 == 0:
            assert isinstance(read(one.text, DESK), Query)


@pytest.mark.parametrize(
    ("text", "offered"),
    [
        ("is:op", [Completion("is:open", 0, 5, "is", "open")]),
        ("x -is:so", [Completion("-is:solved", 2, 8, "is", "solved")]),
        ("assi", [Completion("assigned:", 0, 4, "assigned")]),
        (
            "assigned:pi",
            [Completion('assigned:"Piotr Zieliński"', 0, 11, "assigned", DESK.people[1])],
        ),
        ("team:bi", [Completion("team:billing", 0, 7, "team", "billing")]),
        ('product:"co', [Completion('product:"Copyfy Pro"', 0, 11, "product", "Copyfy Pro")]),
        ("report", []),
        ("state:op", []),
    ],
)
def test_the_end_of_what_is_typed_is_completed(text: str, offered: list[Completion]) -> None:
    assert list(complete(text, len(text), DESK)) == offered


def test_between_words_every_field_of_this_desk_is_offered() -> None:
    offered = [one.text for one in complete("is:open ", 8, DESK)]
    assert "product:" in offered
    assert "plan:" not in offered


NOW = datetime(2026, 3, 28, 18, tzinfo=UTC)  # the night after, Paris puts its clocks forward
PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("field", "when", "begin", "end"),
    [
        ("due", "<2h", None, NOW + timedelta(hours=2)),
        ("due", ">2d", NOW + timedelta(days=2), None),
        ("due", "late", None, NOW),
        (
            "due",
            "tomorrow",
            datetime(2026, 3, 28, 23, tzinfo=UTC),
            datetime(2026, 3, 29, 22, tzinfo=UTC),
        ),
        ("created", "<7d", NOW - timedelta(days=7), None),
        ("created", ">7d", None, NOW - timedelta(days=7)),
        ("created", "<2026-03-29", None, datetime(2026, 3, 28, 23, tzinfo=UTC)),
        ("created", ">2026-03-29", datetime(2026, 3, 29, 22, tzinfo=UTC), None),
        ("created", "0001-01-01", datetime(1, 1, 1, tzinfo=UTC), None),
    ],
)
def test_moments_are_those_of_who_asks(
    field: str, when: str, begin: datetime | None, end: datetime | None
) -> None:
    moment = _query(f"{field}:{when}").terms[0]
    assert isinstance(moment, Moment)
    found = interval(field, moment.when, NOW, PARIS)
    assert found.begin == begin
    if when != "0001-01-01":
        assert found == Interval(begin, end)


@given(st.dates(), st.sampled_from(("<", ">", "")))
def test_every_day_of_the_calendar_has_bounds(day: date, side: str) -> None:
    found = interval("created", When(day, side), NOW, PARIS)  # type: ignore[arg-type]
    assert found.begin is None or found.end is None or found.begin <= found.end
