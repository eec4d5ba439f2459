"""Pages carry neither style nor script of their own: the content security policy forbids it."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from .sources import KEPT, files, findings, name

# Mail is read where no style sheet goes.
MAIL = re.compile(r"/(?:mail|mails|emails?)(?:/|\.html$)")

TAG = re.compile(r"<[a-zA-Z](?:\{[%{].*?[%}]\}|[^<>\"']|\"[^\"]*\"|'[^']*')*>", re.S)
STYLE = re.compile(r"\sstyle\s*=", re.I)
HANDLER = re.compile(r"\son[a-z]+\s*=", re.I)
JAVASCRIPT = re.compile(r"=\s*[\"']?\s*javascript:", re.I)
SCRIPT = re.compile(r"<script\b(?![^>]*\bsrc=)(?P<attributes>[^>]*)>", re.I)
DATA = re.compile(r"type=[\"'](?:application/json|importmap)[\"']", re.I)


def inline(text: str) -> Iterator[tuple[int, str]]:
    """Line and sentence for each inline style or script of a page."""
    for tag in TAG.finditer(text):
        for pattern, what in (
            (STYLE, "an inline style"),
            (HANDLER, "an inline event handler"),
            (JAVASCRIPT, "a javascript: address"),
        ):
            if pattern.search(tag.group()):
                yield _line(text, tag.start()), what
    for script in SCRIPT.finditer(text):
        if not DATA.search(script["attributes"]):
            yield _line(text, script.start()), "an inline script"
    for element in re.finditer(r"<style\b", text, re.I):
        yield _line(text, element.start()), "an inline style sheet"


def _line(text: str, at: int) -> int:
    return text.count("\n", 0, at) + 1


def _pages() -> list[Path]:
    return [path for path in files(KEPT, ".html") if not MAIL.search(path.as_posix())]


def test_pages_have_no_inline_style_or_script() -> None:
    found = [
        f"{name(path)}:{line}: {what}"
        for path in _pages()
        for line, what in inline(path.read_text(encoding="utf-8"))
    ]
    assert not found, findings(
        found,
        "The content security policy refuses it in the browser. Use a class and a style sheet, "
        "or a behaviour (kept/front/static/…) with data attributes.",
    )


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ('<p style="color: red">', "an inline style"),
        ("<p\n  class='a'\n  style='x'>", "an inline style"),
        ('<button onclick="go()">', "an inline event handler"),
        ('<a href="javascript:go()">', "a javascript: address"),
        ("<script>go()</script>", "an inline script"),
        ('<script type="module">go()</script>', "an inline script"),
        ("<style>p {}</style>", "an inline style sheet"),
        ('<p {% if a > b %}class="c"{% endif %} style="x">', "an inline style"),
    ],
)
def test_inline_code_is_recognised(text: str, what: str) -> None:
    assert [said for _, said in inline(text)] == [what]


@pytest.mark.parametrize(
    "text",
    [
        '<script src="{% static "front/app.js" %}" type="module"></script>',
        '<script type="importmap" nonce="{{ csp_nonce }}">{}</script>',
        '<p class="style" data-on="x">style="not a tag"</p>',
        '<link rel="stylesheet" href="a.css">',
    ],
)
def test_plain_markup_is_left_alone(text: str) -> None:
    assert list(inline(text)) == []
