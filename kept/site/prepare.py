"""Make a desk ready to run: its directory, its tables, its policy, its pages' files."""

from __future__ import annotations

import io
import sqlite3
import sys
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from kept.core.policy import PolicyMistakes, read


class NotReadyError(RuntimeError):
    """The desk cannot run yet; the sentence says what to do."""


def policies() -> Path:
    """Where the policies that come with Kept stand: beside the code, or installed with it."""
    here = Path(__file__).resolve().parents[2] / "policies"
    return here if here.is_dir() else Path(sys.prefix, "share", "kept", "policies")


def policy_files(folder: Path) -> dict[str, str]:
    """The files of a policy. Raises NotReadyError when `folder` has none that can be read."""
    if not (folder / "policy.toml").is_file():
        raise NotReadyError(f"There is no policy.toml in {folder}.")
    found = [folder / "policy.toml", *sorted(folder.glob("*.md"))]
    return {file.name: _text(file) for file in found}


def sound_policy(folder: Path) -> dict[str, str]:
    """The same of a policy that can be published. Raises NotReadyError for a faulty one."""
    files = policy_files(folder)
    try:
        read(files)
    except PolicyMistakes as mistakes:
        raise NotReadyError(f"The policy has mistakes:\n{mistakes}") from mistakes
    return files


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise NotReadyError(f"{file} is not text in UTF-8: see byte {error.start + 1}.") from error
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
