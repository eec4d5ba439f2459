"""Every key and value of a TOML text is found where it stands."""

from __future__ import annotations

import tomllib
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from kept.core.policy.places import Lines, Path, spots

TOML = """\
# comment = "no"
title = "a # no comment"
"quoted key" = 'literal \\'
dotted.inner . deep = 1979-05-27 07:32:00
long = \"\"\"
two "" lines \\\"\"\" = no
\"\"\"\"
array = [ 1, # one
  [2, 3], { a = 1, "b.c" = [true,] }, ]

[table."sub table"]
x = 1.5e3
[[rows]]
n = 1
[[rows]]
n = 2
[rows.below]
m = '''it''s'''
"""


def paths(value: Any, path: Path = ()) -> set[Path]:
    """Every path of a value read by tomllib."""
    found = {path} if path else set()
    if isinstance(value, dict):
        found = found.union(*(paths(inner, (*path, key)) for key, inner in value.items()))
    if isinstance(value, list):
        found = found.union(*(paths(inner, (*path, n)) for n, inner in enumerate(value)))
    return found


def test_all_that_is_read_has_a_place() -> None:
    assert set(spots(TOML)) == paths(tomllib.loads(TOML))


def test_places_are_those_an_editor_shows() -> None:
    found, lines = spots(TOML), Lines(TOML)

    def places(*path: str | int) -> tuple[tuple[int, int], tuple[int, int]]:
        return lines.at(found[path].key), lines.at(found[path].value)

    assert places("title") == ((2, 1), (2, 9))
    assert places("quoted key") == ((3, 1), (3, 16))
    assert places("dotted") == ((4, 1), (4, 1))
    assert places("dotted", "inner", "deep") == ((4, 16), (4, 23))
    assert places("array", 1, 0) == ((9, 4), (9, 4))
    assert places("array", 2, "b.c") == ((9, 20), (9, 28))
    assert places("table", "sub table") == ((11, 8), (11, 8))
    assert places("rows", 1, "n") == ((16, 1), (16, 5))
    assert places("rows", 1, "below", "m") == ((18, 1), (18, 5))


KEYS = st.from_regex(r"[A-Za-z0-9_-]{1,4}", fullmatch=True) | st.text(
    st.characters(exclude_categories=("Cs", "Cc")), max_size=4
).map(lambda text: '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"')
SCALARS = st.sampled_from(
    ["1", "-0.5", "true", "1979-05-27", "''", '"a\\"b"', "'''\n'''", '"""x\n""y"""', '"]}#,"']
)
BLANKS = st.sampled_from(["", " ", "\t"])
VALUES = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda items: "[\n" + ", # c\n".join(items) + "\n]")
        | st.dictionaries(KEYS, inner, max_size=3).map(
            lambda table: "{ " + ", ".join(f"{k} = {v}" for k, v in table.items()) + " }"
        )
    ),
    max_leaves=8,
)
LINES = st.one_of(
    st.builds(lambda k, b, v: f"{b}{k}{b}={b}{v}", KEYS, BLANKS, VALUES),
    st.builds(lambda a, b, v: f"{a}.{b} = {v}", KEYS, KEYS, VALUES),
    st.builds(lambda k: f"[{k}]", KEYS),
    st.builds(lambda a, b: f"[ {a} . {b} ]", KEYS, KEYS),
    st.builds(lambda k: f"[[{k}]]", KEYS),
    st.just("# x = [1"),
    st.just(""),
)


@given(st.lists(LINES, max_size=8).map("\n".join))
def test_the_places_are_exactly_those_of_what_is_read(text: str) -> None:
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        return
    assert set(spots(text)) == paths(data)
