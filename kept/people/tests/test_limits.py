"""What counts as one visitor, and how often they came."""

from __future__ import annotations

import pytest
from django.test import RequestFactory

from kept.people import limits


@pytest.mark.parametrize(
    ("address", "other", "same"),
    [
        ("192.0.2.7", "192.0.2.8", False),
        ("2001:db8::1", "2001:db8::ffff:ffff", True),
        ("2001:db8::1", "2001:db8:0:1::1", False),
        ("::ffff:192.0.2.7", "::ffff:192.0.2.8", False),
        ("", "192.0.2.7", False),
    ],
)
def test_an_ipv6_visitor_owns_a_network(address: str, other: str, same: bool) -> None:
    first, second = (
        limits.network(RequestFactory().get("/", REMOTE_ADDR=one)) for one in (address, other)
    )
    assert (first == second) is same


def test_what_was_counted_can_be_forgotten() -> None:
    assert limits.counted("tries of Mallory") == 0
    assert [limits.count("tries of Mallory", 60) for _ in range(3)] == [1, 2, 3]
    assert limits.counted("tries of Mallory") == 3
    limits.forget("tries of Mallory")
    assert limits.counted("tries of Mallory") == 0
