"""Mails in files of every kind, as they were."""

from __future__ import annotations

from pathlib import Path
from tempfile import NamedTemporaryFile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.channels.mail.importing.stored import LARGEST, NoMailError, Span, content, read, spans

FIRST = b"From: ada@example.org\nSubject: one\n\nThe words.\n"
SECOND = b"From: bob@example.org\nSubject: two\n\nFrom here on it is quoted:\n\n>From there\n"


def mails(folder: Path, held: bytes) -> list[bytes]:
    file = folder / "file"
    file.write_bytes(held)
    with file.open("rb") as opened:
        return [read(file, span) for span in spans(opened)]


@pytest.mark.parametrize(
    "line",
    [
        b"From ada@example.org Mon Jan  5 10:00:00 2026\n",
        b"From - Mon Jan 05 10:00:00 2026\n",
        b"From 1790000000@xxx Mon Jan 05 10:00:00 +0000 2026\n",
        b"From MAILER-DAEMON Mon Jan  5 10:00:00 2026\r\n",
        b"From ada at example.org  Mon Jan  5 10:00 2026\n",
        b"From \n",
        b"From - \r\n",
    ],
)
def test_an_mbox_is_taken_apart_at_the_lines_that_its_program_writes(
    tmp_path: Path, line: bytes
) -> None:
    quoted = SECOND.replace(b"\nFrom ", b"\n>From ").replace(b"\n>From there", b"\n>>From there")
    found = mails(tmp_path, line + FIRST + b"\n" + line + quoted + b"\n")
    assert [content(one) for one in found] == [content(FIRST), content(SECOND)]


def test_a_line_of_the_text_that_begins_with_from_ends_no_mail(tmp_path: Path) -> None:
    line = b"From ada@example.org Mon Jan  5 10:00:00 2026\n"
    said = b"From: ada@example.org\n\nWords.\n\nFrom all of us: thank you.\nFrom 5 to 7 2026.\n"
    assert [content(one) for one in mails(tmp_path, line + said)] == [content(said)]


def test_a_file_that_is_one_mail_is_read_as_it_is(tmp_path: Path) -> None:
    raw = b"Received: by mx\r\nFrom: a@example.org\r\n\r\n>From the start\r\n\xff\x00"
    assert mails(tmp_path, raw) == [raw]


@pytest.mark.parametrize(
    ("held", "why"),
    [
        (b"", "is empty"),
        (b"\n\n  \n", "is empty"),
        (b"\x89PNG\r\n\x1a\n....", "is no mail and no mbox"),
        (b"Just some words on a line of their own\n", "is no mail and no mbox"),
        (b"PK\x03\x04.......", "is no mail and no mbox"),
    ],
)
def test_what_is_no_mail_is_said_to_be_none(tmp_path: Path, held: bytes, why: str) -> None:
    with pytest.raises(NoMailError, match=why):
        mails(tmp_path, held)


def test_a_mail_that_is_too_large_is_named_without_being_read(tmp_path: Path) -> None:
    with pytest.raises(NoMailError, match="has 60 MB: mails above 60 MB are not taken"):
        read(tmp_path / "nowhere", Span(0, LARGEST + 1))


@given(st.lists(st.binary(min_size=1, max_size=60), min_size=1, max_size=5), st.booleans())
def test_whatever_mails_hold_an_mbox_gives_back(bodies: list[bytes], crlf: bool) -> None:
    """As any program that quotes `From ` writes it (mboxrd)."""
    end = b"\r\n" if crlf else b"\n"
    written = [b"Subject: x" + end + end + body.replace(b"\r", b"") + end for body in bodies]
    box = b""
    for raw in written:
        lines = raw.split(b"\n")
        quoted = [b">" + line if line.lstrip(b">").startswith(b"From ") else line for line in lines]
        box += b"From a@b Mon Jan  5 10:00:00 2026" + end + b"\n".join(quoted) + end
    with NamedTemporaryFile() as file:
        file.write(box)
        file.seek(0)
        found = [read(Path(file.name), span) for span in spans(file.file)]
    assert [content(one) for one in found] == [content(raw) for raw in written]
