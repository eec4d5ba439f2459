"""Every mistake that the core can find is told in French too."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest
from django.utils import translation

from kept.core.policy import Mistake, check
from kept.policy_editor import saying
from kept.site import prepare

ROOM = Path(saying.__file__).parent
CORE = ROOM.parent / "core" / "policy"
FILES = prepare.policy_files(prepare.policies() / "copyfy")


def templates() -> Iterator[str]:
    """The sentences that the core notes, as they stand in its source."""
    for path in sorted(CORE.glob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and _notes(call.func):
                yield from (said for one in call.args for said in _texts(one) if " " in said)


def _notes(called: ast.expr) -> bool:
    name = getattr(called, "attr", "") or getattr(called, "id", "")
    return name in ("note", "DurationMistake", "HoursMistake", "Trouble")


def _texts(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(said)):
            yield said
        case ast.IfExp(body=one, orelse=other):
            yield from (*_texts(one), *_texts(other))


def test_every_mistake_has_its_french() -> None:
    known = polib.pofile(str(ROOM / "locale/fr/LC_MESSAGES/django.po"))
    french = {entry.msgid for entry in known if entry.msgstr}
    found = set(templates())
    assert len(found) > 60
    assert sorted(found - french) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "said"),
    [
        ("policy.toml", '"48 hours"', '"48h"', "peut se lire de trois façons"),
        ("fr.md", "## 4 ", "## 44 ", "La clause 44 n’est pas dans l’original"),
        ("policy.toml", "required = true", "required = 1", "doit être true ou false"),
    ],
)
def test_mistakes_in_french(file: str, old: str, new: str, said: str) -> None:
    files = {**FILES, file: FILES[file].replace(old, new)}
    if file == "fr.md":
        files["policy.toml"] = files["policy.toml"].replace('["fr", "en"]', '["en", "fr"]')
    with translation.override("fr"):
        told = [saying.said(one) for one in check(files)]
    assert any(said in one for one in told), told


def test_english_is_the_cores_own() -> None:
    mistake = Mistake("en.md", 1, 1, "As it is.", "As it %(x)s.", {"x": "is"})
    with translation.override("en"):
        assert saying.said(mistake) == "As it is."
