"""What a mail says, and the mails that nobody should be able to hurt the desk with."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from kept.core.mail.tests.reading import HEAD, accepted, refusal


def multipart(subtype: str, *parts: bytes) -> bytes:
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts)
    return HEAD + b"Content-Type: multipart/" + subtype.encode() + b"; boundary=b\r\n\r\n" + body


def test_an_ordinary_mail_is_read_in_full() -> None:
    mail = accepted(
        b"From: =?utf-8?q?Ad=C3=A9la=C3=AFde?= <Adele@Example.COM>\r\n"
        b"To: Desk <desk@example.org>, bob@example.net\r\nCc: c@example.net\r\n"
        b"Subject: =?iso-8859-1?q?Probl=E8me?= de mot de passe\r\n"
        b"Date: Mon, 5 Jan 2026 10:00:00 +0200\r\nMessage-ID: <1@example.com>\r\n"
        b"In-Reply-To: <0@example.org>\r\nReferences: <a@example.org> <0@example.org>\r\n"
        b"Reply-To: other@example.com\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n"
        b"Bonjour, je ne peux plus me connecter.\r\n"
    )
    assert mail.sender.name == "Adélaïde"
    assert mail.sender.email == "Adele@example.com"
    assert mail.sender.key == "adele@example.com"
    assert [a.key for a in mail.to] == ["desk@example.org", "bob@example.net"]
    assert [a.key for a in mail.cc] == ["c@example.net"]
    assert mail.reply_to is not None
    assert mail.reply_to.key == "other@example.com"
    assert mail.subject == "Problème de mot de passe"
    assert mail.date == datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
    assert mail.utc_offset == timedelta(hours=2)
    assert mail.message_id == "1@example.com"
    assert mail.in_reply_to == ("0@example.org",)
    assert mail.references == ("a@example.org", "0@example.org")
    assert mail.text == "Bonjour, je ne peux plus me connecter."
    assert mail.language == "fr"
    assert mail.kind == "message"
    assert mail.may_answer


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        (b"", "no_sender"),
        (b"Subject: hi\r\n\r\nhello", "no_sender"),
        (b"From: ada@example.com\r\n\r\n", "empty"),
        (b"From: ada@example.com\r\nContent-Type: text/html\r\n\r\n<p> </p>", "empty"),
        (HEAD + b"X-Long: " + b"a" * 300_000 + b"\r\n\r\nhello", "header_too_long"),
        (multipart("mixed", *[b"\r\nx"] * 1_001), "too_many_parts"),
    ],
)
def test_what_cannot_be_read_is_refused_with_a_sentence(raw: bytes, code: str) -> None:
    found = refusal(raw, mail_from=None)
    assert found.code == code
    assert found.sentence.endswith(".")
    assert found.sentence_fr.endswith(".")


def test_ten_thousand_nested_parts_are_refused_at_once() -> None:
    level = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n'
    raw = HEAD + b"".join(level % (i, i) for i in range(10_000)) + b"\r\nhello"
    assert refusal(raw).code == "too_deep"


def test_ten_thousand_forwards_in_forwards_are_one_attachment() -> None:
    mail = accepted(HEAD + b"Content-Type: message/rfc822\r\n\r\n" * 10_000 + b"hello")
    assert len(mail.attachments) == 1


def test_parts_nested_as_deep_as_allowed_are_read() -> None:
    level = b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n'
    raw = HEAD + b"".join(level % (i, i) for i in range(99)) + b"\r\nhello"
    assert accepted(raw).text == "hello"


def test_no_from_falls_back_to_the_envelope() -> None:
    mail = accepted(b"Subject: hi\r\n\r\nhello", mail_from="<eve@example.com>")
    assert mail.sender.key == "eve@example.com"
    assert "no_from" in mail.warnings


def test_no_message_id_is_empty_and_not_one_shared_by_all() -> None:
    assert accepted(HEAD + b"\r\nhello").message_id == ""
    assert accepted(HEAD + b"Message-ID: <>\r\n\r\nhello").message_id == ""


def test_a_subject_alone_is_a_message() -> None:
    mail = accepted(HEAD + b"\r\n")
    assert (mail.subject, mail.text, mail.kind) == ("Hello", "", "message")


def test_five_hundred_recipients() -> None:
    to = b",\r\n ".join(b'"Name, %d" <n%d@example.com>' % (i, i) for i in range(500))
    mail = accepted(b"From: a@example.com\r\nTo: " + to + b"\r\n\r\nhello")
    assert len(mail.to) == 500
    assert mail.to[499].name == "Name, 499"


def test_a_header_of_100_kb_is_read() -> None:
    assert accepted(HEAD + b"X-Long: " + b"a" * 100_000 + b"\r\n\r\nhello").text == "hello"


def test_nul_bytes_are_taken_out() -> None:
    mail = accepted(b"From: a@example.com\r\nSubject: a\0b\r\n\r\nhe\0llo\0")
    assert mail.subject == "ab"
    assert mail.text == "hello"


@pytest.mark.parametrize(
    ("label", "data", "text"),
    [
        (b"x-no-such-charset", "déjà vu".encode(), "déjà vu"),
        (b"x-no-such-charset", "déjà vu".encode("latin-1"), "déjà vu"),
        (b"us-ascii", "déjà vu".encode("latin-1"), "déjà vu"),
        (b"iso-8859-1", "l’été à 5 €".encode("cp1252"), "l’été à 5 €"),
        (b"iso-8859-1", "déjà vu".encode(), "déjà vu"),
        (b"utf-8", "déjà vu".encode("latin-1"), "déjà vu"),
        (b"gb2312", "你好，世界".encode("gb18030"), "你好，世界"),
        (b"ks_c_5601-1987", "안녕하세요".encode("cp949"), "안녕하세요"),
        (b"iso-2022-jp", "こんにちは".encode("iso2022_jp"), "こんにちは"),
        (b"rot13", b"hello", "hello"),
        (b"punycode", b"hello", "hello"),
        (b"\xff\xfe", b"hello", "hello"),
    ],
)
def test_any_charset_is_read_as_it_was_meant(label: bytes, data: bytes, text: str) -> None:
    raw = HEAD + b"Content-Type: text/plain; charset=" + label + b"\r\n\r\n" + data
    assert accepted(raw).text == text


@pytest.mark.parametrize(
    "raw",
    [
        HEAD + b"Content-Type: multipart/mixed\r\n\r\nhello",
        HEAD + b"Content-Type: multipart/mixed; boundary=zzz\r\n\r\nhello",
        HEAD + b"Content-Type: multipart/mixed; boundary=zzz\r\n\r\n--b\r\nX-A: b\r\n\r\nhello",
        multipart("mixed", b"Content-Type: text/plain\r\n\r\nhello"),
        HEAD + b"Content-Type: ;;;===\r\n\r\nhello",
        HEAD + b"Content-Transfer-Encoding: klingon\r\n\r\nhello",
        HEAD + b"Content-Transfer-Encoding: base64\r\n\r\naGVsbG8",
        HEAD + b"this line is no header\r\nX-Other: field\r\n\r\nhello",
        (HEAD + b"\r\nhello").replace(b"\r\n", b"\n"),
        (HEAD + b"\r\nhello").replace(b"\r\n", b"\r"),
        (HEAD + b"\r\nhello").replace(b"\r\n", b"\r\r\n"),
        b"From ada@example.com Mon Jan  5 09:00:00 2026\r\n" + HEAD + b"\r\nhello",
        b"\r\n\r\n" + HEAD + b"\r\nhello",
    ],
)
def test_broken_mime_still_gives_its_text(raw: bytes) -> None:
    mail = accepted(raw)
    assert mail.text == "hello"
    assert mail.sender.key == "ada@example.com"


def test_html_alone_reads_as_text() -> None:
    raw = HEAD + b"Content-Type: text/html\r\n\r\n<h1>Hi</h1><p>One<br>two</p><ul><li>a<li>b</ul>"
    assert accepted(raw).text == "Hi\n\nOne\ntwo\n\n- a\n- b"


def test_alternatives_are_one_text_and_one_html() -> None:
    mail = accepted(
        multipart(
            "alternative",
            b"Content-Type: text/plain\r\n\r\nhello",
            b"Content-Type: text/html\r\n\r\n<p>hello</p>",
        )
    )
    assert (mail.text, mail.html, mail.attachments) == ("hello", "<p>hello</p>", ())


def test_text_after_an_attachment_is_not_lost() -> None:
    mail = accepted(
        multipart(
            "mixed",
            b"Content-Type: text/plain\r\n\r\nfirst",
            b"Content-Type: image/png; name=a.png\r\n\r\nPNG",
            b"Content-Type: text/plain\r\n\r\nlast",
        )
    )
    assert mail.text == "first\n\nlast"
    assert [(a.name, a.size) for a in mail.attachments] == [("a.png", 3)]


@pytest.mark.parametrize(
    ("header", "name"),
    [
        (b"filename=plan.pdf", "plan.pdf"),
        (b'filename="a; b.pdf"', "a; b.pdf"),
        (b"filename*=utf-8''%C3%A9t%C3%A9.pdf", "été.pdf"),
        (b"filename*0=one; filename*1=two.pdf", "onetwo.pdf"),
        (b"filename*0*=utf-8''%C3%A9; filename*1=t.pdf", "ét.pdf"),
        (b'filename="=?utf-8?q?=C3=A9t=C3=A9.pdf?="', "été.pdf"),
        (b'filename="../../etc/passwd"', "passwd"),
        (b'filename="C:\\\\temp\\\\x.pdf"', "x.pdf"),
        (b'filename="evil\xe2\x80\xaefdp.exe"', "evilfdp.exe"),
        (b"", "attachment-1.pdf"),
    ],
)
def test_names_of_attachments(header: bytes, name: str) -> None:
    part = b"Content-Type: application/pdf\r\nContent-Disposition: attachment; " + header
    assert [a.name for a in accepted(multipart("mixed", part + b"\r\n\r\nx")).attachments] == [name]


def test_pictures_of_the_text_are_inline_and_others_are_not() -> None:
    mail = accepted(
        multipart(
            "related",
            b'Content-Type: text/html\r\n\r\n<p><img src="cid:one@x"></p>',
            b"Content-Type: image/png\r\nContent-ID: <one@x>\r\n\r\nPNG",
            b"Content-Type: image/png\r\nContent-ID: <two@x>\r\n\r\nPNG",
        )
    )
    assert [(a.cid, a.inline) for a in mail.attachments] == [("one@x", True), ("two@x", False)]
    assert 'src="cid:one@x"' in mail.html


def test_flowed_text_is_one_line_again() -> None:
    raw = HEAD + b"Content-Type: text/plain; format=flowed\r\n\r\none \r\ntwo\r\n-- \r\nAda"
    assert accepted(raw).text == "one two\n-- \nAda"


@pytest.mark.parametrize(
    ("field", "date", "offset"),
    [
        (b"Mon, 5 Jan 2026 10:00:00 +0100", datetime(2026, 1, 5, 9, tzinfo=UTC), 60),
        (b"5 Jan 2026 (a Monday) 10:00:00 +0100", datetime(2026, 1, 5, 9, tzinfo=UTC), 60),
        (b"5 Jan 26 10:00 EST", datetime(2026, 1, 5, 15, tzinfo=UTC), -300),
        (b"Mon, 5 Jan 2026 10:00:00 -0000", datetime(2026, 1, 5, 10, tzinfo=UTC), None),
        (b"yesterday", None, None),
        (b"Mon, 99 Jan 2026 10:00:00 +0100", None, None),
        (b"Mon, 5 Jan 0000 10:00:00 +9999", None, None),
    ],
)
def test_dates(field: bytes, date: datetime | None, offset: int | None) -> None:
    mail = accepted(HEAD + b"Date: " + field + b"\r\n\r\nhello")
    assert mail.date == date
    assert mail.utc_offset == (None if offset is None else timedelta(minutes=offset))


def test_enriched_text_beside_plain_text_is_not_said_twice() -> None:
    parts = "--b\n\nHello\n--b\nContent-Type: text/enriched\n\n<bold>Hello</bold> there\n--b--\n"
    kind = 'Content-Type: multipart/alternative; boundary="b"\r\n\r\n'
    assert accepted(HEAD + (kind + parts).encode()).text == "Hello"


def test_a_long_field_broken_into_many_bare_lines() -> None:
    lines = b"".join(b"<%d@example.com>\r\n" % i for i in range(8))
    raw = (
        HEAD
        + b"References: <a@example.com>\r\n"
        + lines
        + b"In-Reply-To: <7@example.com>\r\n\r\nHi"
    )
    found = accepted(raw)
    assert found.text == "Hi"
    assert found.references[-1] == "7@example.com"


def test_a_picture_is_called_what_its_id_says() -> None:
    kind = b'Content-Type: multipart/related; boundary="b"\r\n\r\n--b\r\n'
    picture = b"Content-Type: image/jpeg\r\nContent-ID: %s\r\n\r\nx\r\n--b--\r\n"
    html = b'Content-Type: text/html\r\n\r\n<img src="cid:image001.jpg@01CD.F0">\r\n--b\r\n'
    raw = HEAD + kind + html + picture
    (named,) = accepted(raw % b"<image001.jpg@01CD.F0>").attachments
    assert (named.name, named.inline) == ("image001.jpg", True)
    (unnamed,) = accepted(raw % b"<part1.ABC@example.com>").attachments
    assert unnamed.name == "attachment-1.jpg"


@pytest.mark.parametrize("kind", [b"plain", b"html"])
def test_a_text_as_long_as_a_log_is_a_file_besides(kind: bytes) -> None:
    lines = b"2026-01-05 the export stopped\n" * 200_000
    found = accepted(HEAD + b"Content-Type: text/" + kind + b"\r\n\r\n" + lines)
    assert found.text.startswith("2026-01-05 the export stopped")
    assert 1_900_000 < len(found.text) <= 2_000_000
    (file,) = found.attachments
    assert file.content == lines
