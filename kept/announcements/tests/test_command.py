"""`kept subscribers` and `kept announcements`, as an operator runs them."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

import pytest

from kept.announcements import announcing, command
from kept.announcements.arguments import arguments
from kept.announcements.command import CannotError
from kept.announcements.models import Announcement, Copy, Subscriber
from kept.conftest import NOW
from kept.people.models import Staff


def kept(*words: str) -> list[str]:
    parser = argparse.ArgumentParser()
    arguments(parser.add_subparsers())
    args = parser.parse_args(words)
    return list(getattr(command, args.act)(args))


def test_a_list_is_imported_exported_and_forgotten(tmp_path: Path, db: None) -> None:
    file = tmp_path / "list.csv"
    file.write_text("\ufeffaddress,language\nada@example.org,fr\n", "utf-8")
    assert kept("subscribers", "import", str(file), "--consent", "asked at the fair") == [
        "1 added, 0 known before, 0 had left and stay so."
    ]
    heading, ada = kept("subscribers", "export")
    assert heading.startswith("address,language,")
    assert ada.startswith("ada@example.org,fr,,confirmed,asked at the fair,")
    assert kept("subscribers", "erase", "Ada@example.org") == ["Ada@example.org is forgotten."]
    assert len(kept("subscribers", "export")) == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("subscribers", "import", "nowhere.csv", "--consent", "x"), "nowhere.csv cannot be read"),
        (("subscribers", "erase", "ada@example.org"), "is no subscriber"),
        (("subscribers", "erase", "ada"), "@"),
        (("announcements", "send"), "goes to its outbox"),
    ],
)
def test_what_cannot_be_done_is_said(db: None, words: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CannotError, match=sentence):
        kept(*words)


def test_a_list_that_is_no_text_is_refused(tmp_path: Path, db: None) -> None:
    file = tmp_path / "list.csv"
    file.write_bytes(b"address\n\xff\xfe\n")
    with pytest.raises(CannotError, match=r"list\.csv"):
        kept("subscribers", "import", str(file), "--consent", "x")


def test_it_tells_how_far_each_announcement_has_come(
    announcement: Announcement, reader: Callable[..., Subscriber], lead: Staff
) -> None:
    assert kept("announcements") == ["version 2, draft, 0 of 0"]
    for n in range(3):
        reader(f"r{n}@example.org")
    announcing.begin(announcement, {}, by=lead, at=NOW, a_minute=60, a_minute_to_one_domain=60)
    Copy.objects.filter(pk=Copy.objects.order_by("id")[0].pk).update(state="doubt")
    Announcement.objects.update(trouble="The mail server cannot be reached.")
    [line] = kept("announcements")
    assert line.startswith("version 2, sending, 1 of 3, 1 in doubt, about ")
    assert line.endswith("The mail server cannot be reached.")


def test_a_desk_that_announced_nothing_says_so(db: None) -> None:
    assert kept("announcements") == ["Nothing was announced yet."]
