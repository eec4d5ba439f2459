"""The wheel stands alone: whoever installs it has a desk, with nothing from this folder."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
POLICY = {"policy.toml", "en.md", "fr.md"}

pytestmark = pytest.mark.slow


def run(*words: str | Path, cwd: Path, **environment: str) -> str:
    """Run a program as a stranger's machine would: no path of this project around it."""
    ours = ("KEPT_", "DJANGO_", "PYTHONPATH", "PYTHONDONTWRITEBYTECODE")
    clean = {key: value for key, value in os.environ.items() if not key.startswith(ours)}
    done = subprocess.run(
        words, cwd=cwd, env=clean | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("wheel")
    source = out / "source"
    source.mkdir()
    # Built from a copy: building leaves folders behind, and other tests read this tree meanwhile.
    for part in ("kept", "policies", "pyproject.toml", "README.md", "LICENSE"):
        run("cp", "-R", ROOT / part, source, cwd=out)
    run(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", out, source, cwd=out
    )
    (built,) = out.glob("kept-*.whl")
    return built


def test_the_wheel_carries_all_that_is_not_code(wheel: Path) -> None:
    inside = zipfile.ZipFile(wheel).namelist()
    for path in (ROOT / "kept").rglob("*"):
        if path.suffix in {".html", ".css", ".js", ".woff2", ".svg", ".txt", ".md", ".mo"}:
            assert path.relative_to(ROOT).as_posix() in inside
    assert {Path(name).name for name in inside if "policies/copyfy" in name} >= POLICY
    assert [name for name in inside if "/tests/" in name] == []


def test_an_empty_environment_with_the_wheel_runs_the_demo(wheel: Path, tmp_path: Path) -> None:
    run(sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv", cwd=tmp_path)
    pip = (sys.executable, "-m", "pip", "--python", tmp_path / "venv/bin/python", "install")
    pip += ("--quiet", "--disable-pip-version-check", "--no-compile")
    run(*pip, "--require-hashes", "--requirement", ROOT / "requirements.txt", cwd=tmp_path)
    run(*pip, "--no-deps", "--no-index", wheel, cwd=tmp_path)
    kept, desk = tmp_path / "venv/bin/kept", {"KEPT_HOME": str(tmp_path / "desk")}
    run(kept, "demo", cwd=tmp_path, **desk)
    tickets = run(kept, "tickets", "--json", cwd=tmp_path, **desk).splitlines()
    assert len(tickets) >= 30
    run(kept, "check", cwd=tmp_path, **desk)
