"""What several processes read is told in order, and none of them outlives who asked."""

import os
from multiprocessing import active_children

import pytest

from kept.replay.readers import ReaderLostError, together


def test_many_are_told_in_their_order_and_end_when_nobody_asks_on() -> None:
    before = active_children()
    told = together(abs, range(-1000, 0))
    assert [next(told) for _ in range(3)] == [1000, 999, 998]
    told.close()  # type: ignore[attr-defined]
    assert active_children() == before


def test_a_reader_that_is_killed_is_said_in_a_sentence() -> None:
    with pytest.raises(ReaderLostError, match=r"ended early\.$"):
        list(together(os._exit, [9]))
