from typing import Any

from django.apps import AppConfig
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.signals import connection_created


class RecordConfig(AppConfig):
    name = "kept.record"
    label = "record"

    def ready(self) -> None:
        connection_created.connect(_connected)


def _connected(connection: BaseDatabaseWrapper, **_more: Any) -> None:
    if connection.vendor == "postgresql":
        from kept.record.postgres import read_moments  # needs psycopg, which SQLite does not

        read_moments(connection)
