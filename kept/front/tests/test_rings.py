"""The promise's ring: what each state looks like, and that its numbers are what they mean."""

import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.front.rings import STATES, ring

SHARES = st.floats(min_value=-1, max_value=2, allow_nan=False)


def dashes(svg: str, part: str) -> list[float]:
    found = re.search(rf'class="{part}"[^>]*stroke-dasharray="([^"]*)"', svg)
    assert found, f"no {part} in {svg}"
    return [float(number) for number in found[1].split()]


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_drawn_without_words_and_without_inline_style(state):
    drawn = ElementTree.fromstring(ring(state, 0.4, 0.2, 30))
    assert drawn.attrib["aria-hidden"] == "true"
    assert len(drawn) > 0
    assert "style" not in ring(state, 0.4, 0.2, 30)


def test_states_differ_by_shape_and_not_by_colour_alone():
    assert len({ring(state, 0.4) for state in STATES}) == len(STATES)


@given(SHARES)
def test_what_is_left_and_what_is_gone_are_the_whole_ring(left):
    for state, part in (("running", "left"), ("soon", "wedge")):
        start, gone, rest = dashes(ring(state, left), part)
        assert start == 0
        assert gone + rest == pytest.approx(100, abs=0.2)
        assert rest == pytest.approx(100 * min(1, max(0, left)), abs=0.06)


@given(st.floats(min_value=0, max_value=1))
def test_a_single_failure_in_a_share_can_be_seen(kept):
    svg = ring("share", kept)
    if 'class="rest"' not in svg:
        assert kept > 0.999
        return
    _, start, broken, _ = dashes(svg, "rest")
    assert broken >= 3
    assert dashes(svg, "part")[0] < start, "the two parts overlap"


def test_a_share_without_failures_is_a_whole_ring():
    assert dashes(ring("share", 1.0), "part") == [100, 100]


@pytest.mark.parametrize(
    ("state", "size", "drawn"),
    [
        ("running", None, True),
        ("running", 18, True),
        ("running", 16, False),
        ("soon", 30, False),
        ("kept", 30, False),
    ],
)
def test_the_aim_is_a_notch_on_a_running_ring_that_is_large_enough(state, size, drawn):
    assert ('class="aim"' in ring(state, 0.5, 0.25, size)) is drawn


def test_the_aim_stands_where_the_ring_will_be_empty_up_to_then():
    assert "rotate(90 10 10)" in ring("running", 0.9, 0.25)


def test_an_unknown_state_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="No ring is drawn for 'late'; known are running, soon"):
        ring("late")
