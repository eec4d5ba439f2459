"""The core is a function of its arguments: the same question has the same answer for ever."""

import ast
from pathlib import Path

import pytest

from . import sources
from .purity import impurities
from .sources import KEPT, code, findings, name

WHY = (
    "kept.core is pure: every instant and every outside fact is an argument, so that a verdict "
    "recomputed in ten years is the same. Take the value as a parameter; the caller reads it."
)


def test_the_core_reads_no_clock_no_file_and_no_chance() -> None:
    found = [
        f"{name(path)}:{line}: {what}"
        for path in code(KEPT / "core")
        for line, what in impurities(path)
    ]
    assert not found, findings(found, WHY)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("import time", "`time` reads the clock"),
        ("from time import monotonic", "`time.monotonic` reads the clock"),
        ("import os.path", "`os.path` reads the machine"),
        ("from random import choice", "`random.choice` is not repeatable"),
        ("from datetime import datetime as d\nd.now(UTC)", "`.now` reads the clock"),
        ("x = date.today", "`.today` reads the clock"),
        ("numpy.random.default_rng(1)", "`.random` is not repeatable"),
        ("with open(path) as file: pass", "`open()` opens files"),
        ("from pathlib import Path", "`pathlib.Path` reads files (PurePath does not)"),
        ("at.astimezone()", "`astimezone()` without a zone uses the machine's"),
    ],
)
def test_impure_code_is_recognised(
    text: str, said: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert said in _said(text, tmp_path)


@pytest.mark.parametrize(
    "text",
    [
        "from datetime import UTC, datetime, time\ntime(9, 0)",
        "from pathlib import PurePosixPath",
        "at.astimezone(zone)",
        "from kept.core.timeline import order",
        "reopen(ticket)",
    ],
)
def test_pure_code_is_left_alone(text: str, tmp_path: Path) -> None:
    assert _said(text, tmp_path) == []


def _said(text: str, folder: Path) -> list[str]:
    path = folder / "written.py"
    path.write_text(text)
    assert isinstance(sources.tree(path), ast.Module)
    return [what for _, what in impurities(path)]
