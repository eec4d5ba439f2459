"""Publishing: one number each, in force when it says, never changed, and drafts that stay."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection

from kept.conftest import NOW
from kept.core.events import DESK, Actor
from kept.core.policy import PolicyMistakes
from kept.core.promises import Edition
from kept.record import policy
from kept.record.draft import DraftMovedError, discard_draft, draft, save_draft
from kept.record.models import PolicyVersion
from kept.record.notes import Note, told
from kept.site import prepare

FILES = prepare.policy_files(prepare.policies() / "copyfy")
LATER = FILES | {"policy.toml": FILES["policy.toml"].replace('"48 hours"', '"72 hours"')}
DAY = timedelta(days=1)
LEAD = Actor("staff", 7)


def test_a_version_says_who_published_what_and_when(db: None) -> None:
    policy.publish(FILES, at=NOW)
    policy.publish(LATER, at=NOW + DAY, by=LEAD, note=" Slower fixes. ", major=True,
                   effective=NOW + 15 * DAY)  # fmt: skip
    newest, first = policy.history()
    assert (first.number, first.by, first.note, first.major) == (1, "desk", "", False)
    assert first.published_at == first.effective_at == NOW
    assert (newest.number, newest.by, newest.note) == (2, "staff:7", "Slower fixes.")
    assert newest.major
    assert newest.effective_at == NOW + 15 * DAY


@pytest.mark.parametrize(("days", "number"), [(-9, 1), (0, 1), (14, 1), (15, 2), (400, 2)])
def test_a_version_is_in_force_from_its_moment_on(db: None, days: int, number: int) -> None:
    policy.publish(FILES, at=NOW)
    policy.publish(LATER, at=NOW, effective=NOW + 15 * DAY)
    assert policy.in_force(NOW + days * DAY).version == number


def test_what_was_announced_for_a_day_comes_on_that_day(db: None) -> None:
    policy.publish(FILES, at=NOW)
    policy.publish(LATER, at=NOW, effective=NOW + 15 * DAY)
    policy.publish(FILES, at=NOW + DAY)
    found = [policy.in_force(NOW + days * DAY).version for days in (0, 2, 16)]
    assert found == [1, 3, 2]


def test_the_last_of_two_for_one_moment_counts(db: None) -> None:
    policy.publish(FILES, at=NOW)
    policy.publish(LATER, at=NOW)
    assert policy.in_force(NOW).version == 2


def test_no_version_reaches_into_the_past(db: None) -> None:
    with pytest.raises(policy.NotPublishableError, match="before it is published"):
        policy.publish(FILES, at=NOW, effective=NOW - DAY)
    assert policy.history() == []


def test_a_character_that_no_text_keeps_is_replaced_in_a_draft_and_never_published(
    db: None,
) -> None:
    policy.publish(FILES, at=NOW)
    files = FILES | {"en.md": FILES["en.md"] + "\nA sign \x00 here.\n"}
    saved = save_draft(files, base=1, by=DESK, at=NOW)
    assert "A sign \ufffd here." in saved.files["en.md"]
    for refused in (files, saved.files):
        with pytest.raises(PolicyMistakes, match="A sign that nobody sees"):
            policy.publish(refused, at=NOW)


def test_nothing_published_meanwhile_is_undone_unseen(db: None) -> None:
    policy.publish(FILES, at=NOW)
    policy.publish(LATER, at=NOW, base=1)
    with pytest.raises(policy.NotPublishableError, match="Version 2 was published"):
        policy.publish(FILES, at=NOW, base=1)


@pytest.mark.parametrize(
    "change",
    [
        {"files": FILES | {"en.md": FILES["en.md"] + " "}},
        {"days_off": {}},
        {"note": "Nothing to see."},
        {"notes": {"en": "Nothing to see."}},
        {"major": True},
        {"by": "staff:1"},
        {"effective_at": NOW - DAY},
        {"published_at": NOW - DAY},
        {"digest": "0" * 64},
    ],
    ids=lambda change: next(iter(change)),
)
def test_whatever_changes_in_a_version_is_found(db: None, change: dict[str, object]) -> None:
    policy.publish(FILES, at=NOW)
    policy.publish(LATER, at=NOW)
    assert policy.altered() == []
    PolicyVersion.objects.filter(number=1).update(**change)
    assert 1 in policy.altered()


def test_a_note_in_each_language_is_sealed_and_told_in_the_readers(db: None) -> None:
    policy.publish(FILES, at=NOW, note={"en": "We are fewer. ", "fr": "Nous sommes moins."})
    row = PolicyVersion.objects.get()
    assert row.note == "Nous sommes moins.", "the original's"
    assert told(row.note, row.notes, "en") == Note("We are fewer.")
    assert told(row.note, row.notes, "fr") == Note("Nous sommes moins.")
    assert told(row.note, row.notes, "de") == Note("We are fewer.", "en", "Englisch")
    PolicyVersion.objects.update(notes={"fr": "Nous sommes plus."})
    assert policy.altered() == [1]


def test_a_note_in_one_language_says_which(db: None) -> None:
    policy.publish(FILES, at=NOW, note={"en": " ", "fr": "Nous sommes moins."})
    row = PolicyVersion.objects.get()
    assert told(row.note, row.notes, "en") == Note("Nous sommes moins.", "fr", "French")
    assert told("Why.", {}, "en") == Note("Why."), "nobody said in which language"


def test_a_note_is_in_a_language_of_the_policy(db: None) -> None:
    with pytest.raises(policy.NotPublishableError, match="in de, but the policy is in fr, en"):
        policy.publish(FILES, at=NOW, note={"de": "Darum."})
    assert policy.history() == []


def test_a_version_that_was_rewritten_with_its_seal_is_found_by_the_next(db: None) -> None:
    policy.publish(FILES, at=NOW)
    policy.publish(LATER, at=NOW)
    row = PolicyVersion.objects.get(number=1)
    row.note = "It always said so."
    row.digest = policy.seal(row, "")
    row.save()
    assert policy.altered() == [2]


def test_a_version_that_is_gone_is_missed(db: None) -> None:
    for _time in range(3):
        policy.publish(FILES, at=NOW)
    PolicyVersion.objects.filter(number=2).delete()
    assert policy.altered() == [3]


@pytest.mark.django_db(transaction=True)
def test_all_who_publish_at_once_get_a_number_each_and_none_is_left_out(tmp_path: Path) -> None:
    if connection.vendor == "postgresql":
        with ThreadPoolExecutor(6) as pool:
            list(pool.map(_publish, range(6)))
    else:
        return _at_once_on_a_desk(tmp_path / "desk")
    assert sorted(PolicyVersion.objects.values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]
    assert policy.altered() == []
    return None


def _publish(_n: int) -> Edition:
    try:
        return policy.publish(FILES, at=NOW)
    finally:
        connection.close()


def _at_once_on_a_desk(home: Path) -> None:
    """SQLite as desks have it, in a file: the tests' own is in memory, where threads are one."""
    environment = os.environ | {
        "KEPT_HOME": str(home),
        "DJANGO_SETTINGS_MODULE": "kept.site.settings",
    }
    environment.pop("KEPT_DATABASE", None)

    def kept(*words: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "kept", *words],
            env=environment, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        )  # fmt: skip

    init = kept("init")
    said = init.communicate()[0]
    assert init.returncode == 0, said
    racing = [
        kept("policy", "publish", str(_folder(home.parent / str(hours), hours)), "--note", "Race.")
        for hours in (72, 73, 74)
    ]
    answers = "".join(one.communicate()[0] for one in racing)
    assert [answers.count(f"Version {n} ") for n in (2, 3, 4)] == [1, 1, 1], answers
    check = kept("check")
    assert "0 differences" in check.communicate()[0]


def _folder(folder: Path, hours: int) -> Path:
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text.replace('"48 hours"', f'"{hours} hours"'), "utf-8")
    return folder


# The draft


def test_a_draft_is_kept_with_who_and_when(db: None) -> None:
    assert draft() is None
    kept = save_draft(LATER, base=1, by=LEAD, at=NOW)
    assert draft() == kept
    assert (kept.files, kept.base, kept.by, kept.at) == (LATER, 1, LEAD, NOW)


def test_a_draft_may_hold_mistakes(db: None) -> None:
    save_draft({"policy.toml": "not yet"}, base=1, by=LEAD, at=NOW)
    assert draft().files == {"policy.toml": "not yet"}


def test_nobody_saves_over_words_that_they_have_not_seen(db: None) -> None:
    first = save_draft(FILES, base=1, by=LEAD, at=NOW)
    second = save_draft(LATER, base=1, by=LEAD, at=NOW, seen=first.saved)
    for seen in (0, first.saved, second.saved + 1):
        with pytest.raises(DraftMovedError) as refused:
            save_draft(FILES, base=1, by=DESK, at=NOW, seen=seen)
        assert refused.value.now == second
    assert draft() == second


def test_a_draft_that_was_let_go_is_no_draft_and_its_number_names_no_other(db: None) -> None:
    first = save_draft(FILES, base=1, by=LEAD, at=NOW)
    discard_draft(by=LEAD, at=NOW, seen=first.saved)
    assert draft() is None
    again = save_draft(LATER, base=1, by=LEAD, at=NOW)
    assert again.saved > first.saved
    with pytest.raises(DraftMovedError):
        discard_draft(by=LEAD, at=NOW, seen=first.saved)
