"""No single token of the rules can be changed without being told, or refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept.core.policy import PolicyMistakes, read
from kept.core.policy.compare import compare, of_meaning
from kept.core.policy.compare.tests.mutations import mutations

POLICIES = sorted(path.parent for path in Path(__file__).parents[5].glob("policies/*/policy.toml"))


@pytest.mark.slow
@pytest.mark.timeout(900)
@pytest.mark.parametrize("folder", POLICIES, ids=lambda folder: folder.name)
def test_every_token_matters(folder: Path) -> None:
    files = {path.name: path.read_text("utf-8") for path in folder.iterdir()}
    rules = files["policy.toml"]
    old = read(files)
    refused, told, untold = 0, 0, []
    for mutation in mutations(rules):
        try:
            new = read({**files, "policy.toml": mutation.source}, days_off=old.days_off)
        except PolicyMistakes:
            refused += 1
            continue
        found = compare(old, new, as_written=(rules, mutation.source))
        sentences = [of_meaning(found, language) for language in ("en", "fr")]
        if all(sentences) and (found.meaning or found.rewritten):
            told += 1
        else:
            untold.append(str(mutation))
    assert untold == []
    assert told > 50
    assert refused > 100


def test_mutations_reach_every_token() -> None:
    found = {
        (mutation.was, mutation.now)
        for mutation in mutations('a = "2 business hours" # 3\nb = ["x", "y"]\nc = true\n')
    }
    assert ('"2 business hours"', '"3 business hours"') in found
    assert ('"2 business hours"', '"2 hours"') in found
    assert ('"2 business hours"', '"2 business days"') in found
    assert ('"x"', '"y"') in found
    assert ('"x", ', "") in found
    assert ("true", "false") in found
    assert ("a", "b") in found
    assert not any(was == "3" for was, _ in found), "comments say nothing"
