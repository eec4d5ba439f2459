"""The desk's own directory: what makes this desk this desk, and all there is to back up.

KEPT_HOME/desk.toml       name, address, public address, outgoing mail
KEPT_HOME/secret.key      signs sessions and sign-in links
KEPT_HOME/kept.sqlite3    the record (unless the desk lives in PostgreSQL)
KEPT_HOME/files/          attachments, by their content
KEPT_HOME/mail/           mails as they came
"""

from __future__ import annotations

import json
import os
import secrets
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit


class DeskError(ValueError):
    """The desk's settings cannot be used; the sentence says what and where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """Where outgoing mail is handed over. `security`: 'starttls', 'tls' or 'none'."""

    host: str
    port: int = 587
    user: str = ""
    password: str = ""
    security: str = "starttls"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What `desk.toml` says. `url` has no slash at its end; `demo` shows the outbox to all."""

    name: str = "Kept"
    address: str = "desk@localhost.localdomain"
    url: str = "http://127.0.0.1:8000"
    zone: str = "UTC"
    demo: bool = False
    smtp: Smtp | None = None


def read_desk(home: Path) -> Desk:
    """The desk that lives in `home`; the defaults where it has no `desk.toml` yet.

    Raises DeskError for a file that is not TOML, an unknown key or a value of the wrong type.
    """
    file = home / "desk.toml"
    if not file.exists():
        return Desk()
    try:
        facts = tomllib.loads(file.read_text("utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DeskError(f"{file}: {error}") from error
    smtp = facts.pop("smtp", None)
    filled: Desk = _filled(
        Desk, facts, file, smtp=_filled(Smtp, smtp, file, "smtp.") if smtp else None
    )
    return filled


def _filled(cls: type[Any], facts: dict[str, Any], file: Path, at: str = "", **more: Any) -> Any:
    known = {name: field.type for name, field in cls.__dataclass_fields__.items()}
    for key, value in facts.items():
        if key not in known or key in more:
            raise DeskError(f"{file}: {at}{key} is not a setting; there are {', '.join(known)}.")
        if type(value).__name__ != known[key]:
            raise DeskError(f"{file}: {at}{key} must be a {known[key]}, not {value!r}.")
    try:
        return cls(**facts, **more)
    except TypeError as error:
        raise DeskError(f"{file}: {error}") from error


def write_desk(home: Path, desk: Desk) -> None:
    """Make a new desk's directory. An existing `desk.toml` is left as it is."""
    home.mkdir(parents=True, exist_ok=True)
    file = home / "desk.toml"
    if file.exists():
        return
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
    file.write_text("\n".join(lines) + "\n", "utf-8")


def _quoted(text: str) -> str:
    """A string of TOML: written as JSON writes it."""
    return json.dumps(text, ensure_ascii=False)


def secret_key(home: Path) -> str:
    """The key in `home`; made there, for the owner's eyes only, the first time."""
    file = home / "secret.key"
    if not home.exists():
        return secrets.token_urlsafe(48)
    if not file.exists():
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as opened:
            opened.write(secrets.token_urlsafe(48))
    return file.read_text().strip()


def database(home: Path, url: str) -> dict[str, Any]:
    """Django's settings for the record: SQLite in `home`, or the PostgreSQL that `url` names.

    Both are durable at commit: a transaction that returned survives a power cut.
    """
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": home / "kept.sqlite3",
            "CONN_MAX_AGE": None,
            "OPTIONS": {
                "transaction_mode": "IMMEDIATE",
                "timeout": 30,
                "init_command": (
                    "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;"
                    "PRAGMA cache_size=-65536; PRAGMA mmap_size=268435456;"
                    "PRAGMA temp_store=MEMORY; PRAGMA journal_size_limit=67108864;"
                ),
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in ("postgres", "postgresql"):
        raise DeskError(f"KEPT_DATABASE: {parts.scheme or url!r} is not postgres://…")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
    }
