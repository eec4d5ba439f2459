"""JSON with long texts says the same as by the standard reader, in little more than its size."""

from __future__ import annotations

import json
import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.channels.mail.webhooks import long_json
from kept.channels.mail.webhooks.long_json import LongText, TooMuchError

LETTERS = st.sampled_from(
    ["a", '"', "\\", "\r\n", "é", "😀", "\ud83d", "\0", "\u2028", "NaN", ": "]
)
TEXTS = st.lists(LETTERS, max_size=12).map("".join)
LONG = st.builds(lambda text, times: text * times, TEXTS, st.sampled_from([400, 1500, 5000]))
SAID = st.recursive(
    st.none() | st.integers() | TEXTS | LONG,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3),
    max_leaves=5,
)


def unfolded(said: Any) -> Any:
    """The same with its long texts as texts."""
    if isinstance(said, dict):
        return {name: unfolded(value) for name, value in said.items()}
    if isinstance(said, list):
        return [unfolded(value) for value in said]
    return str(said) if isinstance(said, LongText) else said


@given(SAID, st.booleans())
def test_it_says_what_was_written(said: Any, escaped: bool) -> None:
    body = json.dumps(said, ensure_ascii=escaped).encode("utf-8", "surrogatepass")
    assert unfolded(long_json.read(body)) == json.loads(body)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"NaN",
        b'{"a": Infinity}',
        b'{"a": NaN, "b": "%b"}' % (b"x" * 5000),
        b'{"%b": 1}' % (b"x" * 5000),
        b'{"a": "%b' % (b"x" * 5000),
        b'{"a": -"%b"}' % (b"x" * 5000),
    ],
)
def test_what_is_no_json_is_none(body: bytes) -> None:
    with pytest.raises(ValueError):
        long_json.read(body)


@pytest.mark.parametrize("inside", [b"\\u12", b"\\x", b"\n", b"\xff\\n"])
def test_what_is_no_text_is_found_when_it_is_asked_for(inside: bytes) -> None:
    said = long_json.read(b'["%b%b"]' % (b"x" * 5000, inside))
    with pytest.raises(ValueError):
        bytes(said[0])


@pytest.mark.parametrize("beside", [b"[]," * 3_000_000, b'"a",' * 3_000_000, b"[" * 9_000_000])
def test_who_says_too_much_beside_a_mail_is_not_read(beside: bytes) -> None:
    with pytest.raises(TooMuchError):
        long_json.read(b"[" + beside + b"0]")


def test_a_mail_full_of_emoji_takes_little_more_than_its_own_size() -> None:
    raw = ("A line with 😀 in it, and élan\r\n" * 100_000).encode()
    body = json.dumps({"raw": raw.decode()}, ensure_ascii=False).encode()
    tracemalloc.start()
    try:
        assert bytes(long_json.read(body)["raw"]) == raw
        assert tracemalloc.get_traced_memory()[1] < 3 * len(raw)
    finally:
        tracemalloc.stop()
