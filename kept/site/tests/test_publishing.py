"""`kept policy publish` and `kept policy history`, as an operator runs them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings

from kept.conftest import NOW
from kept.core.promises import Edition
from kept.people.models import Staff
from kept.record import policy
from kept.site import prepare, publishing
from kept.site.prepare import NotReadyError

FILES = prepare.policy_files(prepare.policies() / "copyfy")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The policy with slower fixes."""
    for name, text in FILES.items():
        (tmp_path / name).write_text(text.replace('"48 hours"', '"72 hours"'), "utf-8")
    return tmp_path


def publish(folder: Path, **chosen: object) -> str:
    usual: dict[str, object] = {"note": "Why.", "major": False, "effective": "", "by": ""}
    lines: Iterator[str] = publishing.publish(folder, **usual | chosen, now=NOW)
    return "\n".join(lines).replace("\u00a0", " ")


def test_publishing_shows_what_changes_first(edition: Edition, folder: Path) -> None:
    said = publish(folder, major=True)
    assert "Fix: was 48 hours, is 72 hours." in said
    assert "[-48-] {+72+}" in said
    assert "Version 2 is published; it is in force now." in said
    assert "/desk/announcements/" in said
    assert policy.in_force(NOW).version == 2


def test_a_note_in_more_languages(edition: Edition, folder: Path) -> None:
    publish(folder, note="Moins de monde.", note_in=[["en", "Fewer of us."]])
    assert policy.history()[0].notes == {"fr": "Moins de monde.", "en": "Fewer of us."}
    with pytest.raises(NotReadyError, match="The note is in de, but"):
        publish(_faster(folder), note_in=[["de", "Darum."]])


def _faster(folder: Path) -> Path:
    rules = folder / "policy.toml"
    rules.write_text(rules.read_text("utf-8").replace('"72 hours"', '"60 hours"'), "utf-8")
    return folder


def test_a_contact_that_the_desk_does_not_read_is_told(edition: Edition, folder: Path) -> None:
    rules = folder / "policy.toml"
    text = rules.read_text("utf-8")
    rules.write_text(text.replace("contact@copyfy.io", settings.DESK.address), "utf-8")
    assert "no address of this desk" not in publish(folder)
    rules.write_text(text.replace("contact@copyfy.io", "help@elsewhere.example"), "utf-8")
    assert "to help@elsewhere.example, which is no address of this desk" in publish(folder)


def test_why_has_to_be_said(edition: Edition, folder: Path) -> None:
    with pytest.raises(NotReadyError, match="--note: say in one sentence why"):
        publish(folder, note=" ")
    assert policy.in_force(NOW).version == 1


@pytest.mark.parametrize(
    ("effective", "moment"),
    [
        ("2026-12-01", datetime(2026, 12, 1, tzinfo=UTC)),
        ("2026-12-01T09:30", datetime(2026, 12, 1, 9, 30, tzinfo=UTC)),
        ("2026-12-01T09:30+01:00", datetime(2026, 12, 1, 8, 30, tzinfo=UTC)),
    ],
)
def test_a_version_may_come_into_force_later(
    edition: Edition, folder: Path, effective: str, moment: datetime
) -> None:
    publish(folder, effective=effective)
    assert policy.history()[0].effective_at == moment
    assert policy.in_force(NOW).version == 1
    assert policy.in_force(moment).version == 2


def test_mistakes_are_told_as_the_check_tells_them(edition: Edition, folder: Path) -> None:
    text = (folder / "policy.toml").read_text("utf-8")
    (folder / "policy.toml").write_text(text.replace('"72 hours"', '"72h"'), "utf-8")
    with pytest.raises(NotReadyError, match=rf"{folder}/policy.toml:\d+:\d+: "):
        publish(folder)
    assert len(policy.history()) == 1


@pytest.mark.parametrize(
    ("chosen", "sentence"),
    [
        ({"effective": "soon"}, "is neither a day"),
        ({"effective": "2020-01-01"}, "before it is published"),
        ({"by": "nobody@kept.example"}, "is no lead of this desk"),
        ({"by": "ines@kept.example"}, "is no lead of this desk"),
    ],
)
def test_what_makes_no_sense_is_refused(
    edition: Edition, agent: Staff, folder: Path, chosen: dict[str, str], sentence: str
) -> None:
    with pytest.raises(NotReadyError, match=sentence):
        publish(folder, **chosen)
    assert len(policy.history()) == 1


def test_what_is_published_already_is_not_published_again(edition: Edition, folder: Path) -> None:
    publish(folder)
    with pytest.raises(NotReadyError, match="Nothing has changed"):
        publish(folder)


def test_the_history_says_who_published_what(edition: Edition, lead: Staff, folder: Path) -> None:
    publish(folder, by="PIOTR@kept.example", note="Slower\nfixes.", major=True)
    newest, first = publishing.history()
    assert newest.split("\t")[2:4] == ["major", lead.name]
    assert newest.endswith("\tSlower fixes.")
    assert policy.history()[0].digest in newest
    assert first.split("\t")[:4] == ["1", "2026-01-09 18:00Z", "minor", "desk"]
