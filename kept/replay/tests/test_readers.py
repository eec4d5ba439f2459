"""What several threads read is told in order, and none of them outlives who asked."""

import os
import threading

import pytest

from kept.replay.readers import together

LONG = 60


@pytest.mark.django_db(transaction=True)
def test_many_are_told_in_their_order_by_several_who_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "cpu_count", lambda: 2)
    before, both = threading.active_count(), threading.Barrier(2, timeout=LONG)

    def read(one: int) -> tuple[int, int]:
        if one < 2:
            both.wait()
        return one, threading.get_ident()

    told = together(read, range(1000))
    first = [next(told) for _ in range(100)]
    told.close()
    assert [one for one, _who in first] == list(range(100))
    assert threading.get_ident() not in {who for _one, who in first}
    assert threading.active_count() == before


@pytest.mark.django_db
def test_what_only_this_transaction_knows_is_read_by_who_asks() -> None:
    told = list(together(lambda _one: threading.get_ident(), range(3)))
    assert told == [threading.get_ident()] * 3
