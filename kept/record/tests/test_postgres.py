"""Moments come back from the database as they went in, whichever database it is."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from django.db import connection

from kept.record.models import Event

MOMENTS = [
    datetime(2026, 11, 23, 7, 24, 59, 123456, tzinfo=UTC),
    datetime(2026, 11, 23, 7, 24, 59, 120000, tzinfo=UTC),
    datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    datetime(1969, 12, 31, 23, 59, 59, 1, tzinfo=UTC),
    datetime(1, 1, 2, tzinfo=UTC),
    datetime(9999, 12, 30, 23, 59, 59, 999999, tzinfo=UTC),
    datetime(2026, 11, 23, 7, 24, tzinfo=timezone(timedelta(hours=5, minutes=45))),
]


@pytest.mark.django_db
@pytest.mark.parametrize("moment", MOMENTS)
def test_a_moment_comes_back_as_it_went_in_and_in_utc(moment: datetime) -> None:
    Event.objects.create(ticket=1, at=moment, by="desk", type="Any", data="{}")
    read = Event.objects.get().at
    assert read == moment
    assert read.tzinfo is UTC


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no zones")
def test_a_moment_that_postgresql_writes_with_another_offset_is_read_in_utc() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL TIME ZONE 'Asia/Kathmandu'")
        cursor.execute("SELECT '2026-11-23 07:24:00+00'::timestamptz")
        (read,) = cursor.fetchone()
    assert read == datetime(2026, 11, 23, 7, 24, tzinfo=UTC)
    assert read.tzinfo is UTC
