"""Files of a form: what is taken, what is refused and why, and how they are handed out."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import pytest
from django.core.files.uploadhandler import SkipFile
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from kept.channels.portal import intake, uploads
from kept.channels.portal.limits import PER_ADDRESS
from kept.channels.portal.tests.conftest import png, sent, upload, words
from kept.tickets.models import Attachment, Ticket

pytestmark = pytest.mark.django_db

Browser = Callable[..., Client]


def zipped(name: str = "a.txt") -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(name, "x")
    return out.getvalue()


OLE = bytes.fromhex("d0cf11e0a1b11ae1") + bytes(600)
WEBM = (
    bytes.fromhex("1a45dfa3")
    + b"\x9fB\x86\x81\x01B\xf7\x81\x01B\xf2\x81\x04B\xf3\x81\x08B\x82\x84webm"
)


def video(brand: bytes) -> bytes:
    return b"\0\0\0\x20ftyp" + brand + b"\0\0\2\0isomiso2avc1mp41"


@pytest.mark.parametrize(
    ("name", "content", "type_"),
    [
        ("shot.png", png(), "image/png"),
        ("SHOT.PNG", png(), "image/png"),
        ("photo.jpg", b"\xff\xd8\xff\xe0\0\x10JFIF\0" + bytes(20), "image/jpeg"),
        ("photo.jpeg", b"\xff\xd8\xff\xe1\0\x10Exif\0" + bytes(20), "image/jpeg"),
        ("loop.gif", b"GIF89a" + bytes(20), "image/gif"),
        ("shot.webp", b"RIFF\x1a\0\0\0WEBPVP8L" + bytes(20), "image/webp"),
        ("photo.heic", b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "image/heic"),
        ("paper.pdf", b"%PDF-1.7\n" + bytes(20), "application/pdf"),
        ("notes.txt", "Été, œuf: ok".encode(), "text/plain"),
        ("old.txt", "Été".encode("latin-1"), "text/plain"),
        ("wide.txt", "Été".encode("utf-16"), "text/plain"),
        ("page.txt", b"<html><script>alert(1)</script>", "text/plain"),
        ("keywords.csv", b"word,count\nshop,3\n", "text/csv"),
        ("server.log", b"12:00 \x1b[31merror\x1b[0m\n", "text/plain"),
        ("letter.doc", OLE, "application/msword"),
        ("table.xlsx", zipped("xl/workbook.xml"),
         "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("letter.odt", zipped("content.xml"), "application/vnd.oasis.opendocument.text"),
        ("all.zip", zipped(), "application/zip"),
        ("screen.mp4", video(b"isom"), "video/mp4"),
        ("screen.mov", video(b"qt  "), "video/quicktime"),
        ("screen.webm", WEBM, "video/webm"),
    ],
)  # fmt: skip
def test_what_helps_is_taken_with_the_type_that_its_content_has(
    browser: Browser, name: str, content: bytes, type_: str
) -> None:
    response = browser("nobody").post("/ask", sent(files=upload(name, content, "text/html")))
    assert response.status_code == 302, words(response)
    kept = Attachment.objects.get()
    assert (kept.name, kept.type, kept.size) == (name, type_, len(content))


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("run.exe", b"MZ\x90\0", "“run.exe” cannot be sent. Allowed are pictures (PNG,"),
        ("page.html", b"<html>", "“page.html” cannot be sent."),
        ("drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>", "cannot be sent."),
        ("script.js", b"alert(1)", "“script.js” cannot be sent."),
        ("macro.docm", zipped(), "“macro.docm” cannot be sent."),
        ("noending", b"text", "“noending” cannot be sent."),
        (".png", png(), "“.png” cannot be sent."),
        ("shot.png.exe", png(), "“shot.png.exe” cannot be sent."),
        ("shot.png", b"MZ\x90\0\3", "“shot.png” does not contain what its name says."),
        ("shot.png", b"<script>alert(1)</script>", "does not contain what its name says."),
        ("shot.jpg", png(), "does not contain what its name says."),
        ("paper.pdf", zipped(), "does not contain what its name says."),
        ("notes.txt", b"MZ\x90\0\3\0", "does not contain what its name says."),
        ("notes.txt", b"\xff\xfe\0\xd8", "does not contain what its name says."),
        ("table.xlsx", b"a,b", "does not contain what its name says."),
        ("empty.txt", b"", "“empty.txt” is empty."),
        ("../../etc/<b>x</b>.exe", b"MZ", "“b>.exe” cannot be sent."),
    ],
)
def test_what_is_refused_is_named_with_the_reason_and_the_text_stays(
    browser: Browser, name: str, content: bytes, sentence: str
) -> None:
    response = browser("nobody").post("/ask", sent(files=upload(name, content)))
    assert response.status_code == 422
    assert sentence in words(response)
    assert sent()["text"] in response.content.decode()
    assert not Ticket.objects.exists()


def test_files_that_were_fine_wait_and_where_they_may_not_it_says_so(browser: Browser) -> None:
    def answer() -> str:
        files = [upload("good.png", png()), upload("bad.exe", b"MZ")]
        return words(browser("nobody").post("/ask", sent(files=files)))

    said = [answer() for _ in range(PER_ADDRESS + 1)]
    assert "good.png" in said[0]
    assert "choose again" not in said[0]
    assert "Please choose again: good.png" in said[-1], "a disk is not filled with forms"


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> None:
    """The limits, a thousandth of what they are."""
    for module in (uploads, intake):
        monkeypatch.setattr(module, "MOST_BYTES", 15 * 1024)
        monkeypatch.setattr(module, "MOST_TOGETHER", 25 * 1024)


@pytest.mark.usefixtures("small")
class TestSizes:
    def test_the_largest_file_is_taken(self, browser: Browser) -> None:
        files = [upload("a.txt", b"a" * 15 * 1024), upload("b.txt", b"b" * 10 * 1024)]
        assert browser("nobody").post("/ask", sent(files=files)).status_code == 302
        assert Attachment.objects.count() == 2

    def test_a_file_that_is_too_large_is_named_and_not_kept(self, browser: Browser) -> None:
        response = browser("nobody").post("/ask", sent(files=upload("a.txt", b"a" * 15 * 1025)))
        assert "“a.txt” is too large: a file may have 15 MB, all together 25 MB." in words(response)
        assert sent()["text"] in response.content.decode()

    def test_so_are_files_that_are_too_large_together(self, browser: Browser) -> None:
        files = [upload(f"{n}.txt", b"a" * 13 * 1024) for n in range(2)]
        assert "“1.txt” is too large" in words(browser("nobody").post("/ask", sent(files=files)))

    def test_a_field_after_a_file_that_is_too_large_is_still_read(self, browser: Browser) -> None:
        form = {"files": upload("a.txt", b"a" * 15 * 1025), **sent()}
        assert sent()["text"] in browser("nobody").post("/ask", form).content.decode()


def test_at_most_ten_files(browser: Browser) -> None:
    eleven, ten = ([upload(f"{n}.txt", b"text") for n in range(most)] for most in (11, 10))
    said = words(browser("nobody").post("/ask", sent(files=eleven)))
    assert "11 files came; at most 10 can be sent at once." in said
    assert browser("nobody").post("/ask", sent(files=ten)).status_code == 302


@pytest.mark.parametrize(
    "form",
    [{"files": [upload(f"{n}.txt", b"text") for n in range(40)]}, {"text": "x" * 33_000_000}],
)
def test_a_form_beyond_all_measure_has_an_answer_too(
    browser: Browser, form: dict[str, object]
) -> None:
    response = browser("nobody").post("/ask", sent(**form))
    assert response.status_code == 413
    assert "Go back: your text is still there." in words(response)


def test_after_too_much_the_way_back_leads_to_a_page(browser: Browser) -> None:
    for where, back in (("/ask", "/ask"), ("/requests/1/reply", "/requests/1")):
        form = sent(files=[upload(f"{n}.txt", b"text") for n in range(40)])
        response = browser("customer").post(where, form)
        assert response.status_code == 413
        assert f'href="{back}">Back to the form' in response.content.decode()


def test_nothing_beyond_the_limit_is_written_anywhere() -> None:
    quota = intake.Quota()
    quota.new_file("files", "a.bin", "x/y", None)
    chunk = bytes(64 * 1024)
    kept = 0
    with pytest.raises(SkipFile):  # noqa: PT012  the chunk that is one too many
        while True:
            kept += len(quota.receive_data_chunk(chunk, kept))
    assert kept <= uploads.MOST_BYTES
    assert quota.over == ["a.bin"]


@given(st.binary(max_size=400))
def test_any_content_is_judged_without_failing(content: bytes) -> None:
    assert isinstance(uploads.recognised(content), frozenset)


@given(st.text(max_size=400))
def test_a_name_is_one_short_line_without_folders(name: str) -> None:
    shown = uploads.shown_name(name)
    assert len(shown) <= 201
    assert shown.isprintable()
    assert "/" not in shown
    assert "\\" not in shown


class TestHandingOut:
    def file(self, browser: Browser, **changes: object) -> tuple[str, Attachment]:
        form = sent(email="camille@maison-oriol.example", files=upload("shot.png", png()))
        browser("nobody").post("/ask", form)
        Attachment.objects.update(**changes)
        kept = Attachment.objects.select_related("message").get()
        return f"/requests/{kept.message.ticket_id}/files/{kept.pk}", kept

    def test_a_picture_is_drawn_and_nothing_else(self, browser: Browser) -> None:
        url, _kept = self.file(browser)
        response = browser("customer").get(url)
        assert response.getvalue() == png()
        assert response["Content-Type"] == "image/png"
        assert response["Content-Disposition"] == 'inline; filename="shot.png"'
        assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert response["X-Content-Type-Options"] == "nosniff"
        assert "private" in response["Cache-Control"]

    @pytest.mark.parametrize(
        "type_", ["text/html", "image/svg+xml", "application/pdf", "text/javascript", ""]
    )
    def test_anything_else_is_saved_not_opened(self, browser: Browser, type_: str) -> None:
        url, _kept = self.file(browser, type=type_, name="x.html")
        response = browser("customer").get(url)
        assert response["Content-Disposition"] == 'attachment; filename="x.html"'
        assert response["Content-Type"] == "application/octet-stream"
        assert "sandbox" in response["Content-Security-Policy"]
        response.getvalue()

    @pytest.mark.parametrize("name", ['a"b\r\nSet-Cookie: x=1.png', "日本 été.png", "", "\n"])
    def test_any_name_is_safe_in_a_header(self, browser: Browser, name: str) -> None:
        url, _kept = self.file(browser, name=name)
        response = browser("customer").get(url)
        assert response.status_code == 200
        assert "\n" not in response["Content-Disposition"]
        assert "Set-Cookie" not in response.headers
        response.getvalue()

    def test_the_number_of_another_request_finds_nothing(self, browser: Browser) -> None:
        url, kept = self.file(browser)
        wrong = url.replace(f"/{kept.message.ticket_id}/", f"/{kept.message.ticket_id + 1}/")
        assert browser("customer").get(wrong).status_code == 404

    def test_a_file_that_is_gone_is_said_to_be(self, browser: Browser) -> None:
        url, _kept = self.file(browser, sha256="0" * 64)
        assert browser("customer").get(url).status_code == 404
