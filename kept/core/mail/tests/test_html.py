"""HTML of strangers does nothing, shows what it should, and reads as text."""

from __future__ import annotations

import time

import pytest

from kept.core.mail import has_remote, html_to_text, sanitise, show_remote
from kept.core.mail.room import Room


@pytest.mark.parametrize(
    "markup",
    [
        "<script>alert(1)</script>x",
        "<img src=x onerror=alert(1)>x",
        "<svg onload=alert(1)>x",
        '<a href="javascript:alert(1)">x</a>',
        '<a href="data:text/html,<script>alert(1)</script>">x</a>',
        '<a href=" &#106;avascript:alert(1)">x</a>',
        '<iframe src="https://example.com"></iframe>x',
        '<form action="https://example.com"><input name=a><button>x</button></form>',
        "<style>p { background: url(https://example.com) }</style>x",
        '<p style="background: url(https://example.com)">x</p>',
        '<body background="https://example.com/a.png">x',
        '<link rel=stylesheet href="https://example.com/a.css">x',
        '<meta http-equiv=refresh content="0;url=https://example.com">x',
        '<base href="https://example.com">x',
        '<object data="https://example.com"></object>x',
        '<video src="https://example.com" autoplay></video>x',
        '<img srcset="https://example.com/a.png 2x">x',
        '<img src="/admin/delete">x',
        "<math><mtext></p><style><img src=x onerror=alert(1)></style></mtext></math>x",
        '<noscript><p title="</noscript><img src=x onerror=alert(1)>"></noscript>x',
        '<p id=body class=admin onclick="x()">x</p>',
        "<!--[if mso]><img src=https://example.com><![endif]-->x",
    ],
)
def test_nothing_runs_and_nothing_is_fetched(markup: str) -> None:
    clean = sanitise(markup)
    for bad in ("script:", "<script", "onerror", "onload", "onclick", " src=", "srcset", "style",
                "<form", "<iframe", "<input", "<meta", "<base", "<link", "<svg", "data:", "url(",
                "id=", "class=", "background"):  # fmt: skip
        assert bad not in clean
    assert "x" in html_to_text(clean)


def test_links_say_where_they_go_and_tell_nobody() -> None:
    clean = sanitise('<a href="https://example.com/a?b=1">here</a>')
    assert 'href="https://example.com/a?b=1"' in clean
    assert 'rel="noopener noreferrer"' in clean
    assert html_to_text(clean) == "here <https://example.com/a?b=1>"


def test_remote_pictures_wait_until_they_are_asked_for() -> None:
    clean = sanitise('<p><img src="https://example.com/a.png" alt="A"></p>')
    assert clean == '<p><img data-remote-src="https://example.com/a.png" alt="A"></p>'
    assert has_remote(clean)
    assert show_remote(clean) == '<p><img src="https://example.com/a.png" alt="A"></p>'


def test_a_sender_cannot_hold_back_a_picture_himself() -> None:
    assert "evil" not in show_remote(sanitise('<img data-remote-src="https://evil.example/a.png">'))


def test_pictures_of_the_mail_keep_their_reference() -> None:
    assert sanitise('<img src="cid:one@x">') == '<img src="cid:one@x">'


def test_pictures_written_into_the_html_are_handed_out() -> None:
    kept: list[tuple[str, str]] = []

    def keep(kind: str, encoded: str) -> str:
        kept.append((kind, encoded))
        return "p1"

    clean = sanitise('<img src="data:image/png;base64,AAAA"><img src="data:image/svg+xml,x">', keep)
    assert kept == [("image/png", "AAAA")]
    assert clean == '<img src="cid:p1"><img>'


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("a<br>b", "a\nb"),
        ("<p>a</p><p>b</p>", "a\n\nb"),
        ("<div>a</div><div>b</div>", "a\nb"),
        ("<p>a\n   b &amp; c&nbsp;d</p>", "a b & c d"),
        ("<ol start=3><li>a<li>b</ol>", "3. a\n4. b"),
        ("<ul><li>a<ul><li>b</ul></ul>", "- a\n\n  - b"),
        ("<blockquote>a<blockquote>b</blockquote></blockquote>", "> a\n>\n> > b"),
        ("<pre>a\n  b</pre>", "a\n  b"),
        ("<table><tr><td>a</td><td>b</td></tr><tr><td>c</td></tr></table>", "a b\nc"),
        ('<a href="mailto:a@x.org">a@x.org</a>', "a@x.org"),
        ('<a href="https://x.org/">x.org</a>', "x.org"),
        ('<img src="cid:x" alt="Logo">', "[Logo]"),
        ("1 &lt; 2", "1 < 2"),
        ("<title>t</title><style>s</style>a", "a"),
    ],
)
def test_html_reads_as_text(markup: str, text: str) -> None:
    assert html_to_text(sanitise(markup)) == text


@pytest.mark.parametrize(
    "markup",
    ["<div>" * 50_000 + "hello", "<b>x</b>" * 60_000 + "hello", "<option>" * 9_000 + "hello"],
)
def test_html_made_to_be_expensive_is_shown_as_text(markup: str) -> None:
    clean = sanitise(markup)
    assert clean.startswith("<pre>")
    assert "hello" in html_to_text(clean)


@pytest.mark.parametrize("letter", ["e", "é", "\N{GRINNING FACE}"])
def test_words_without_end_stay_html(letter: str) -> None:
    shown = sanitise(letter * 600_000)
    assert shown == letter * 600_000


@pytest.mark.parametrize("unit", ["&amp;", "&nbsp;", "\xa0", "&", "i¦", "«»"])
def test_characters_that_cost_the_parser_all_their_text_are_shown_as_text(unit: str) -> None:
    """Its work grows with their number times the length: a mail of them could take minutes."""
    assert sanitise("hello " + unit * 200_000).startswith("<pre>hello")


def test_a_tag_of_endless_attributes_costs_little() -> None:
    """The parser compares each of them with all before: 300,000 took it half a minute."""
    attributes = " ".join(f"a{number}" for number in range(300_000))
    began = time.process_time()
    assert sanitise(f'<p {attributes} dir="rtl">hello') == '<p dir="rtl">hello</p>'
    assert time.process_time() - began < 10


LONG = "<!-- " + "x" * 120_000 + " -->"


@pytest.mark.parametrize(
    ("markup", "clean"),
    [
        ('<a href="https://a.example/?b=1&amp;c=2">x</a>', ""),
        ("<p style=\"color:red\" dir=rtl class='a'>x</p>", '<p dir="rtl">x</p>'),
        ("<img alt='say \"hi\" > now'>", '<img alt="say &quot;hi&quot; &gt; now">'),
        ("<style>p > a { } <b></style><script>1 < 2</script>x", "x"),
        ("<!doctype html><?xml a?><o:p>x</o:p>", "x"),
        ("1 < 2 <b>x</b>", "1 &lt; 2 <b>x</b>"),
        ("<p title='>x</p>", "<p>x</p>"),
        ("x<!-- never closed <p>x", ""),
        ("<!-- never closed <p>x", ""),
        ('<a href="javascript:alert(1)" onclick="x">x</a>', ""),
        ('<p title="<script>alert(1)</script>">x', '&lt;p title=""&gt;x'),
    ],
)
def test_long_html_is_thinned_and_says_the_same(markup: str, clean: str) -> None:
    """`clean` is what is shown; '' where thinning must not be seen at all."""
    assert sanitise(LONG + markup) == (clean or sanitise(markup))


def test_all_parts_of_a_mail_share_what_they_may_cost() -> None:
    room = Room()
    many = "<b>x</b>" * 10_000
    shown = [sanitise(many, room=room).startswith("<pre>") for _part in range(5)]
    assert shown == [False, False, False, True, True]


def test_a_large_picture_leaves_the_html_around_it_as_it_is() -> None:
    picture = "A" * 5_000_000
    clean = sanitise(f'<p>été <img src="data:image/png;base64,{picture}"> déjà', lambda *_: "p1")
    assert clean == '<p>été <img src="cid:p1"> déjà</p>'
