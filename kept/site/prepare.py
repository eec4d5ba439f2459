"""Make a desk ready to run: its directory, its tables, its policy, its pages' files."""

from __future__ import annotations

import io
import sqlite3
import sys
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kept.core.policy import Mistake, PolicyMistakes, read


class NotReadyError(RuntimeError):
    """The desk cannot run yet; the sentence says what to do."""


class NotTextError(NotReadyError):
    """A file of a policy is not text in UTF-8: `mistake` says where it stops to be."""

    def __init__(self, file: Path, error: UnicodeDecodeError) -> None:
        before = bytes(error.object[: error.start]).decode()
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        sentence = "This is not text in UTF-8: save the file in that encoding."
        self.mistake = Mistake(file.name, line, column, sentence, sentence)
        super().__init__(*told(file.parent, [self.mistake]))


def policies() -> Path:
    """Where the policies that come with Kept stand: beside the code, or installed with it."""
    here = Path(__file__).resolve().parents[2] / "policies"
    return here if here.is_dir() else Path(sys.prefix, "share", "kept", "policies")


def policy_files(folder: Path) -> dict[str, str]:
    """The files of a policy. Raises NotReadyError when `folder` has none that can be read, and
    NotTextError, which says where, for one that is no text."""
    try:
        names = sorted(file.name for file in folder.iterdir())
        if "policy.toml" not in names:
            raise NotReadyError(f"There is no policy.toml in {folder}: its rules stand there.")
    except FileNotFoundError as error:
        raise NotReadyError(f"There is no folder {folder}.") from error
    except NotADirectoryError as error:
        raise NotReadyError(
            f"{folder} is a file: a policy is a folder with policy.toml and a text for each "
            "language."
        ) from error
    except OSError as error:
        raise NotReadyError(f"{folder} cannot be read: {error.strerror}.") from error
    texts = [name for name in names if name.endswith(".md")]
    return {name: _text(folder / name) for name in ("policy.toml", *texts)}


def sound_policy(folder: Path) -> dict[str, str]:
    """The same of a policy that can be published. Raises NotReadyError for a faulty one."""
    files = policy_files(folder)
    try:
        read(files)
    except PolicyMistakes as mistakes:
        said = "\n".join(told(folder, mistakes.mistakes))
        raise NotReadyError(f"The policy has mistakes:\n{said}") from mistakes
    return files


def told(folder: Path, mistakes: Iterable[Mistake]) -> list[str]:
    """Each mistake as `file:line:column: sentence`, as editors and compilers say it."""
    return [f"{folder / one.file}:{one.line}:{one.column}: {one.sentence}" for one in mistakes]


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise NotTextError(file, error) from error
    except OSError as error:
        raise NotReadyError(f"{file} cannot be read: {error.strerror}.") from error


def bring_up_to_date(at: datetime) -> None:
    """Create or upgrade the tables, keeping a copy of the record first, and lay out the pages.
    Raises NotReadyError when the disk takes no file."""
    waiting = _migrations_waiting()
    if waiting and _has_record():
        _keep_copy(at)
    if waiting:
        call_command("migrate", verbosity=0)
    try:
        call_command("collectstatic", interactive=False, verbosity=0, stdout=io.StringIO())
    except OSError as error:
        raise NotReadyError(
            f"The pages' files cannot be written in {settings.STATIC_ROOT}: {error.strerror}. "
            "Mend that, then start Kept again; nothing is lost."
        ) from error


def check_ready() -> None:
    """Raises NotReadyError when the desk was never set up or is older than this program."""
    if not settings.KEPT_HOME.joinpath("desk.toml").exists():
        raise NotReadyError(
            f"There is no desk in {settings.KEPT_HOME}. Run `kept init`, or `kept demo` to try."
        )


def _migrations_waiting() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _has_record() -> bool:
    return "record_event" in connection.introspection.table_names()


def _keep_copy(at: datetime) -> None:
    """A copy of an SQLite record before an upgrade. PostgreSQL's own tools do that better."""
    if connection.vendor != "sqlite":
        return
    backups = settings.KEPT_HOME / "backups"
    backups.mkdir(exist_ok=True)
    target = backups / f"before-upgrade-{at:%Y%m%d-%H%M%S}.sqlite3"
    with sqlite3.connect(target) as copy:
        connection.ensure_connection()
        connection.connection.backup(copy)
