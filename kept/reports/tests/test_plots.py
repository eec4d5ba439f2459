"""The drawings: kept stands, broken hangs, on one scale and within the page."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kept.core.report import DayFigures
from kept.reports import plots

FIRST = date(2026, 8, 26)
COUNTS = st.tuples(st.integers(0, 400), st.integers(0, 400))


def days(*counts: tuple[int, int]) -> list[DayFigures]:
    return [DayFigures(FIRST + timedelta(days=n), *both) for n, both in enumerate(counts)]


def heights(path: str, word: str) -> list[float]:
    """How far each bar goes from the line."""
    if word == "kept":
        return [plots.LINE - float(y) for y in re.findall(r"M\S+ (\S+?)h", path)]
    return [float(v) for v in re.findall(r"v(\d+\.\d)h", path)]


def test_bars_stand_and_hang_on_one_scale() -> None:
    drawn = plots.bars(days((20, 5), (10, 10), (0, 0)), "en", {})
    assert heights(drawn.kept, "kept") == pytest.approx([66, 33], abs=0.1)
    assert heights(drawn.broken, "broken") == pytest.approx([16.5, 33], abs=0.1)
    assert drawn.none.count("M") == 1


def test_no_bar_reaches_into_the_words_below() -> None:
    figures = days(*[(0, 9), *[(5, 1)] * 89])
    words = {FIRST + timedelta(days=4): "The mail server stood still"}
    assert max(heights(plots.bars(figures, "en", {}).broken, "broken")) == pytest.approx(34, abs=1)
    drawn = plots.bars(figures, "en", words)
    assert drawn.calls
    assert plots.LINE + 1 + max(heights(drawn.broken, "broken")) < 92


@pytest.mark.parametrize("number", [7, 30, 90])
@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_bar_leaves_the_drawing_and_none_is_too_small_to_see(
    number: int, data: st.DataObject
) -> None:
    counts = data.draw(st.lists(COUNTS, min_size=number, max_size=number))
    drawn = plots.bars(days(*counts), "fr", {})
    kept, broken = heights(drawn.kept, "kept"), heights(drawn.broken, "broken")
    assert len(kept) == sum(one > 0 for one, _ in counts)
    assert len(broken) == sum(one > 0 for _, one in counts)
    assert all(3 <= height <= plots.LINE + 0.1 for height in kept)
    assert all(3 <= depth <= 35 for depth in broken)
    assert all(0 <= float(x) <= drawn.width for x in re.findall(r"M(\S+) ", drawn.kept))


@pytest.mark.parametrize(
    ("number", "said"),
    [(7, "Wed 26"), (30, "31 Aug"), (90, "September")],
)
def test_labels_fit_the_number_of_days(number: int, said: str) -> None:
    drawn = plots.bars(days(*[(1, 0)] * number), "en", {})
    assert drawn.labels[0].text == said
    assert len(drawn.labels) <= 7


def test_what_is_said_stands_under_broken_days_where_there_is_room() -> None:
    figures = days(*[(5, 1)] * 60, *[(5, 0)] * 30)
    said = {
        FIRST + timedelta(days=n): text
        for n, text in ((0, "at the edge"), (40, "runs into the next"), (42, "the next"),
                        (20, "x" * 60), (70, "nothing was broken"))
    }  # fmt: skip
    calls = plots.bars(figures, "en", said).calls
    assert [call.text for call in calls] == ["the next", "at the edge"]
    assert float(calls[1].text_x) > float(calls[1].x), "moved in from the edge"


@pytest.mark.parametrize("number", [7, 30, 90])
def test_the_ring_has_a_piece_a_day_and_stays_in_its_square(number: int) -> None:
    drawn = plots.ring(days(*[(3, n % 9) for n in range(number)]))
    assert drawn.kept.count("M") == number
    assert drawn.broken.count("M") == sum(1 for n in range(number) if n % 9)
    points = re.findall(r"[ML](\S+?) (\S+?)(?=[LA])", drawn.broken)
    assert all(0 <= float(one) <= plots.RING for point in points for one in point)
