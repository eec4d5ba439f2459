"""`kept policy compare OLD NEW` tells policies apart, and what that would have meant."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kept.cli import main
from kept.conftest import NOW
from kept.core.promises import Edition
from kept.record import policy as record
from kept.site import comparing, prepare
from kept.site.prepare import NotReadyError

COPYFY = prepare.policies() / "copyfy"
HOUR = "end of the first hour of a business day"


@pytest.fixture
def draft(tmp_path: Path) -> Path:
    """A draft that owes the first reply within four business hours."""
    folder = tmp_path / "draft"
    shutil.copytree(COPYFY, folder)
    rules = folder / "policy.toml"
    rules.write_text(rules.read_text("utf-8").replace(HOUR, "4 business hours"), "utf-8")
    return folder


@pytest.fixture
def no_desk(tmp_path: Path, settings: Any) -> None:
    settings.KEPT_HOME = tmp_path / "nowhere"


@pytest.fixture
def desk(tmp_path: Path, settings: Any) -> None:
    settings.KEPT_HOME = tmp_path
    (tmp_path / "desk.toml").touch()


def compare(*words: str) -> int:
    return main(["policy", "compare", *words])


@pytest.mark.usefixtures("no_desk")
def test_two_folders(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compare(str(COPYFY), str(draft)) == 1
    told = capsys.readouterr().out.replace("\u00a0", " ")
    assert f"First reply: was {HOUR}, is 4 business hours." in told
    assert "§5 “How to ask, and when you hear” reads otherwise." in told
    assert "{+within 4+} business" in told
    assert compare(str(COPYFY), str(draft), "--language", "fr") == 1
    assert "Ce qui change dans les règles" in capsys.readouterr().out
    assert compare(str(COPYFY), str(draft), "--language", "de") == 1
    assert "Was sich an den Regeln ändert" in capsys.readouterr().out
    assert compare(str(COPYFY), str(draft), "--language", "tlh") == 2
    assert "it speaks de, en, fr" in capsys.readouterr().err


@pytest.mark.usefixtures("no_desk")
def test_the_same_is_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert compare(str(COPYFY), str(COPYFY)) == 0
    assert capsys.readouterr().out == "Nothing changed.\n"


@pytest.mark.usefixtures("no_desk")
def test_json_says_all_of_it(draft: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert compare(str(COPYFY), str(draft), "--json") == 1
    told = json.loads(capsys.readouterr().out)
    assert [".".join(change["path"]) for change in told["meaning"]] == ["promises.first_reply.owed"]
    assert {change["language"] for change in told["text"]} == {"fr", "en"}


@pytest.mark.usefixtures("no_desk")
@pytest.mark.parametrize(
    ("old", "sentence"),
    [
        ("nowhere", "There is no folder nowhere."),
        ("7", "There is no folder 7, and no desk that published a version."),
    ],
)
def test_what_is_no_policy_is_refused(
    old: str, sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert compare(old, str(COPYFY)) == 2
    assert capsys.readouterr().err.strip() == sentence


@pytest.mark.usefixtures("no_desk")
def test_a_faulty_policy_is_refused_with_its_mistakes(draft: Path) -> None:
    (draft / "policy.toml").write_text("name = 3", "utf-8")
    with pytest.raises(NotReadyError, match=r"has mistakes:\n.*policy.toml:1"):
        comparing.between(str(COPYFY), str(draft), NOW)


@pytest.mark.usefixtures("desk")
def test_versions_of_the_desk_on_its_own_requests(
    edition: Edition, draft: Path, ask: Callable[..., int]
) -> None:
    record.publish(prepare.policy_files(draft), at=NOW)
    for hours in (0, 16, 64):  # Friday 18:00, Saturday 10:00, Monday 10:00
        ask(at=NOW + timedelta(hours=hours))
    found = comparing.between("1", "2", NOW + timedelta(days=4))
    told = "\n".join(comparing.told(found, "en"))
    assert "On this desk’s own requests" in told
    assert "First reply: later for 3 of 3 (requests since 14 October 2025: 3)." in told
    with pytest.raises(NotReadyError, match="no version 3"):
        comparing.between("1", "3", NOW)
