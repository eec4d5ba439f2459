"""Answers as the mail programs of ten languages write them: only what is new is the reply."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kept.core.mail.tests.reading import HEAD, accepted

CORPORA = Path(__file__).resolve().parents[4] / "tests" / "corpora"
FOLDER, ANSWERS = CORPORA / "replies", CORPORA / "answers"


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


@pytest.mark.parametrize("kind", ["plain", "html"])
def test_new_text_among_what_many_programs_write(kind: str) -> None:
    """Each line of a table of answers, read as a mail of its own."""
    head = HEAD + f"Content-Type: text/{kind}; charset=utf-8\r\n\r\n".encode()
    wrong = {}
    for row in json.loads((ANSWERS / f"{kind}.json").read_text()):
        mail = accepted(head + row["text"].encode())
        added = squeezed(row.get("signature", "")) in squeezed(mail.signature)
        if squeezed(mail.reply_text) != squeezed(row["reply"]) or not added:
            wrong[row["name"]] = mail.reply_text, mail.signature
    assert wrong == {}
