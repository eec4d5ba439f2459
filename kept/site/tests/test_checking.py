"""`kept policy check`: what it prints, and what it answers to a program."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from kept.cli import main

COPYFY = Path(__file__).parents[3] / "policies" / "copyfy"


@pytest.fixture
def faulty(tmp_path: Path) -> Path:
    """The example with a duration in its rules that nobody can read in one way."""
    folder = tmp_path / "faulty"
    shutil.copytree(COPYFY, folder)
    rules = folder / "policy.toml"
    rules.write_text(rules.read_text().replace('owed = "48 hours"', 'owed = "4h"'))
    return folder


def test_each_mistake_is_a_line_that_an_editor_can_follow(
    faulty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["policy", "check", str(faulty)]) == 1
    (line,) = capsys.readouterr().out.splitlines()
    assert line.startswith(f"{faulty}/policy.toml:52:8: “4h” can be read in two ways: write “4 ")


def test_a_program_gets_a_list(faulty: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "check", str(faulty), "--json"]) == 1
    (mistake,) = json.loads(capsys.readouterr().out)
    assert (mistake["file"], mistake["line"], mistake["column"]) == ("policy.toml", 52, 8)
    assert mistake["sentence"].startswith("“4h” can be read")


def test_a_sound_policy_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "check", str(COPYFY)]) == 0
    assert capsys.readouterr().out == ""
    assert main(["policy", "check", str(COPYFY), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []
