"""What machines write in seven languages is told from people; failures say who was not reached."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from kept.core.mail.tests.reading import accepted, mail

FOLDER = Path(__file__).resolve().parents[4] / "tests" / "corpora" / "machines"
SUBJECTS: dict[str, list[str]] = json.loads((FOLDER / "subjects.json").read_text())
REPORTS: list[dict[str, Any]] = json.loads((FOLDER / "reports.json").read_text())


def kind(subject: str, *lines: str) -> str:
    return accepted(mail(*lines, "Content-Transfer-Encoding: 8bit", subject=subject)).kind


def test_the_subject_of_an_automatic_answer_says_so() -> None:
    kinds = {one: kind(one, "In-Reply-To: <12.1@example.org>") for one in SUBJECTS["automatic"]}
    assert [one for one, found in kinds.items() if found != "auto_reply"] == []


def test_what_people_write_about_machines_is_theirs() -> None:
    kinds = {one: kind(one) for one in SUBJECTS["people"]}
    assert [one for one, found in kinds.items() if found != "message"] == []


def test_what_a_report_says() -> None:
    for row in REPORTS:
        found = accepted(row["mail"].encode(), mail_from=None)
        assert found.kind == row["kind"], row["name"]
        if found.bounce is None:
            continue
        bounce = {
            "recipient": found.bounce.recipient, "status": found.bounce.status,
            "permanent": found.bounce.permanent, "original": found.bounce.original_message_id,
        }  # fmt: skip
        want = {key: row[key] for key in bounce if key in row}
        assert {key: bounce[key] for key in want} == want, row["name"]
