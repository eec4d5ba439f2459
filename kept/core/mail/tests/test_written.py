"""Whatever a mail is made of, it is read again as it was meant, and adds no header of its own."""

from __future__ import annotations

from dataclasses import replace
from email import message_from_bytes
from email.policy import compat32
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core.mail import Address, Attachment, Incoming, Outgoing, compose, markdown_to_mail
from kept.core.mail.tests.test_compose import MAIL, NAMES, received

HEADERS = {name.lower() for name, _ in message_from_bytes(compose(MAIL), policy=compat32).items()}
ODD = st.text(
    st.one_of(st.characters(), st.sampled_from("\r\n\0\t:<>@,;=?\"\\ ")), max_size=40
)  # fmt: skip


def tried(mail: Outgoing) -> bytes | None:
    try:
        return compose(mail)
    except ValueError:
        return None


@given(ODD, ODD, ODD, ODD, ODD)
def test_no_value_adds_a_header_or_ends_the_head(
    name: str, address: str, subject: str, message_id: str, file: str
) -> None:
    mail = replace(
        MAIL,
        to=(Address(name, f"{address}@example.com"),),
        reply_to=Address(subject, "a@example.com"),
        subject=subject,
        in_reply_to=f"{message_id}@x" if message_id else None,
        attachments=(Attachment(file, file, b"x", "", True, file),),
    )
    if (raw := tried(mail)) is not None:
        head = message_from_bytes(raw, policy=compat32)
        assert {one.lower() for one in head} <= HEADERS
        assert len(head.keys()) == len({one.lower() for one in head})


@given(
    st.text(max_size=400),
    NAMES,
    st.lists(st.tuples(NAMES, st.binary(max_size=200)), max_size=3),
    st.booleans(),
)
def test_text_files_and_headers_arrive(
    text: str, subject: str, files: list[tuple[str, bytes]], html: bool
) -> None:
    text = text.encode(errors="replace").decode().replace("\0", "")
    enclosed = tuple(
        Attachment(f"x{name}.bin", "application/x-any", content, sha256(content).hexdigest())
        for name, content in files
    )
    mail = replace(
        MAIL,
        subject=f"Re: {subject}",
        text=f"Hello,\n{text}",
        html="<p>Hello</p>" if html else "",
        attachments=enclosed,
    )
    found = received(mail)
    assert isinstance(found, Incoming)
    assert " ".join(found.subject.split()) == " ".join(mail.subject.split())
    assert [one.content for one in found.attachments] == [one.content for one in enclosed]
    assert (found.message_id, found.references) == (
        "12.7@example.org",
        ("0@example.com", "1@example.com"),
    )
    lines = mail.text.replace("\r\n", "\n").replace("\r", "\n").strip("\n")
    assert found.text.rstrip() == lines.rstrip()


@pytest.mark.parametrize(
    ("markdown", "text"),
    [
        ("# Title\n\nwords", "Title\n\nwords"),
        ("- a\n- b\n  1. c\n  2. d", "- a\n- b\n  1. c\n  2. d"),
        ("> said\n> so\n\nno", "> said\n> so\n\nno"),
        ("| a | bb |\n|---|---|\n| 1 | 2 |", "a  bb\n-  --\n1  2"),
        ("```\nx  y\n```", "x  y"),
        ("[mail us](mailto:a@example.org)", "mail us <a@example.org>"),
        ("https://example.org/a_b_c", "https://example.org/a_b_c"),
        ("![](shot.png) and ![it](https://example.org/x.png)",
         "[shot.png] and it <https://example.org/x.png>"),
        ("3. c\n4. d", "3. c\n4. d"),
        ("a\n\n---\n\nb", "a\n\n* * *\n\nb"),
    ],
)  # fmt: skip
def test_markdown_reads_well_as_plain_text(markdown: str, text: str) -> None:
    assert markdown_to_mail(markdown)[0] == text


def test_a_table_too_wide_for_lines_is_told_row_by_row() -> None:
    wide = "x" * 60
    text, _html = markdown_to_mail(f"| a | b |\n|---|---|\n| {wide} | {wide} |")
    assert text == f"a: {wide}\nb: {wide}"


def test_an_enclosed_picture_is_named_by_its_content_id() -> None:
    text, html = markdown_to_mail("![](<my shot.png>) ![](other.png)", {"my shot.png": "1@x"})
    assert text == "[my shot.png] [other.png]"
    assert 'src="cid:1@x"' in html
    assert "other.png" not in html
