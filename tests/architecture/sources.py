"""The project's own files, for the checks beside this file."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "kept"
NOT_OURS = {".venv", ".git", "var", "build", "dist", "vendor", "migrations", "__pycache__"}


def files(folder: Path, *suffixes: str) -> list[Path]:
    """Every file below the folder that people here write, generated and borrowed ones left out."""
    return sorted(
        path
        for path in folder.rglob("*")
        if path.suffix in suffixes and not NOT_OURS & set(path.relative_to(ROOT).parts)
    )


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
