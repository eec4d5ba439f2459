"""Whatever the files hold, a policy is read or refused with its mistakes; nothing else happens."""

from __future__ import annotations

from collections.abc import Mapping

from hypothesis import given
from hypothesis import strategies as st

from kept.core.policy import PolicyMistakes, check, read, render
from kept.core.policy.tests.written import copyfy

FILES = copyfy()
TOKENS = sorted({word for text in FILES.values() for word in text.split()})
SCRAPS = st.sampled_from(
    [
        *("{{", "}}", "{=", "=}", "{{ hours }}", "## 9 x", "# ", "## ", "\n", "\x00", "\r", '"'),
        *("'", '"""', "[", "]", "[[", "]]", "{", "}", "=", "#", "§5", "a. ", "1) ", "```", "\\"),
        *("%s", "%(x)s", "48h", "true", "-1", "1e999", "9" * 5000, "2024-02-30", "\u202f", "é"),
    ]
)
PIECES = st.one_of(SCRAPS, st.sampled_from(TOKENS), st.text(max_size=5))


@st.composite
def mutated(draw: st.DrawFn) -> Mapping[str, str]:
    """The example with a few stretches cut out, doubled or replaced."""
    files = dict(FILES)
    for _ in range(draw(st.integers(1, 4))):
        file = draw(st.sampled_from(sorted(files)))
        text = files[file]
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 60)))
        files[file] = text[:start] + draw(PIECES) + text[end:]
    return files


def tried(files: Mapping[str, str]) -> None:
    """Reads, and shows what could be read; only mistakes with places in the file come of it."""
    for mistake in check(files):
        lines = files.get(mistake.file, "").replace("\r\n", "\n").split("\n")
        assert 1 <= mistake.line <= len(lines)
        assert 1 <= mistake.column <= len(lines[mistake.line - 1]) + 1
        assert mistake.sentence
    try:
        policy = read(files)
    except PolicyMistakes:
        return
    for language in policy.languages:
        assert render(policy, language, zone="Asia/Kolkata").clauses


@given(mutated())
def test_a_damaged_policy_is_read_or_refused(files: Mapping[str, str]) -> None:
    tried(files)


@given(st.dictionaries(st.sampled_from(["policy.toml", "fr.md", "en.md"]), st.text()))
def test_any_text_is_read_or_refused(files: dict[str, str]) -> None:
    tried(files)


@given(st.sampled_from(sorted(FILES)), st.binary())
def test_any_bytes_are_read_or_refused(file: str, raw: bytes) -> None:
    tried({**FILES, file: raw.decode("utf-8", errors="replace")})
    tried({**FILES, file: FILES[file][:200] + raw.decode("latin-1")})


VALUES = st.recursive(
    st.sampled_from(["1", "-1", "0.5", "true", '""', '"x"', "2024-02-28", "10:00:00", "nan"]),
    lambda inner: (
        st.lists(inner, max_size=2).map(lambda items: f"[{', '.join(items)}]")
        | st.lists(inner, max_size=2).map(
            lambda items: "{" + ", ".join(f"k{n} = {v}" for n, v in enumerate(items)) + "}"
        )
    ),
    max_leaves=4,
)


@given(st.integers(0, FILES["policy.toml"].count(" = ") - 1), VALUES)
def test_a_value_of_any_type_is_read_or_refused(number: int, value: str) -> None:
    lines = FILES["policy.toml"].split("\n")
    places = [at for at, line in enumerate(lines) if " = " in line]
    at = places[number % len(places)]
    lines[at] = f"{lines[at].partition(' = ')[0]} = {value}"
    tried({**FILES, "policy.toml": "\n".join(lines)})
