"""A question answers as the queryset that it was composed from, each time with what is given."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection
from django.db.models import QuerySet
from django.test.utils import CaptureQueriesContext

from kept.record.models import Event
from kept.record.questions import Columns, Given, question

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)


@question
def _types(ticket: Given) -> Columns:
    return Event.objects.filter(ticket=ticket).order_by("id").values_list("type", "at")


@question
def _events(*tickets: Given) -> QuerySet[Event]:
    return Event.objects.filter(ticket__in=tickets).order_by("id")  # type: ignore[misc]


@question
def _since(at: Given) -> Columns:
    return Event.objects.filter(at__gte=at).order_by("id").values_list("ticket")


@pytest.fixture
def recorded() -> list[Event]:
    return Event.objects.bulk_create(
        Event(ticket=ticket, at=AT, by="desk", type=f"Type{ticket}", data="{}")
        for ticket in (1, 2, 1, 3)
    )


def test_columns_come_as_tuples_with_their_python_values(recorded: list[Event]) -> None:
    assert _types(1) == [("Type1", AT), ("Type1", AT)]
    assert _types(2) == [("Type2", AT)]
    assert _types(9) == []


def test_a_moment_is_compared_as_the_moments_of_the_rows_are(recorded: list[Event]) -> None:
    Event.objects.filter(ticket=2).update(at=AT + timedelta(microseconds=1))
    there = timezone(timedelta(hours=5))
    assert _since(AT.astimezone(there)) == [(1,), (2,), (1,), (3,)]
    assert _since(AT + timedelta(microseconds=1)) == [(2,)]
    assert _since(AT + timedelta(microseconds=2)) == []


def test_models_come_as_models_for_any_number_of_values(recorded: list[Event]) -> None:
    assert [one.ticket for one in _events(1, 3)] == [1, 1, 3]
    assert _events(2) == [recorded[1]]
    assert not _events(2)[0]._state.adding


def test_a_question_is_one_query(recorded: list[Event]) -> None:
    with CaptureQueriesContext(
        connection,
    ) as seen:
        _types(1)
    assert len(seen) == 1
