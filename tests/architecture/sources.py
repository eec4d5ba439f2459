"""The project's own files, for the checks beside this file."""

import ast
import os
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "kept"
NOT_OURS = {"var", "build", "dist", "vendor", "migrations", "node_modules", "__pycache__"}


def files(folder: Path, *suffixes: str) -> list[Path]:
    """Every file below the folder that people here write, generated and borrowed ones left out."""
    return sorted(path for path in everything(folder) if path.suffix in suffixes)


def everything(folder: Path) -> Iterator[Path]:
    for parent, folders, names in os.walk(folder):
        folders[:] = [each for each in folders if each not in NOT_OURS and each[0] != "."]
        yield from (Path(parent, each) for each in names)


def is_test(path: Path) -> bool:
    return "tests" in path.relative_to(ROOT).parts or path.name == "conftest.py"


def code(folder: Path = KEPT) -> list[Path]:
    """The Python files that run in a desk."""
    return [path for path in files(folder, ".py") if not is_test(path)]


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def imports(path: Path) -> Iterator[tuple[int, str]]:
    """Line and full dotted name of all that a file imports, `from a import b` as `a.b`."""
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            module = node.module or ""
            yield from ((node.lineno, f"{module}.{alias.name}") for alias in node.names)


def findings(lines: list[str], why: str) -> str:
    """The message of a check that failed: each place, then the reason behind the rule."""
    return "\n".join(["", *lines, "", why])
