"""What makes code impure, as far as reading it can tell."""

import ast
from collections.abc import Iterator
from pathlib import Path

from .sources import imports, tree

IMPURE_MODULES = {
    "asyncio": "does input and output",
    "django": "is a framework",
    "http": "talks to the network",
    "io.open": "opens files",
    "logging": "writes to the outside",
    "multiprocessing": "starts processes",
    "os": "reads the machine",
    "pathlib.Path": "reads files (PurePath does not)",
    "random": "is not repeatable",
    "secrets": "is not repeatable",
    "shutil": "writes files",
    "signal": "talks to processes",
    "socket": "talks to the network",
    "sqlite3": "reads files",
    "subprocess": "starts processes",
    "tempfile": "writes files",
    "threading.Thread": "depends on timing (a Lock around a memo does not)",
    "threading.Timer": "reads the clock",
    "time": "reads the clock",
    "urllib.request": "talks to the network",
    "uuid.uuid1": "reads the clock",
    "uuid.uuid4": "is not repeatable",
    "email.utils.make_msgid": "reads the clock and is not repeatable",
    "email.utils.localtime": "reads the machine's zone",
}
IMPURE_CALLS = {"open": "opens files", "input": "waits for a person", "print": "writes"}
IMPURE_ATTRIBUTES = {
    "now": "reads the clock",
    "utcnow": "reads the clock",
    "today": "reads the clock",
    "random": "is not repeatable",
    "make_msgid": "reads the clock and is not repeatable",
    "uuid4": "is not repeatable",
    "read_text": "reads files",
    "read_bytes": "reads files",
    "write_text": "writes files",
    "write_bytes": "writes files",
}
NO_ARGUMENT = {"astimezone": "without a zone uses the machine's", "formatdate": "reads the clock"}


def impurities(path: Path) -> Iterator[tuple[int, str]]:
    """Line and sentence for each thing in the file that makes it impure."""
    for line, imported in imports(path):
        for module, why in IMPURE_MODULES.items():
            if imported == module or imported.startswith(f"{module}."):
                yield line, f"`{imported}` {why}"
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Attribute) and node.attr in IMPURE_ATTRIBUTES:
            yield node.lineno, f"`.{node.attr}` {IMPURE_ATTRIBUTES[node.attr]}"
        elif isinstance(node, ast.Call):
            yield from _impure_call(node)


def _impure_call(node: ast.Call) -> Iterator[tuple[int, str]]:
    match node.func:
        case ast.Name(id=called) if called in IMPURE_CALLS:
            yield node.lineno, f"`{called}()` {IMPURE_CALLS[called]}"
        case ast.Name(id=called) | ast.Attribute(attr=called) if called in NO_ARGUMENT:
            if not (node.args or node.keywords):
                yield node.lineno, f"`{called}()` {NO_ARGUMENT[called]}"
