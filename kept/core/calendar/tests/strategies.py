"""Random calendars, zones and instants for the properties."""

from datetime import UTC, datetime, time, timedelta

from hypothesis import strategies as st

from kept.core.calendar import (
    BusinessDays,
    Calendar,
    Elapsed,
    EndOfFirstHour,
    ExceptionalDay,
    Opening,
    OpenTime,
    week,
)

ZONES = (
    "UTC",
    "Europe/Paris",
    "America/New_York",
    "Australia/Lord_Howe",  # summer time is half an hour
    "Asia/Kathmandu",
    "America/Santiago",  # summer time begins at midnight
    "Africa/Casablanca",
    "Pacific/Apia",  # once skipped a whole date
)
FIRST, LAST = datetime(2009, 1, 1, tzinfo=UTC), datetime(2013, 12, 31, tzinfo=UTC)
# Changes of summer time and skipped dates are where mistakes live.
EDGES = (
    datetime(2010, 3, 28, 1, tzinfo=UTC),
    datetime(2010, 10, 31, 1, tzinfo=UTC),
    datetime(2010, 11, 7, 6, tzinfo=UTC),
    datetime(2011, 4, 2, 15, tzinfo=UTC),
    datetime(2011, 12, 30, 10, tzinfo=UTC),
)

times = st.builds(time, st.integers(0, 23), st.sampled_from((0, 0, 15, 30, 59)))
openings = st.lists(st.builds(Opening, times, times), max_size=3).map(tuple)
dates = st.dates(FIRST.date(), LAST.date())
weeks = st.lists(openings, min_size=7, max_size=7).map(week)


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    """Any calendar that opens at least once a week, most weeks."""
    days_off = draw(st.lists(dates, max_size=6))
    exceptions = draw(st.dictionaries(dates, openings, max_size=4))
    return Calendar(
        zone=draw(st.sampled_from(ZONES)),
        week=draw(weeks.filter(any)),
        days_off={day: {"en": "Holiday", "fr": "Jour férié"} for day in days_off},
        exceptions={day: ExceptionalDay(hours, {"en": "!"}) for day, hours in exceptions.items()},
        version="1",
    )


def _near(edge: datetime, away: timedelta) -> datetime:
    return edge + away


instants = st.one_of(
    st.builds(_near, st.sampled_from(EDGES), st.timedeltas(timedelta(-2), timedelta(2))),
    st.datetimes(FIRST.replace(tzinfo=None), LAST.replace(tzinfo=None), timezones=st.just(UTC)),
)
durations = st.one_of(
    st.timedeltas(timedelta(0), timedelta(hours=4)),
    st.timedeltas(timedelta(0), timedelta(days=60)),
    st.sampled_from((timedelta(), timedelta(microseconds=1), timedelta(hours=1))),
)
positive = durations.filter(bool)
owed = st.one_of(
    st.builds(Elapsed, positive),
    st.builds(OpenTime, positive),
    st.builds(BusinessDays, st.integers(1, 12)),
    st.just(EndOfFirstHour()),
)
