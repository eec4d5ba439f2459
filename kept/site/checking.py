"""`kept policy check`: every mistake of a policy in a folder, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from kept.core.policy import Mistake, check
from kept.site import prepare


def run(folder: Path, *, as_json: bool, language: str = "en") -> tuple[list[str], bool]:
    """The lines to print, and whether the policy is sound. Raises NotReadyError for a
    folder that has none.

    A line is `file:line:column: sentence`, as editors and compilers say it; `as_json`, all is one
    list of objects with `file`, `line`, `column` and `sentence`.
    """
    try:
        mistakes = check(prepare.policy_files(folder))
    except prepare.NotTextError as error:
        mistakes = (error.mistake,)
    if language != "en":
        mistakes = tuple(_in(language, mistakes))
    said = [_json(mistakes)] if as_json else prepare.told(folder, mistakes)
    return said, not mistakes


def _in(language: str, mistakes: Iterable[Mistake]) -> Iterator[Mistake]:
    """The same with their sentences in another language of the team, as the editor says them."""
    import django

    django.setup()
    from django.utils import translation

    from kept.policy_editor.saying import said

    with translation.override(language):
        for one in mistakes:
            yield replace(one, sentence=said(one))


def _json(mistakes: Sequence[Mistake]) -> str:
    told = [
        {"file": m.file, "line": m.line, "column": m.column, "sentence": m.sentence}
        for m in mistakes
    ]
    return json.dumps(told, ensure_ascii=False, indent=2)
