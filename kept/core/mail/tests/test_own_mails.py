"""The mails under tests/corpora/mail, each with what must be understood of it."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from kept.core.mail import Bounce, Incoming, ticket_hint
from kept.core.mail.tests.reading import accepted

FOLDER = Path(__file__).resolve().parents[4] / "tests" / "corpora" / "mail"
LIST = FOLDER / "expected.json"
EXPECTED: dict[str, dict[str, Any]] = json.loads(LIST.read_text()) if LIST.exists() else {}


def understood(mail: Incoming) -> dict[str, Any]:
    """The mail in the words of expected.json."""
    hint = ticket_hint(mail)
    offset = mail.utc_offset
    return {
        "subject": mail.subject,
        "reply_text": mail.reply_text,
        "signature": mail.signature,
        "html": mail.html,
        "language": mail.language,
        "kind": mail.kind,
        "may_answer": mail.may_answer,
        "warnings": list(mail.warnings),
        "tokens": [list(token) for token in hint.tokens],
        "message_ids": list(hint.message_ids),
        "subject_number": hint.subject_number,
        "utc_offset_minutes": offset and offset // timedelta(minutes=1),
        "attachments": [[a.name, a.type, a.size, a.inline] for a in mail.attachments],
    }


@pytest.mark.parametrize("name", EXPECTED)
def test_own_mails(name: str) -> None:
    want = dict(EXPECTED[name])
    mail = accepted((FOLDER / f"{name}.eml").read_bytes(), mail_from=None)
    assert want.pop("quoted_contains", "") in mail.quoted
    if "bounce" in want:
        assert mail.bounce == Bounce(*want.pop("bounce"))
    found = understood(mail)
    assert {key: found[key] for key in want} == want
