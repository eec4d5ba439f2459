"""The policy of the project's own example, and how tests change it."""

from __future__ import annotations

from pathlib import Path

from kept.core.policy import check

FOLDER = Path(__file__).parents[4] / "policies" / "copyfy"


def copyfy() -> dict[str, str]:
    """The files of policies/copyfy."""
    return {path.name: path.read_text(encoding="utf-8") for path in sorted(FOLDER.iterdir())}


def edited(*edits: tuple[str, str, str]) -> dict[str, str]:
    """The example with some (file, old, new) replaced; each old text must be there."""
    files = copyfy()
    for file, old, new in edits:
        assert old in files[file], f"{old!r} is not in {file}"
        files[file] = files[file].replace(old, new, 1)
    return files


def told(*edits: tuple[str, str, str]) -> list[str]:
    """The mistakes of the edited example, as `file:line:column: sentence`."""
    return [str(mistake) for mistake in check(edited(*edits))]
