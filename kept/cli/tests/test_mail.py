"""`kept mail try` on files, as a person at a terminal meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from kept.cli import main
from kept.core.mail.tests.reading import HEAD
from kept.core.mail.tests.test_pgp import ADA_KEY, signed

MAILS = Path(__file__).resolve().parents[3] / "tests" / "corpora" / "mail"
FIELDS = {
    "file", "from", "to", "cc", "subject", "date", "message_id", "in_reply_to", "references",
    "text", "reply_text", "quoted", "signature", "html", "attachments", "language", "kind",
    "bounce", "authentication", "warnings", "forwarded", "invitation", "seal",
}  # fmt: skip


def tried(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    assert main(["mail", "try", *words]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_every_mail_is_one_object_with_every_field(capsys: pytest.CaptureFixture[str]) -> None:
    files = sorted(str(path) for path in MAILS.glob("*.eml"))
    found = tried(capsys, *files)
    assert [one["file"] for one in found] == files
    assert all(set(one) == FIELDS for one in found)
    assert {one["authentication"]["dmarc"] for one in found} == {"none"}  # type: ignore[index]


def test_a_trusted_server_s_word_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    word = "Authentication-Results: mx.example.net; dkim=pass header.d=b.example; dmarc=fail\n"
    (tmp_path / "a.eml").write_text(f"{word}From: a@example.org\nSubject: Hi\n\nHello.\n")
    (found,) = tried(capsys, str(tmp_path / "a.eml"), "--trusts", "MX.example.net")
    assert found["authentication"] == {
        "spf": "none", "dkim": "pass", "dmarc": "fail", "by": "mx.example.net", "note": "",
    }  # fmt: skip
    (found,) = tried(capsys, str(tmp_path / "a.eml"))
    assert "Not checked" in found["authentication"]["note"]  # type: ignore[index]


def test_an_attachment_and_a_bounce(capsys: pytest.CaptureFixture[str]) -> None:
    names = ("en_screenshot_inline.eml", "fr_bounce_exchange.eml")
    shot, bounce = tried(capsys, *(str(MAILS / name) for name in names))
    assert set(shot["attachments"][0]) == {"name", "type", "size", "sha256", "inline", "cid"}  # type: ignore[index]
    assert bounce["kind"] == "bounce"
    assert set(bounce["bounce"]) == {"recipient", "status", "reason", "permanent"}  # type: ignore[call-overload]


def test_what_is_no_mail_is_refused_with_a_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.eml").write_bytes(b"")
    (found,) = tried(capsys, str(tmp_path / "empty.eml"))
    assert found["refused"]["code"] == "empty"  # type: ignore[index,call-overload]


def test_a_file_that_cannot_be_read_is_named(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["mail", "try", str(tmp_path / "none.eml"), str(next(MAILS.glob("*.eml")))]) == 1
    said = capsys.readouterr()
    assert "none.eml: No such file" in said.err
    assert said.out.count("\n") == 1  # the other one was read all the same


def test_who_signed_is_proved_by_what_the_desk_knows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("KEPT_HOME", str(tmp_path))
    (tmp_path / "a.eml").write_bytes(HEAD + signed())
    (found,) = tried(capsys, str(tmp_path / "a.eml"))
    assert found["seal"] == {"kind": "pgp", "state": "signed", "signer": ""}
    (tmp_path / "certificates").mkdir()
    (tmp_path / "certificates" / "ada.asc").write_bytes(ADA_KEY)
    (found,) = tried(capsys, str(tmp_path / "a.eml"))
    assert found["seal"] == {"kind": "pgp", "state": "verified", "signer": "ada@example.com"}
