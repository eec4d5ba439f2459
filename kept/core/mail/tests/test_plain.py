"""Plain text and Markdown as safe HTML, and Markdown as plain text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core.mail import html_to_text, markdown_to_mail, plain_to_html

LINK = 'rel="noopener noreferrer" target="_blank"'


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("", ""),
        ("a < b & c", "<p>a &lt; b &amp; c</p>"),
        ("one\ntwo\n\n\nthree", "<p>one<br>\ntwo</p>\n<p>three</p>"),
        ("see https://x.org/a?b=1&c=2.",
         f'<p>see <a href="https://x.org/a?b=1&amp;c=2" {LINK}>https://x.org/a?b=1&amp;c=2</a>.</p>'),
        ("(https://x.org/a_(b))",
         f'<p>(<a href="https://x.org/a_(b)" {LINK}>https://x.org/a_(b)</a>)</p>'),
        ("ada@example.org!",
         f'<p><a href="mailto:ada@example.org" {LINK}>ada@example.org</a>!</p>'),
        ("javascript:alert(1)", "<p>javascript:alert(1)</p>"),
        ('https://x.org/"onclick="x', f'<p><a href="https://x.org/" {LINK}>https://x.org/</a>'
         "&quot;onclick=&quot;x</p>"),
    ],
)  # fmt: skip
def test_plain_text_is_shown_as_it_is(text: str, html: str) -> None:
    assert plain_to_html(text) == html


@given(st.text(max_size=200))
def test_no_character_of_plain_text_is_lost_or_becomes_markup(text: str) -> None:
    shown = html_to_text(plain_to_html(text))
    assert "".join(shown.split()) == "".join(text.replace("\0", "").split())


@pytest.mark.parametrize(
    ("markdown", "text", "html"),
    [
        ("Hello **Ada**", "Hello *Ada*", "<p>Hello <strong>Ada</strong></p>"),
        ("one\ntwo", "one\ntwo", "<p>one<br>\ntwo</p>"),
        ("[here](https://x.org)", "here <https://x.org>",
         '<p><a href="https://x.org" rel="noopener noreferrer">here</a></p>'),
        ("<b onclick=x>hi</b>", "<b onclick=x>hi</b>", "<p>&lt;b onclick=x&gt;hi&lt;/b&gt;</p>"),
        ("[x](javascript:alert(1))", "[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>"),
        (r"2 \* 3", "2 * 3", "<p>2 * 3</p>"),
        ("`[a](b)`", "`[a](b)`", "<p><code>[a](b)</code></p>"),
    ],
)  # fmt: skip
def test_a_reply_is_sent_as_text_and_html(markdown: str, text: str, html: str) -> None:
    assert markdown_to_mail(markdown) == (text, html)
