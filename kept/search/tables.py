"""What Django's models cannot say of the index: FTS5 over the documents, or GIN."""

from __future__ import annotations

from typing import Any, Final

#: SQLite's index of words. Its rows follow those of the documents, in the same statement.
FTS5: Final = (
    "CREATE VIRTUAL TABLE search_index USING fts5 ("
    "who, said, content='search_document', content_rowid='ticket', columnsize=0, "
    'tokenize="unicode61 remove_diacritics 0")',
    "CREATE TRIGGER search_added AFTER INSERT ON search_document BEGIN "
    "INSERT INTO search_index (rowid, who, said) VALUES (new.ticket, new.who, new.said); END",
    "CREATE TRIGGER search_removed AFTER DELETE ON search_document BEGIN "
    "INSERT INTO search_index (search_index, rowid, who, said) "
    "VALUES ('delete', old.ticket, old.who, old.said); END",
)
NO_FTS5: Final = (
    "DROP TRIGGER search_added",
    "DROP TRIGGER search_removed",
    "DROP TABLE search_index",
)
#: PostgreSQL's. What is new is in its place at once, so that no search reads a waiting list.
GIN: Final = (
    "CREATE INDEX search_said ON search_document USING gin (said) WITH (fastupdate = off)",
)
NO_GIN: Final = ("DROP INDEX search_said",)


def make(cursor: Any, vendor: str) -> None:
    _run(cursor, GIN if vendor == "postgresql" else FTS5)


def drop(cursor: Any, vendor: str) -> None:
    _run(cursor, NO_GIN if vendor == "postgresql" else NO_FTS5)


def _run(cursor: Any, statements: tuple[str, ...]) -> None:
    for one in statements:
        cursor.execute(one)
