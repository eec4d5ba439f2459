"""No word that somebody wrote is lost in HTML, whatever was left open, and nothing in it acts."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core.mail import html_to_text, sanitise


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<object data=x>word", "word"),
        ("<object>word</object> tail", "word\ntail"),
        ("a<svg><text x=1>word</text><foreignObject><p>para", "aword\n\npara"),
        ("<svg><style>p {}</style>word", "word"),
        ("<math><mi>x</mi><mo>=</mo><mn>2</mn></math>", "x=2"),
        ("I am <not sure> about it", "I am about it"),
        ("<template><p>word", "word"),
        ("<noscript><p>word</p></noscript>tail", "word\n\ntail"),
        ("<noscript><img src='https://example.com/a.png'></noscript>tail", "tail"),
        ("<select><option>one<option>two</select>tail", "one\ntwo\ntail"),
        ("<iframe src='https://example.com'/>word", "word"),
        ("<frameset><noframes>word", "word"),
        ("<plaintext>word<p>tail", "word\n\ntail"),
        ("<xmp><b>word", "<b>word"),
        ("<form>Name<fieldset><legend>word</legend><input>tail", "Name\nword\ntail"),
        ("<title>word<p>tail", "word\n\ntail"),
        ("<style>p { color: red } <p>word", "word"),
        ("<script>run()<p>word", "word"),
        ("<p>word<!-- tail", "word tail"),
        ("<p>word</p><p title='><i>tail</i>", "word\n\ntail"),
        ('<p>word <a href="https://example.com/cut-her', "word"),
        ("one < two <b", "one < two <b"),
        ("Ada <ada@example.org> wrote", "Ada <ada@example.org> wrote"),
        ("Ada <ada@example.org> wrote<!-- cut", "Ada <ada@example.org> wrote cut"),
        ("see <https://example.org/a?b=1>!", "see <https://example.org/a?b=1>!"),
        ("<o:p>word</o:p><st1:place>tail</st1:place>", "wordtail"),
        ("<Custom-Tag>word</Custom-Tag>tail", "wordtail"),
        ("<!-- hidden --><title>hidden</title><style>p{}</style><script>x</script>word", "word"),
    ],
)
def test_words_stay_readable(markup: str, text: str) -> None:
    assert html_to_text(sanitise(markup)) == text


_NAMES = (
    "object svg math mi mtext annotation-xml desc text foreignObject template noscript select "
    "option optgroup iframe noframes noembed frameset frame plaintext form fieldset legend label "
    "button input details summary dialog canvas video audio applet marquee table tr td tbody "
    "caption colgroup col html head body p div span b a ul li blockquote pre not image nav meta "
    "link base ruby rt rp slot center big custom-tag o:p"
)
NAMES = _NAMES.split()
ATTRIBUTES = ["", " ", " dir=rtl", ' title="a > b"', " onload='alert(1)'", " src=//x.example/a",
              ' href="javascript:alert(1)"', " style=color:red", "/", " /"]  # fmt: skip
HIDDEN = ["<!--{}-->", "<script>{}</script>", "<style>{}</style>", "<title>{}</title>"]
LAST = ["", "<!-- {}", "<title>{}", "<style>p {{}}<p>{}", "<script>x()<p>{}", "<p title='>{}",
        "<textarea>{}", "<xmp><b>{}", '{} <a href="https://x.example/', "{} <", "{}<b", "<p>{}<!-",
        "<script>x()</script><script>y<i>{}"]  # fmt: skip
PIECES = st.one_of(
    st.builds("<{}{}>".format, st.sampled_from(NAMES), st.sampled_from(ATTRIBUTES)),
    st.builds("</{}>".format, st.sampled_from(NAMES)),
    st.sampled_from(HIDDEN).map(lambda one: one.format("hidden")),
    st.just("{}"),
)


class _Shown(HTMLParser):
    """The tags and attributes that a browser would be given."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.targets: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _value in attrs)
        self.targets += [value or "" for name, value in attrs if name in ("href", "src")]


HARMLESS = {"title", "dir", "lang", "href", "rel", "target", "src", "alt", "width", "height",
            "colspan", "rowspan", "align", "scope", "start", "data-remote-src"}  # fmt: skip
ACTIVE = {"script", "style", "object", "svg", "math", "template", "noscript", "select", "iframe",
          "frameset", "frame", "form", "input", "button", "video", "audio", "applet", "meta",
          "link", "base", "canvas", "embed", "textarea", "title"}  # fmt: skip


@given(st.lists(PIECES, max_size=25), st.sampled_from(LAST))
def test_no_visible_word_is_lost_and_nothing_acts(pieces: list[str], last: str) -> None:
    numbers = iter(range(1_000))
    markup = "".join(
        one.replace("{}", f" word{next(numbers)}. ") if one == "{}" else one for one in pieces
    ) + last.format(f" word{next(numbers)}. ")
    clean = sanitise(markup)
    text = html_to_text(clean)
    for number in range(sum(one == "{}" for one in pieces) + bool(last)):
        assert f"word{number}." in text
    shown = _Shown()
    shown.feed(clean)
    assert not shown.tags & ACTIVE
    assert shown.attributes <= HARMLESS
    assert all(target.startswith(("https:", "http:", "mailto:")) for target in shown.targets)
