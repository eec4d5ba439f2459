"""Every example of docs/policy-language.md does what the page says.

Each section begins with the page's first policy. A `toml` block replaces the tables (or
keys of the head) that it names, a `markdown` block the clauses; then `mistakes` are what the
check says of it, and `shown CLAUSE [ZONE]` is what a reader sees in January.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kept.core.policy import check, clause_text, parse_owed, read
from kept.core.policy.tongues import TONGUES

PAGE = Path(__file__).parents[4] / "docs" / "policy-language.md"
WINTER = datetime(2026, 1, 9, tzinfo=UTC)

_FENCED = re.compile(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_TABLE = re.compile(r"^(?=\[)", re.MULTILINE)
_CLAUSE = re.compile(r"^(?=## )", re.MULTILINE)

Block = tuple[str, str, str]


def sections() -> dict[str, list[Block]]:
    """The blocks (kind, what follows it, body) of each section, by its title."""
    page = PAGE.read_text(encoding="utf-8")
    blocks = list(_FENCED.finditer(page))
    outside = _FENCED.sub(lambda block: "\n" * block[0].count("\n"), page)
    found: dict[str, list[Block]] = {}
    for title in re.finditer(r"^## (.*)$", outside, re.MULTILINE):
        found[title[1]] = []
    titles = {page.index(f"\n## {title}\n"): title for title in found}
    for block in blocks:
        title = titles[max(at for at in titles if at < block.start())]
        found[title].append((block[1], block[2], block[3]))
    return found


SECTIONS = sections()
BASE = [block for block in SECTIONS["A whole policy"] if block[0] in ("toml", "markdown")]


def changed(policy: dict[str, str], block: Block) -> dict[str, str]:
    """The policy with the tables or clauses of a block in place of its own, or added."""
    kind, _, body = block
    if kind == "toml":
        head, *tables = _TABLE.split(policy["policy.toml"])
        new_head, *new_tables = _TABLE.split(body)
        kept = {line.partition(" =")[0]: line for line in head.splitlines() if line}
        kept |= {line.partition(" =")[0]: line for line in new_head.splitlines() if line}
        text = "\n".join([*kept.values(), "", *replaced(tables, new_tables)])
        return {**policy, "policy.toml": text}
    new = [clause for clause in _CLAUSE.split(body) if clause]
    return {**policy, "en.md": "".join(replaced(_CLAUSE.split(policy["en.md"]), new))}


def replaced(parts: list[str], new: list[str]) -> list[str]:
    """A new part takes the place of the one that begins like it; else it comes before the next
    of its block that has a place, or last."""
    places = [begins(part) for part in parts]
    wanted = {begins(part): part.rstrip("\n") + "\n\n" for part in new}
    for name in reversed(wanted):
        if name not in places:
            later = [*wanted][[*wanted].index(name) + 1 :]
            places.insert(min((places.index(n) for n in later), default=len(places)), name)
    kept = {begins(part): part for part in parts} | wanted
    return [kept[name] for name in places]


def begins(part: str) -> str:
    """What names a table (its header) or a clause (its number, whatever its title)."""
    line = part.partition("\n")[0]
    return line[: len("## 5")] if line.startswith("## ") else line


def examples() -> Iterator[tuple[str, dict[str, str], Block]]:
    """Each claim of the page with the policy that it is made of.

    Rules after a claim begin anew; a text after a claim stands beside the same rules.
    """
    for title, blocks in SECTIONS.items():
        policy, claimed = first_policy(), False
        for block in blocks:
            if block in BASE:
                continue
            if block[0] in ("mistakes", "shown"):
                claimed = True
                yield title, policy, block
                continue
            if claimed and block[0] == "toml":
                policy = first_policy()
            policy, claimed = changed(policy, block), False


def first_policy() -> dict[str, str]:
    return {"policy.toml": BASE[0][2], "en.md": BASE[1][2]}


EXAMPLES = list(examples())


@pytest.mark.parametrize(
    ("policy", "block"),
    [pytest.param(policy, block, id=title) for title, policy, block in EXAMPLES],
)
def test_each_example_does_what_the_page_says(policy: dict[str, str], block: Block) -> None:
    kind, where, body = block
    mistakes = [mistake.sentence for mistake in check(policy)]
    if kind == "mistakes":
        assert mistakes == body.splitlines()
        return
    assert kind == "shown"
    assert mistakes == []
    clause, _, zone = where.partition(" ")
    shown = clause_text(read(policy), clause, "en", zone or None, WINTER)
    assert shown.replace("\u00a0", " ") == body.rstrip("\n")


def test_the_page_has_examples_of_both_kinds() -> None:
    assert {block[0] for _, _, block in EXAMPLES} == {"shown", "mistakes"}
    assert len(EXAMPLES) > 15


def rows(title: str) -> list[list[str]]:
    """The cells of a section's table, by what is written as code in each."""
    page = PAGE.read_text(encoding="utf-8").partition(f"\n## {title}\n")[2]
    lines = [line for line in page.partition("\n## ")[0].splitlines() if line.startswith("| `")]
    return [[*re.findall(r"`([^`]+)`", line)] for line in lines]


def test_every_time_in_the_table_can_be_written() -> None:
    times = [time for row in rows("Times") for time in row]
    assert len(times) == 6
    for time in times:
        parse_owed(time)


def test_the_table_of_lists_is_complete() -> None:
    said = {row[0].strip("[]").replace("] ", "."): row[1:] for row in rows("Lists")}
    assert said == {rule: [*words] for rule, words in TONGUES["en"].terms.items()}
