"""Answers as the mail programs of ten languages write them: only what is new is the reply."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kept.core.mail.tests.reading import accepted

FOLDER = Path(__file__).resolve().parents[4] / "tests" / "corpora" / "replies"


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.eml")), ids=lambda path: path.stem)
def test_new_text_of_an_answer(path: Path) -> None:
    want = json.loads(path.with_suffix(".json").read_text())
    mail = accepted(path.read_bytes())
    assert squeezed(mail.reply_text) == squeezed(want["reply_text"])
    assert squeezed(mail.signature) == squeezed(want["signature"])
    assert squeezed(want["quoted_contains"]) in squeezed(mail.quoted)
    assert mail.language == want["language"]
    assert mail.kind == "message"
    assert mail.forwarded is None
