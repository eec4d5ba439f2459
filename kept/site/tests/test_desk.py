"""The desk's own file, and what must not happen to a real desk."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from kept.site.desk import Desk, DeskError, read_desk, write_desk


@pytest.mark.parametrize(
    "name", ["Copyfy", 'The "Best" Desk', "C:\\desk", "Été à l’œuvre 😀", "a\nb"]
)
def test_a_desk_is_read_as_it_was_written(tmp_path: Path, name: str) -> None:
    desk = Desk(name=name, address="desk@example.org", zone="Europe/Paris")
    write_desk(tmp_path, desk)
    assert read_desk(tmp_path) == desk


@pytest.mark.parametrize("line", ['nmae = "x"', "name = 3", "name = ", '[smtp]\nport = "25"'])
def test_what_cannot_be_read_is_said_with_its_file(tmp_path: Path, line: str) -> None:
    (tmp_path / "desk.toml").write_text(line)
    with pytest.raises(DeskError, match=r"desk\.toml"):
        read_desk(tmp_path)


def test_a_real_desk_is_never_filled_with_the_demo(tmp_path: Path) -> None:
    write_desk(tmp_path, Desk(name="Real"))
    done = subprocess.run(
        [sys.executable, "-m", "kept", "demo"],
        env=os.environ
        | {"KEPT_HOME": str(tmp_path), "DJANGO_SETTINGS_MODULE": "kept.site.settings"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "is no demo" in done.stderr
    assert not (tmp_path / "kept.sqlite3").exists()
