"""The small parts: fixes, paint, marks, weight, files; each a function of its arguments."""

from __future__ import annotations

import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from hypothesis import given
from hypothesis import strategies as st

from kept.conftest import NOW
from kept.core.policy import check, read, sketch
from kept.core.policy.compare import compare
from kept.policy_editor import wanted
from kept.policy_editor.fixes import fixes, wrong
from kept.policy_editor.look import fixed
from kept.policy_editor.marking import marked
from kept.policy_editor.painting import painted
from kept.policy_editor.weight import heavy
from kept.site import prepare

FILES = prepare.policy_files(prepare.policies() / "copyfy")


def changed(name: str, old: str, new: str) -> dict[str, str]:
    assert old in FILES[name]
    return {**FILES, name: FILES[name].replace(old, new)}


# Fixes

OFFERS = [
    ("en.md", "{{ after resend.after }}, send", "after 24 hours, send", "{{ resend.after }}"),
    ("en.md", "{{ within promise.fix }}", "{{ within promise.fx }}", "{{ promise.fix }}"),
    ("en.md", "{{ within promise.fix }}", "{{ promise.fix.aim }}", "{{ promise.fix }}"),
    ("policy.toml", 'owed = "48', 'owd = "48', "owed"),
]


@pytest.mark.parametrize(("file", "old", "new", "offered"), OFFERS)
def test_a_mistake_offers_what_to_write(file: str, old: str, new: str, offered: str) -> None:
    files = changed(file, old, new)
    offers = [(one, fixes(one, files[file])) for one in check(files) if one.file == file]
    mistake, found = next((one, some) for one, some in offers if some)
    assert found[0].write == offered
    key = f"{mistake.file}:{mistake.line}:{mistake.column}:0"
    after = fixed(files, key)
    assert len(check(after)) < len(check(files))


def test_what_is_typed_can_be_meant() -> None:
    files = changed("en.md", "{{ after resend.after }}, send", "after 24 hours, send")
    mistake = check(files)[0]
    meant = fixes(mistake, files["en.md"])[1]
    assert meant.kind == "meant"
    assert "after {= 24 hours =}, send" in meant.applied(files["en.md"])
    start, end = wrong(mistake, files["en.md"])
    assert files["en.md"][start:end] == "24 hours"


def test_a_fix_that_no_longer_fits_changes_nothing() -> None:
    files = changed("en.md", "{{ after resend.after }}, send", "after 24 hours, send")
    first = fixes(check(files)[0], files["en.md"])[0]
    assert first.applied("something else") == "something else"
    assert fixed(files, "en.md:1:1:0") == files
    assert fixed(files, "nonsense") == files


# Paint

text = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=80)


@given(text, text, st.sampled_from(["policy.toml", "en.md"]))
def test_painted_lines_are_the_file_and_nothing_else(source: str, base: str, name: str) -> None:
    shown = painted(name, source, base, [(0, len(source))])
    plain = [re.sub(r"</?span[^>]*>", "", line.html) for line in shown]
    said = "\n".join(plain)
    for sign, written in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'")):
        said = said.replace(sign, written)
    assert said.replace("&amp;", "&") == source
    if source == base:
        assert not any(line.changed for line in shown)


def test_markup_that_is_typed_stays_text() -> None:
    (line,) = painted("en.md", "<script>{{ x }}</script>", "", [])
    assert line.html == ('&lt;script&gt;<span class="bind">{{ x }}</span>&lt;/script&gt;')


# Marks

MARKED = [
    ("<p>In 2 hours.</p>", "<p>In 2 hours.</p>", "<p>In 2 hours.</p>"),
    (
        "<p>Answers come in two hours.</p>",
        "<p>Answers come in <b>four</b> hours.</p>",
        "<p>Answers come in <b><mark>four</mark></b> hours."
        '<span class="was">Was: … Answers come in <del>two</del></span></p>',
    ),
    ("<p>One.</p>", "<p>One. And more.</p>", "<p>One. <mark>And more.</mark></p>"),
    (
        "<p>One.</p><p>Gone now.</p>",
        "<p>One.</p>",
        '<p>One.<span class="was">Was: … One. <del>Gone now.</del></span></p>',
    ),
    ("<p>A &amp; B</p>", "<p>A &amp; C</p>", None),
]


@pytest.mark.parametrize(("old", "new", "shown"), MARKED)
def test_changes_are_marked_where_they_are(old: str, new: str, shown: str | None) -> None:
    found = marked(old, new, "Was:")
    assert shown is None or found == shown
    assert unmarked(found) == new


def unmarked(html: str) -> str:
    return re.sub(r'<span class="was">.*?</span>|</?mark>', "", html)


words = st.lists(st.sampled_from(["one", "two", "three,", "<b>", "</b>", "&amp;"]), max_size=12)


@given(words, words)
def test_marking_changes_no_word_and_no_tag(old: list[str], new: list[str]) -> None:
    html = f"<p>{' '.join(new)}</p>"
    assert unmarked(marked(f"<p>{' '.join(old)}</p>", html, "Was:")) == html


# Weight


@pytest.mark.parametrize(
    ("old", "new", "major"),
    [
        ('owed = "48 hours"', 'owed = "72 hours"', True),
        ('owed = "48 hours"', 'owed = "24 hours"', False),
        ('aim = "1 business hour"\n', "", False),
        ('open = "10:00 to 19:00"', 'open = "11:00 to 19:00"', True),
        # who asks at 9:30 had an answer by 11:00, and would have it by 10:00 of the next day
        ('open = "10:00 to 19:00"', 'open = "9:00 to 19:00"', True),
        ('open = "10:00 to 19:00"', 'open = "10:00 to 20:00"', False),
        ('open = "10:00 to 19:00"', 'open = "10:00 to 17:00"', True),
        ('owed = "end of the first hour of a business day"', 'owed = "4 business hours"', True),
        ('after = "24 hours"', 'after = "36 hours"', True),
        ('"profanity", ', "", True),
        ('"undocumented", ', "", True),
        ("required = true", "required = false", True),
        ('warn = "4 hours before"', 'warn = "5 hours before"', False),
    ],
)
def test_what_takes_from_customers_is_major(old: str, new: str, major: bool) -> None:
    policy = sketch(changed("policy.toml", old, new))[0]
    assert policy is not None
    assert bool(heavy(compare(read(FILES), policy))) is major


# Files


def test_a_folder_goes_down_and_up_again() -> None:
    packed = wanted.archive(FILES, NOW)
    assert packed == wanted.archive(FILES, NOW)
    back, whole = wanted.uploaded([SimpleUploadedFile("policy.zip", packed)])
    assert (back, whole) == (FILES, True)


def test_an_archive_of_a_folder_is_read_too() -> None:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as packed:
        for name, said in FILES.items():
            packed.writestr(f"copyfy/{name}", said)
        packed.writestr("copyfy/README.txt", "Hello")
    assert wanted.uploaded([SimpleUploadedFile("p.zip", written.getvalue())])[0] == FILES


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("notes.txt", b"x", "no file of a policy"),
        ("en.md", b"\xff\xfe\x00", "not text in UTF-8"),
        ("policy.zip", b"PK nonsense", "cannot be opened"),
        ("en.md", b"x" * 2_000_001, "longer than a policy can be"),
    ],
)
def test_what_is_no_policy_is_refused_with_a_sentence(name: str, content: bytes, said: str) -> None:
    with pytest.raises(wanted.NotAPolicyError, match=said):
        wanted.uploaded([SimpleUploadedFile(name, content)])


def test_a_language_that_the_rules_name_can_be_written() -> None:
    files = changed("policy.toml", '["fr", "en"]', '["fr", "en", "de"]')
    assert list(wanted.in_order(files)) == ["policy.toml", "fr.md", "en.md", "de.md"]


def test_line_ends_of_any_machine_become_ours() -> None:
    assert wanted.lines("\ufeffa\r\nb\rc") == "a\nb\nc"
