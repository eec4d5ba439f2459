"""Begin a desk: all of it, or nothing."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.db import OperationalError

from kept.site.desk import Desk, DeskError, check_value, desk_file


@contextmanager
def founded(home: Path, desk: Desk) -> Iterator[None]:
    """Make a new desk's directory; what is done inside the `with` completes the desk.

    Where that fails, what came into `home` is taken away again. A desk that is there already
    stays, whatever happens. Raises DeskError where the record cannot be reached.
    """
    there = home.exists()
    before = {entry.name for entry in home.iterdir()} if home.is_dir() else set()
    new = "desk.toml" not in before
    write_desk(home, desk)
    try:
        yield
    except BaseException as error:
        if new:
            _take_away(home, before, with_home=not there)
        if new and isinstance(error, OperationalError):
            reason = str(error).partition("\n")[0]
            raise DeskError(
                f"The record cannot be reached: {reason}\n"
                "Nothing was set up. Make it answer, or correct KEPT_DATABASE, and try again."
            ) from error
        raise


def _take_away(home: Path, before: set[str], *, with_home: bool) -> None:
    for entry in home.iterdir():
        if entry.name in before:
            continue
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
    if with_home:
        home.rmdir()


def write_desk(home: Path, desk: Desk) -> None:
    """Make a new desk's directory. An existing `desk.toml` is left as it is.

    Raises DeskError, and has written nothing, for a setting that cannot be used.
    """
    file = desk_file(home)
    if file.exists():
        return
    for setting in ("name", "address", "url", "zone"):
        check_value(setting, getattr(desk, setting))
    lines = [
        "# What makes this desk this desk. After a change, start Kept again.",
        f"name = {_quoted(desk.name)}",
        f"address = {_quoted(desk.address)}",
        f"url = {_quoted(desk.url)}",
        f"zone = {_quoted(desk.zone)}",
        *(["demo = true"] if desk.demo else []),
        "",
        "# Without [smtp], mail goes to the outbox of this desk and nowhere else.",
        "# [smtp]",
        '# host = "mail.example.org"',
        "# port = 587",
        '# user = "desk"',
        '# password = "…"',
        '# security = "starttls"',
    ]
    try:
        home.mkdir(parents=True, exist_ok=True)
        file.write_text("\n".join(lines) + "\n", "utf-8")
    except OSError as error:
        raise DeskError(f"KEPT_HOME: {home} cannot be used: {error.strerror}.") from error


def _quoted(text: str) -> str:
    """A string of TOML: written as JSON writes it."""
    return json.dumps(text, ensure_ascii=False)
