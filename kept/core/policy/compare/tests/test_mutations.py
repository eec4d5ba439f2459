"""No single token of the rules can be changed without being told, or refused."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest
from hypothesis import settings

from kept.core.policy import PolicyMistakes, read
from kept.core.policy.compare import compare, of_meaning
from kept.core.policy.compare.tests.mutations import Mutation, mutations
from kept.core.promises.tests.desks import HEAD, _text

FOLDERS = sorted(path.parent for path in Path(__file__).parents[5].glob("policies/*/policy.toml"))
SAID = {folder.name: {p.name: p.read_text("utf-8") for p in folder.iterdir()} for folder in FOLDERS}

#: Of each policy; `make explore` tries them all.
ENOUGH = 150 if settings().derandomize else 100_000

#: What the language has besides, so that no part of it depends on an example that uses it.
MORE = """
[subscription]
clause = "preamble"
required = true

[announce]
clause = 1
major = "newsletter"

[scope]
clause = 1
covers = ["configuration"]
excludes = [{ name = "training", en = "training", instead = { en = "Book a course" } }]

[conduct]
clause = 1
grounds = ["spam", "profanity"]
ladder = ["notice", "revocation"]

[promise.fast]
clause = 1
kind = "first_reply"
owed = "4 business hours"
aim = "1 business hour"
when = { plan = ["pro"], product = "app" }
calendar = "always"
warn = [{ before = "1 hour", tells = "lead" }, { before = "30 minutes", tells = "team" }]

[promise.first_reply]
clause = 1
owed = "2 business days"
warn = "2 hours before"

[promise.news]
clause = 1
kind = "update"
owed = "1 business day"
pauses = "while waiting for the customer"

[promise.inner]
clause = 1
kind = "resolution"
owed = "72 hours"
internal = true
when = { priority = "high" }

[resend]
clause = 1
after = "24 hours"
makes = "urgent"
"""


@pytest.mark.slow
@pytest.mark.hypothesis
@pytest.mark.timeout(900)
@pytest.mark.parametrize("name", [*SAID, "everything"])
def test_every_token_matters(name: str) -> None:
    files = SAID[name] if name in SAID else everything()
    rules = files["policy.toml"]
    old = read(files)
    refused, told, untold = 0, 0, []
    for mutation in _enough(mutations(rules)):
        try:
            new = read({**files, "policy.toml": mutation.source}, days_off=old.days_off)
        except PolicyMistakes:
            refused += 1
            continue
        found = compare(old, new, as_written=(rules, mutation.source))
        sentences = [of_meaning(found, language) for language in ("en", "fr", "de")]
        if all(sentences) and (found.meaning or found.rewritten):
            told += 1
        else:
            untold.append(str(mutation))
    assert untold == []
    assert told > 15
    assert refused > 30


def _enough(found: Iterable[Mutation]) -> list[Mutation]:
    """All of them; of a long policy, whose language the others have too, an even share."""
    every = list(found)
    return every[:: max(len(every) // ENOUGH, 1)]


def everything() -> dict[str, str]:
    rules = HEAD.format(zone="UTC", open="10:00 to 19:00") + MORE
    return {"policy.toml": rules, "en.md": _text(rules)}


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
