"""What docs/examples.md shows of the example policies is what stands in them."""

from __future__ import annotations

import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from kept.core.policy import Policy, clause_text, read
from kept.core.policy.tests.written import FOLDER

POLICIES = FOLDER.parent
PAGE = (POLICIES.parent / "docs" / "examples.md").read_text(encoding="utf-8")
WINTER = datetime(2026, 1, 9, tzinfo=UTC)

_RULES = re.compile(r"^```toml (\w+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_SHOWN = re.compile(r"^```shown (\w+) (\w+) (\S+) ?(\S*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_ROW = re.compile(r"^\| `(\w+)\.(\w+)` \| (\S+ \S+) \| (\S+ \S+) \| (\S+) \|$", re.MULTILINE)


def policy(name: str) -> Policy:
    return read({path.name: path.read_text(encoding="utf-8") for path in files(name)})


def files(name: str) -> list[Path]:
    return [*(POLICIES / name).iterdir()]


def holds(written: Any, shown: Any) -> bool:
    """Whether all that is shown is written so; a table may be shown in part."""
    if isinstance(shown, dict):
        return all(key in written and holds(written[key], value) for key, value in shown.items())
    return bool(written == shown)


def test_the_page_shows_both() -> None:
    assert {found[0] for found in _RULES.findall(PAGE)} == {"shop", "airline"}
    assert {found[1] for found in _SHOWN.findall(PAGE)} == {"fr", "en", "de"}
    assert len(_ROW.findall(PAGE)) == 10


@pytest.mark.parametrize(("name", "rules"), _RULES.findall(PAGE))
def test_each_rule_stands_in_its_policy(name: str, rules: str) -> None:
    written = tomllib.loads((POLICIES / name / "policy.toml").read_text(encoding="utf-8"))
    assert holds(written, tomllib.loads(rules)), rules


@pytest.mark.parametrize(("name", "language", "clause", "zone", "words"), _SHOWN.findall(PAGE))
def test_each_text_is_what_a_reader_sees(
    name: str, language: str, clause: str, zone: str, words: str
) -> None:
    shown = clause_text(policy(name), clause, language, zone or None, WINTER)
    assert words.strip() in shown.replace("\u00a0", " ").replace("\u202f", " ")


@pytest.mark.parametrize(("name", "promise", "starts", "due", "clock"), _ROW.findall(PAGE))
def test_each_moment_is_the_one_that_the_desk_owes(
    name: str, promise: str, starts: str, due: str, clock: str
) -> None:
    rules, zone = policy(name), ZoneInfo(clock)
    rule = rules.promise(promise)
    start = datetime.fromisoformat(starts).replace(tzinfo=zone).astimezone(UTC)
    ends = rule.owed.due(start, rules.calendars[rule.calendar])
    assert ends.astimezone(zone).strftime("%Y-%m-%d %H:%M") == due
