"""Open time added to many instants, to each its own, is what the calendar adds to one."""

from datetime import datetime, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core.calendar import Calendar
from kept.core.calendar.instants import micros, span
from kept.core.calendar.reach import OutOfReach
from kept.core.calendar.tests.strategies import calendars, instants
from kept.core.replay.spans import OpenSpans

lefts = st.one_of(st.just(timedelta()), st.timedeltas(timedelta(), timedelta(days=900)))


@given(calendars(), st.lists(st.tuples(instants, lefts), min_size=1, max_size=8))
def test_many_are_added_as_one_is(
    calendar: Calendar, pairs: list[tuple[datetime, timedelta]]
) -> None:
    at = np.array([micros(one) for one, _ in pairs])
    spans = OpenSpans(calendar, int(at.min()), int(at.max()))
    left = np.array([span(left) for _, left in pairs])
    try:
        expected = [micros(calendar.add(one, left)) for one, left in pairs]
    except OutOfReach:  # open a minute a week, say: years of open time reach past every calendar
        with pytest.raises(OutOfReach):
            spans.add(at, left)
    else:
        assert spans.add(at, left).tolist() == expected
