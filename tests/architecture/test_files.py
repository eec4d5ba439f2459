"""The house as a newcomer finds it: small files, telling names, nothing hidden."""

import re
import tomllib
from pathlib import Path

import pytest

from .sources import KEPT, ROOT, code, everything, files, findings, is_test, name

LONGEST = 350
LONGEST_TEST = 500

# Path → why it is longer than the rule and still one idea.
LONGER: dict[str, str] = {}

EMPTY_NAMES = {"utils", "util", "helpers", "services", "managers", "common", "misc"}

LOCK_FILES = {
    *("uv.lock", "poetry.lock", "pdm.lock", "Pipfile.lock", "pylock.toml"),
    *("package-lock.json", "npm-shrinkwrap.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"),
}


def _lines(path: Path) -> int:
    return len(path.read_text(encoding="utf-8").splitlines())


def test_files_are_short_enough_to_read() -> None:
    long = {
        name(path): _lines(path)
        for folder in (KEPT, ROOT / "tests", ROOT / "bench")
        for path in files(folder, ".py", ".html", ".css", ".js")
        if _lines(path) > (LONGEST_TEST if is_test(path) else LONGEST)
    }
    found = [f"{path}: {count} lines" for path, count in long.items() if path not in LONGER]
    assert not found, findings(
        found,
        f"A file holds one idea in at most {LONGEST} lines ({LONGEST_TEST} for tests). "
        "Split it by idea, or list it in LONGER with the reason.",
    )
    assert set(LONGER) <= set(long), "LONGER lists files that are short again."


def test_names_say_what_is_inside() -> None:
    found = [
        name(path)
        for path in files(KEPT, ".py")
        if EMPTY_NAMES & {path.stem, *path.relative_to(KEPT).parts[:-1]}
    ]
    assert not found, findings(found, "Such a name fits anything: name the idea inside.")


def test_every_folder_of_code_is_in_the_wheel() -> None:
    bare = {path.parent for path in code() if not (path.parent / "__init__.py").exists()}
    found = sorted(name(folder) for folder in bare)
    assert not found, findings(found, "A folder without __init__.py is missing from the wheel.")


def test_no_lock_file_records_where_packages_came_from() -> None:
    found = [name(path) for path in everything(ROOT) if path.name in LOCK_FILES]
    assert not found, findings(found, "Pins live in requirements*.txt, compiled by `make lock`.")


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_name_packages_and_hashes_and_no_address(file: str) -> None:
    text = (ROOT / file).read_text()
    assert not re.findall(r"\S+://\S+|--\S*(?:index|links|trusted)\S*", text)
    pinned = re.split(r"(?m)^(?=\S)", text)[1:]
    assert pinned
    assert [entry for entry in pinned if "==" not in entry or "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("file", ["requirements.txt", "requirements-dev.txt"])
def test_requirements_hold_what_the_project_asks_for(file: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    asked = list(project["project"]["dependencies"])
    if file == "requirements-dev.txt":
        asked += project["dependency-groups"]["dev"]
    pinned = {line.split("==")[0] for line in (ROOT / file).read_text().splitlines()}
    names = {re.split(r"[\[<>=!~; ]", each)[0].lower() for each in asked}
    assert names <= pinned, f"Run `make lock`: {file} misses {sorted(names - pinned)}."
