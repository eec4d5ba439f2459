"""`kept policy check`: what it prints, and what it answers to a program."""

from __future__ import annotations

import errno
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


def test_a_lead_who_reads_french_is_told_in_french(
    faulty: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rules = faulty / "policy.toml"
    rules.write_text(rules.read_text("utf-8").replace('zone = "UTC"', 'zone = "UTC'), "utf-8")
    assert main(["policy", "check", str(faulty), "--language", "fr"]) == 1
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert 'Il manque au texte qui commence ici son guillemet fermant : écrivez "UTC".' in said


def test_a_sound_policy_says_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["policy", "check", str(COPYFY)]) == 0
    assert capsys.readouterr().out == ""
    assert main(["policy", "check", str(COPYFY), "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == []


@pytest.mark.parametrize("as_json", [False, True])
def test_what_is_no_text_is_told_with_its_place(
    faulty: Path, capsys: pytest.CaptureFixture[str], *, as_json: bool
) -> None:
    sentence = "This is not text in UTF-8: save the file in that encoding."
    (faulty / "fr.md").write_bytes("# Aide\n\nBien reçu".encode("latin-1"))
    assert main(["policy", "check", str(faulty), *(["--json"] if as_json else [])]) == 1
    said = capsys.readouterr().out
    if as_json:
        place = {"file": "fr.md", "line": 3, "column": 8, "sentence": sentence}
        assert json.loads(said) == [place]
    else:
        assert said == f"{faulty}/fr.md:3:8: {sentence}\n"


def test_a_folder_that_cannot_be_read_is_said(
    faulty: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_folder: Path) -> list[Path]:
        raise PermissionError(errno.EACCES, "Permission denied")

    (faulty / "policy.toml").unlink()
    for folder, sentence in (
        (faulty, f"There is no policy.toml in {faulty}: its rules stand there."),
        (faulty / "nowhere", f"There is no folder {faulty / 'nowhere'}."),
        (faulty / "fr.md", f"{faulty / 'fr.md'} is a file: a policy is a folder with policy.toml"),
    ):
        assert main(["policy", "check", str(folder)]) == 1
        assert capsys.readouterr().err.startswith(sentence)
    monkeypatch.setattr(Path, "iterdir", refused)
    assert main(["policy", "check", str(faulty)]) == 1
    assert capsys.readouterr().err == f"{faulty} cannot be read: Permission denied.\n"
