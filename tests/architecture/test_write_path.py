"""There is one way to change a ticket, and nothing happens behind its back."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from .sources import code, findings, imports, name, tree

# Path → why an effect after the commit may be lost there.
AFTER_COMMIT: dict[str, str] = {}

WRITE_PATH = ("kept/tickets/", "kept/record/", "kept/deadlines/")
PROJECTIONS = {"Ticket", "Message", "Attachment", "Promise"}
WRITING_ROWS = {"save", "asave", "delete", "adelete"}
WRITING_TABLES = {
    *("create", "acreate", "bulk_create", "abulk_create", "get_or_create", "aget_or_create"),
    *("update", "aupdate", "bulk_update", "abulk_update", "update_or_create", "aupdate_or_create"),
    *("delete", "adelete"),
}


def test_no_model_signals() -> None:
    found = [
        f"{name(path)}:{line}: {imported}"
        for path in code()
        for line, imported in imports(path)
        if imported.startswith(("django.db.models.signals", "django.dispatch"))
    ]
    assert not found, findings(
        found, "A signal makes a change happen where nobody reads it: call the verb instead."
    )


def test_nothing_that_must_happen_waits_for_after_the_commit() -> None:
    found = {
        f"{name(path)}:{node.lineno}": name(path)
        for path in code()
        for node in ast.walk(tree(path))
        if (isinstance(node, ast.Attribute) and node.attr == "on_commit")
        or (isinstance(node, ast.Name) and node.id == "on_commit")
    }
    forbidden = [place for place, path in found.items() if path not in AFTER_COMMIT]
    assert not forbidden, findings(
        forbidden,
        "What runs after the commit is lost when the process dies in between. Append an event or "
        "a job in the transaction; only a hint whose loss delays may be listed in AFTER_COMMIT.",
    )
    assert set(AFTER_COMMIT) <= set(found.values()), "AFTER_COMMIT lists files without need."


def test_only_the_write_path_writes_tickets() -> None:
    found = [
        f"{name(path)}:{line}: {what}"
        for path in code()
        if not name(path).startswith(WRITE_PATH)
        for line, what in _writes(tree(path))
    ]
    assert not found, findings(
        found,
        "Tickets, messages, attachments and promises are projections of the events: "
        "only the write path changes them. Use or add an action in kept/tickets/actions/.",
    )


@pytest.mark.parametrize(
    "text",
    [
        "ticket.save()",
        "self.ticket.save(update_fields=['state'])",
        "last_message.delete()",
        "Ticket.objects.filter(pk=1).update(state='solved')",
        "models.Message.objects.create()",
        "Ticket(subject='x').save()",
        "Promise.objects.bulk_create([])",
        "rows.insert([ticket])",
        "rows.insert([Message(text='x') for one in said])",
    ],
)
def test_writes_are_recognised(text: str) -> None:
    assert list(_writes(ast.parse(text)))


@pytest.mark.parametrize(
    "text",
    [
        "person.save()",
        "Ticket.objects.filter(pk=1).first()",
        "seen.update(ticket)",
        "Draft.objects.filter(ticket=ticket).delete()",
        "EmailMessage().update()",
        "rows.insert([Address(key=key)])",
    ],
)
def test_other_calls_are_left_alone(text: str) -> None:
    assert not list(_writes(ast.parse(text)))


def _writes(module: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            verb, chain = node.func.attr, _chain(node.func.value)
            by_row = verb in WRITING_ROWS and _is_row(chain[-1])
            by_table = verb in WRITING_TABLES and PROJECTIONS & set(chain) and "objects" in chain
            by_rows = chain == ["rows"] and any(map(_is_row, _names(node)))
            if by_row or by_table or by_rows:
                yield node.lineno, f"{'.'.join(chain)}.{verb}()"


def _chain(node: ast.expr) -> list[str]:
    """`models.Ticket.objects.filter(…)` as its names, from left to right."""
    match node:
        case ast.Attribute(value=value, attr=attr):
            return [*_chain(value), attr]
        case ast.Call(func=func) | ast.Subscript(value=func):
            return _chain(func)
        case ast.Name(id=called):
            return [called]
    return ["…"]


def _names(node: ast.Call) -> Iterator[str]:
    """The names in the arguments of a call."""
    inside = (each for argument in node.args for each in ast.walk(argument))
    return (each.id for each in inside if isinstance(each, ast.Name))


def _is_row(called: str) -> bool:
    return called.rpartition("_")[2].lower() in {each.lower() for each in PROJECTIONS}


def test_every_model_has_its_migration(db: None) -> None:
    from django.core.management import call_command

    call_command("makemigrations", check=True, dry_run=True, verbosity=1)


def test_paths_of_the_write_path_exist() -> None:
    root = Path(__file__).resolve().parents[2]
    assert all((root / path).is_dir() for path in WRITE_PATH)
