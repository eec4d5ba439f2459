"""Moments as PostgreSQL writes them, read fast.

Django reads each moment of an answer with a regular expression, in Python: for a list of fifty
tickets that is a seventh of the whole page. PostgreSQL writes ISO 8601, which `datetime` reads.
"""

from __future__ import annotations

from datetime import UTC, datetime, tzinfo
from typing import Final

from django.db.backends.base.base import BaseDatabaseWrapper
from psycopg.abc import Buffer
from psycopg.adapt import Loader


class Moment(Loader):
    """A `timestamptz` as an aware datetime of UTC.

    Raises ValueError for what no datetime can be: infinity, years before 1 or after 9999.
    """

    #: Django asks for it, and gives its own loader to a cursor whose zone is another.
    timezone: Final[tzinfo] = UTC

    def load(self, data: Buffer) -> datetime:
        return datetime.fromisoformat(bytes(data).decode()).astimezone(UTC)


def read_moments(connection: BaseDatabaseWrapper) -> None:
    """Let this connection, just made, read moments like that."""
    connection.connection.adapters.register_loader("timestamptz", Moment)
