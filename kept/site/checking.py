"""`kept policy check`: every mistake of a policy in a folder, for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path

from kept.core.policy import Mistake, check
from kept.site import prepare


def run(folder: Path, *, as_json: bool) -> tuple[list[str], bool]:
    """The lines to print, and whether the policy is sound. Raises NotReadyError for a
    folder that has none.

    A line is `file:line:column: sentence`, as editors and compilers say it; `as_json`, all is one
    list of objects with `file`, `line`, `column` and `sentence`.
    """
    try:
        mistakes = check(prepare.policy_files(folder))
    except prepare.NotTextError as error:
        mistakes = (error.mistake,)
    said = [_json(mistakes)] if as_json else prepare.told(folder, mistakes)
    return said, not mistakes


def _json(mistakes: Sequence[Mistake]) -> str:
    told = [
        {"file": m.file, "line": m.line, "column": m.column, "sentence": m.sentence}
        for m in mistakes
    ]
    return json.dumps(told, ensure_ascii=False, indent=2)
