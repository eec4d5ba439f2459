"""What is no TOML, and signs that nobody sees: each is told where it is, with what to write."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core.policy import Mistake, check, read, read_published
from kept.core.policy.tests.written import FOLDER, copyfy

RULES = copyfy()["policy.toml"]


def first(rules: str) -> Mistake:
    return check({"policy.toml": rules})[0]


#: What somebody typed, and what is said of it. A second line shows that it is told where it is.
CASES = {
    # quotes
    'zone = "UTC': '1:8: The text that begins here lacks its closing quote: write "UTC".',
    "zone = 'UTC": "1:8: The text that begins here lacks its closing quote: write 'UTC'.",
    'zone = UTC"': '1:8: This must stand between quotes: write "UTC".',
    "owed = 4 business hours": '1:8: This must stand between quotes: write "4 business hours".',
    "open = 9:00 to 17:00  # soon": '1:8: This must stand between quotes: write "9:00 to 17:00".',
    "clause = 5.1.2": '1:10: This must stand between quotes: write "5.1.2".',
    "zone = “UTC”": '1:8: Only straight quotes can stand here: write "UTC".',
    'zone = "UTC”': '1:8: Only straight quotes can stand here: write "UTC".',
    "zone = « UTC »": '1:8: Only straight quotes can stand here: write "UTC".',
    'Monday to Friday = "9:00 to 17:00"': (
        '1:1: This must stand between quotes: write "Monday to Friday".'
    ),
    'name = "a \\ b"': (
        '1:8: In a text between quotes a backslash is written twice: write "a \\\\ b".'
    ),
    'name = "a "b" c"': (
        '1:12: What stands after "a " does not belong to it: each rule has a line of its own, '
        "and a quote within a text is written “…”."
    ),
    'name = """a': '1:8: The text that begins here has no end: close it with """.',
    # =
    'zone "UTC"': '1:1: An = is missing between the two: write zone = "UTC".',
    'zone: "UTC"': "1:5: A rule is written with =, not with a colon.",
    "when = { kind: 1 }": "1:14: A rule is written with =, not with a colon.",
    "zone": '1:1: A rule is written key = "value": zone has neither = nor a value.',
    "zone =": "1:7: There is no value after the =: write one.",
    'zone = "UTC",': "1:13: Nothing stands after the value of a rule: remove the ,.",
    "clause = 5;": "1:11: Nothing stands after the value of a rule: remove the ;.",
    # brackets
    "[hours": "1:1: This heading lacks its closing bracket: write [hours].",
    "[hours)": "1:1: This heading lacks its closing bracket: write [hours].",
    "[opening hours]": (
        "1:1: [opening hours] is no heading: between the brackets stand letters without accents, "
        "digits, _ and - alone, as [hours] or [promise.fix]."
    ),
    "[hours] clause = 1": "1:9: A heading has a line of its own: begin a new line after [hours].",
    'on = ["FR", "BE"\nzone = 1': (
        "1:6: The list that begins with [ here has no end: close it with ]."
    ),
    'on = ["FR",\n[hours]\nzone = 1': (
        "1:6: The list that begins with [ here has no end: close it with ]."
    ),
    "on = [FR]": '1:7: This must stand between quotes: write "FR".',
    'on = ["FR" "BE"]': (
        '1:12: A comma or a quote is missing before "BE"]: the values of a list stand between '
        'quotes and are parted by commas, as ["…", "…"].'
    ),
    'when = { kind = "bug"': "1:8: What begins with { here must end with } in the same line.",
    'when = { kind = "bug", }': "1:22: Remove the comma before the }.",
    "when = { kind = bug }": '1:17: This must stand between quotes: write "bug".',
    'when = { kind = "bug" plan = "x" }': "1:23: A comma is missing before this: write one.",
    # twice
    '[a]\nzone = 1\nx = 1\nzone = "UTC"': (
        "4:1: zone stands in line 2 already: keep one of the two, with all that belongs to it, or "
        "give this one another name."
    ),
    "[a.b]\n[c]\n[a.b]": (
        "3:1: [a.b] stands in line 1 already: keep one of the two, with all that belongs to it, "
        "or give this one another name."
    ),
    "when = { kind = 1, kind = 2 }": (
        "1:20: kind stands twice between the same braces: keep one of them. Several values are a "
        'list: ["…", "…"].'
    ),
    # values
    "on = 28.02.2024": (
        "1:6: “28.02.2024” is no date: write year, month and day in digits, as 2024-02-28."
    ),
    "on = 2024-02-30": (
        "1:6: “2024-02-30” is no date: write year, month and day in digits, as 2024-02-28."
    ),
    "on = 28 février 2024": (
        "1:6: “28 février 2024” is no date: write year, month and day in digits, as 2024-02-28."
    ),
    "required = Oui": "1:12: Write true or false, in small letters.",
    # remarks and rubbish
    "// later": "1:1: A remark begins with #, not with //.",
    'zone = "UTC" -- later': "1:14: A remark begins with #, not with --.",
    "<p>": (
        '1:1: Kept cannot read what stands here. A rule is written key = "value", a heading '
        "[hours], each on a line of its own; a remark begins with #."
    ),
    "zone\u00a0= 1": "1:5: A space that came from copying (no-break space) stands here: write a "
    "plain one.",
}


@pytest.mark.parametrize("typed", CASES)
def test_what_is_no_toml_is_told_in_words(typed: str) -> None:
    found = first(typed)
    assert f"{found.line}:{found.column}: {found.sentence}" == CASES[typed]
    later = first(f"# A remark = [\n\n{typed}\n")
    if "line" not in found.facts:
        assert (later.line, later.column) == (found.line + 2, found.column)
        assert later.sentence == found.sentence


@pytest.mark.parametrize("typed", [one for one in CASES if "was" in first(one).facts])
def test_what_is_offered_instead_makes_it_toml(typed: str) -> None:
    """All of them stand in the last line; a few have a second mistake there."""
    for _ in range(3):
        found = first(typed)
        if "was" not in found.facts:
            break
        was, write = str(found.facts["was"]), str(found.facts["write"])
        lines = typed.split("\n")
        line, at = lines[found.line - 1], found.column - 1
        assert line[at:].startswith(was)
        lines[found.line - 1] = line[:at] + write + line[at:].removeprefix(was)
        typed = "\n".join(lines)
    tomllib.loads(typed)


@given(
    st.integers(0, len(RULES) - 1), st.sampled_from(["", '"', "[", "]", "{", "=", "x", ",", "'"])
)
def test_one_sign_typed_wrong_is_told_in_the_file_and_what_is_offered_fits(
    at: int, sign: str
) -> None:
    rules = RULES[:at] + sign + RULES[at + 1 :]
    for one in check({**copyfy(), "policy.toml": rules}):
        assert "TOML" not in one.sentence
        if was := one.facts.get("was"):
            line = rules.split("\n")[one.line - 1]
            assert line[one.column - 1 :].startswith(str(was))


# Signs that nobody sees


@pytest.mark.parametrize(
    ("sign", "called"),
    [
        ("\x00", "U+0000 NUL"),
        ("\x07", "U+0007"),
        ("\x1b", "U+001B"),
        ("\r", "U+000D CR"),
        ("\u2028", "U+2028 line separator"),
        ("\u202e", "U+202E right-to-left override"),
        ("\ufffd", "U+FFFD replacement character"),
    ],
)
@pytest.mark.parametrize("file", ["policy.toml", "en.md"])
def test_a_sign_that_nobody_sees_is_refused(file: str, sign: str, called: str) -> None:
    files = copyfy()
    files[file] = files[file].replace("Copyfy", f"Copy{sign}fy", 1)
    before = files[file].partition(sign)[0]
    line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
    assert [str(one) for one in check(files)] == [
        f"{file}:{line}:{column}: A sign that nobody sees stands here, {called}, which comes from "
        "copying or from a damaged file: remove it, or type the word again."
    ]


def test_windows_line_ends_and_a_byte_order_mark_are_no_mistake() -> None:
    files = {name: "\ufeff" + text.replace("\n", "\r\n") for name, text in copyfy().items()}
    assert check(files) == ()


def test_a_file_full_of_them_is_told_line_by_line() -> None:
    told = check({**copyfy(), "en.md": "\x00\x00\x00\n\x01\x02\n"})
    unseen = [one for one in told if "nobody sees" in one.sentence]
    assert [(one.line, one.column) for one in unseen] == [(1, 1), (2, 1)]


def test_a_version_published_before_a_check_existed_can_be_read() -> None:
    files = copyfy()
    files["en.md"] += "\nIn two hours\u2028.\n"
    assert check(files)
    published = read_published(files, days_off=read(copyfy()).days_off)
    assert "\u2028" in published.texts["en"].clauses[-1].body_markdown
    assert FOLDER.name == published.name
