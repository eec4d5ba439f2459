"""Letters with places: no value is ever read, and what is wrong is said with its place."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kept.core.mail.letter import Block, Link, Rules, Value, read
from kept.core.mail.letter_wrongs import wrongs

RULES = Rules(
    {"customer": "words", "number": "number", "link": "link", "promise": "block", "by": "words"},
    needs=("promise",),
    in_subject=frozenset({"customer", "number"}),
    subject_holds="[#{{ number }}]",
)
SUBJECT = "Re: {{ customer }} [#{{ number }}]"
BODY = """Hello {{ customer }},

**{{ customer }}**, see https://shop.example/o/{{ number }}.

{{ promise }}

[Follow it]({{ link }})

{{ by }}
"""
VALUES: dict[str, Value] = {
    "customer": "Camille",
    "number": "12",
    "link": Link("https://kept.example/?a=1&b=2", "Go on"),
    "promise": Block("( ) by noon §5", "<tr>by noon</tr>"),
    "by": "",
}


def said(body: str, **values: Value) -> tuple[str, str]:
    letter = read(SUBJECT, body, RULES)
    pieces = list(letter.filled({**VALUES, **values}))
    return "\n\n".join(one.text for one in pieces), "".join(one.html for one in pieces)


def test_values_stand_where_their_places_stood() -> None:
    text, html = said(BODY)
    assert text == (
        "Hello Camille,\n\n*Camille*, see https://shop.example/o/12.\n\n( ) by noon §5\n\n"
        "Follow it: https://kept.example/?a=1&b=2"
    )
    assert '<a href="https://shop.example/o/12"' in html
    assert 'href="https://kept.example/?a=1&amp;b=2"' in html
    assert "<tr>by noon</tr>" in html
    assert read(SUBJECT, BODY, RULES).subject_with(VALUES) == "Re: Camille [#12]"


def test_what_is_empty_leaves_no_hole() -> None:
    text, html = said(BODY, customer="")
    assert text.startswith("Hello,")
    assert "<p></p>" not in html
    assert read(SUBJECT, BODY, RULES).subject_with(VALUES | {"customer": ""}) == "Re: [#12]"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        ("{{ promise }}\n\n{{ link }}", "( ) by noon §5\n\nhttps://kept.example/?a=1&b=2"),
        ("{{ promise }}\n\nat {{ link }}", "( ) by noon §5\n\nat https://kept.example/?a=1&b=2"),
        ("{{promise}}\n\n- at {{link}}\n- b",
         "( ) by noon §5\n\n- at https://kept.example/?a=1&b=2\n- b"),
        ("{{promise}}\n\n[a](<{{link}}>) b",
         "( ) by noon §5\n\na <https://kept.example/?a=1&b=2> b"),
    ],
)  # fmt: skip
def test_a_link_stands_alone_in_words_and_as_an_address(body: str, text: str) -> None:
    assert wrongs(SUBJECT, body, RULES) == []
    assert said(body)[0] == text
    assert 'href="https://kept.example/?a=1&amp;b=2"' in said(body)[1]


HOSTILE = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["<script>x</script>", "{{ promise }}", "[x](http://evil.example)", "\ue000link\ue001",
         "https://place.invalid/link", "%EE%80%80link%EE%80%81", '"><img src=x>', "**b**", "# h",
         "\\1 \\g<0>", "{% if x %}", "a\n\n- b", "&lt;"]
    ),
)  # fmt: skip


@settings(max_examples=60)
@given(HOSTILE)
def test_nothing_that_a_value_holds_is_read(hostile: str) -> None:
    """The tags of the letter are those that it has with a plain name, and no address is new."""
    text, html = said(BODY, customer=hostile)
    tags, plain = (re.findall(r"<[^>]*>", one) for one in (html, said(BODY, customer="x")[1]))
    assert [one for one in tags if one != "<strong>"] == [one for one in plain if one != "<strong>"]
    if hostile.strip() and "\n" not in hostile:
        assert hostile in text


@pytest.mark.parametrize(
    ("body", "code", "line", "column", "name"),
    [
        ("", "empty", 1, 1, ""),
        ("x" * 10_001, "too_long", 1, 10_001, "10000"),
        ("a\n {{ nmae }}\n\n{{ promise }}", "unknown", 2, 2, "nmae"),
        ("{{ customer|upper }}\n\n{{ promise }}", "unknown", 1, 1, "customer|upper"),
        ("{{ promise }", "unclosed", 1, 1, "{{"),
        ("{% if a %}\n\n{{ promise }}", "program", 1, 1, "{%"),
        ("Hello", "missing", 1, 1, "{{ promise }}"),
        ("You have {{ promise }} now", "not_alone", 1, 10, "promise"),
        ("- {{ promise }}", "not_alone", 1, 3, "promise"),
        ("> {{ promise }}", "not_alone", 1, 3, "promise"),
        ("```\n{{ promise }}\n```", "not_alone", 2, 1, "promise"),
        ("[x]: {{ promise }}", "not_alone", 1, 6, "promise"),
        ("[a]({{ customer }})\n\n{{ promise }}", "in_address", 1, 5, "customer"),
        ("[a](https://{{ by }}/)\n\n{{ promise }}", "in_address", 1, 13, "by"),
        ("https://a.example/{{ by }}\n\n{{ promise }}", "in_address", 1, 19, "by"),
        ('[a](https://a.example "{{ by }}")\n\n{{ promise }}', "in_address", 1, 24, "by"),
        ("![{{ by }}](https://a.example/b.png)\n\n{{ promise }}", "in_address", 1, 3, "by"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(
    body: str, code: str, line: int, column: int, name: str
) -> None:
    [found] = wrongs(SUBJECT, body, RULES)
    assert (found.part, found.code, found.line, found.column, found.name) == (
        "body", code, line, column, name,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        ("", "empty"),
        ("Re: {{ customer }}", "missing"),
        ("[#{{number}}] {{ link }}", "unknown"),
        ("[#{{ number }}]\nBcc: x@example.org", "lines"),
        ("[#{{ number }}]" + "x" * 200, "too_long"),
    ],
)
def test_a_subject_is_one_line_that_names_its_request(subject: str, code: str) -> None:
    assert [one.code for one in wrongs(subject, BODY, RULES)] == [code]


def test_all_that_is_wrong_is_said_at_once() -> None:
    found = wrongs("", "{{ a }} {{ b }}", RULES)
    assert [(one.part, one.name) for one in found] == [
        ("subject", ""),
        ("body", "a"),
        ("body", "b"),
    ]
