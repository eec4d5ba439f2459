"""When the database is written anew: at once where it is small, else when nobody waits for it."""

from __future__ import annotations

from datetime import timedelta

import pytest

from kept.conftest import NOW
from kept.core.events import DESK
from kept.erasing import forgetting, sweeping
from kept.erasing.models import Erasure
from kept.erasing.worker import Eraser
from kept.people.models import Customer

pytestmark = pytest.mark.django_db
SMALL, LARGE = sweeping.AT_ONCE, sweeping.AT_ONCE + 1
HOUR = timedelta(hours=1)


@pytest.fixture
def ended(customer: Customer) -> None:
    forgetting.begin(customer, by=DESK, at=NOW)
    Erasure.objects.update(ended_at=NOW, next_at=None, known={})


@pytest.mark.parametrize(
    ("size", "is_open", "after", "swept"),
    [
        (SMALL, True, HOUR, True),
        (SMALL, False, HOUR, True),
        (LARGE, True, HOUR, False),
        (LARGE, False, HOUR, True),
        (LARGE, True, sweeping.LONGEST, True),
    ],
)
def test_a_good_moment(
    ended: None,
    monkeypatch: pytest.MonkeyPatch,
    size: int,
    is_open: bool,
    after: timedelta,
    swept: bool,
) -> None:
    done: list[str] = []
    monkeypatch.setattr(sweeping, "_bytes", lambda: size)
    monkeypatch.setattr(sweeping, "_write_anew", lambda: done.append("anew"))
    for _ in range(2):
        sweeping.sweep(NOW + after, lambda: is_open)
    assert Erasure.objects.filter(swept_at__isnull=False).exists() == swept
    assert len(done) <= 1, "it is done once for everybody who was erased since the last time"


def test_nothing_is_swept_before_all_is_gone(
    customer: Customer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sweeping, "_write_anew", lambda: pytest.fail("too early"))
    forgetting.begin(customer, by=DESK, at=NOW)
    assert not sweeping.sweep(NOW, lambda: False)


def test_the_worker_does_a_little_at_a_time(customer: Customer, edition: object) -> None:
    """Mail comes first: each step ends after its share of a second."""
    forgetting.begin(customer, by=DESK, at=NOW)
    clock = iter(range(1000))
    eraser, steps = Eraser(lambda: float(next(clock))), 0
    while forgetting.due(NOW):
        assert eraser.step(NOW) == 1
        steps += 1
    assert steps > 1
