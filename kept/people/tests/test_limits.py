"""What counts as one visitor, and how often they came."""

from __future__ import annotations

import pytest
from django.core.cache import cache
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


def test_tries_are_counted_before_they_are_made() -> None:
    cache.clear()
    tries = {"Mallory at Ines's": 2, "Mallory": 3}
    assert [limits.may_try(tries, 60) for _ in range(3)] == [True, True, False]
    limits.forget("Mallory at Ines's")
    assert not limits.may_try(tries, 60), "their machine has tried too often already"
    limits.give_back("Mallory")
    limits.give_back("Mallory")
    assert limits.may_try(tries, 60)
    limits.give_back("nobody of whom anything was counted")
