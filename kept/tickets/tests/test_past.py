"""The history that a comparison of policies asks for is the desk's own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from kept.conftest import NOW
from kept.people.models import Staff
from kept.tickets import actions
from kept.tickets.past import past

HOUR = timedelta(hours=1)


@pytest.mark.django_db
def test_every_request_counts_from_then_on(ask: Callable[..., int]) -> None:
    ask(at=NOW - HOUR)
    ask(at=NOW)
    ask(at=NOW + HOUR)
    found = past(NOW)
    assert found.since == NOW.date()
    for kind in ("first_reply", "fix", "resolution"):
        starts = found.by_kind[kind]
        assert [str(at) for at in starts.at] == [
            "2026-01-09T18:00:00.000000",
            "2026-01-09T19:00:00.000000",
        ]
        assert starts.facts["channel"].tolist() == ["mail", "mail"]
        assert starts.facts["language"].tolist() == ["fr", "fr"]


@pytest.mark.django_db
def test_facts_are_those_of_the_ticket(ask: Callable[..., int], agent: Staff) -> None:
    ticket = ask()
    actions.classify(ticket, "bug", "product", by=agent, at=NOW)
    assert past(NOW).by_kind["fix"].facts["kind"].tolist() == ["bug"]


@pytest.mark.django_db
def test_nothing_happened_yet() -> None:
    assert [starts.at.size for starts in past(NOW).by_kind.values()] == [0, 0, 0]


@pytest.mark.django_db
def test_it_asks_few_questions_however_many_tickets(
    ask: Callable[..., int], django_assert_max_num_queries: Callable[[int], object]
) -> None:
    for minutes in range(5):
        ask(at=NOW + timedelta(minutes=minutes))
    with django_assert_max_num_queries(2):  # type: ignore[attr-defined]
        past(NOW)
