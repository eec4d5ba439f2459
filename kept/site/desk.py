"""The desk's own directory: what makes this desk this desk, and all there is to back up.

KEPT_HOME/desk.toml       name, address, public address, outgoing mail
KEPT_HOME/secret.key      signs sessions and sign-in links
KEPT_HOME/kept.sqlite3    the record (unless the desk lives in PostgreSQL)
KEPT_HOME/files/          attachments, by their content
KEPT_HOME/mail/           mails as they came
"""

from __future__ import annotations

import os
import re
import secrets
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kept.core.calendar import tz
from kept.core.mail import Address

HOST = r"(?:\[[0-9A-Fa-f:.]+\]|[^\W_][\w.-]*)"
"""A name or an address of a machine, as a pattern."""

MOST_UNDO_SECONDS = 120
"""A reply that waits longer would be one that the customer waits for."""


class DeskError(ValueError):
    """The desk's settings cannot be used; the sentence says what and where."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Smtp:
    """Where outgoing mail is handed over. `security`: 'starttls', 'tls' or 'none'.

    At most so many `connections` at once, `to_one_domain` of them with mail for the same domain,
    which gets at most `a_minute_to_one_domain` mails.
    """

    host: str
    port: int = 587
    user: str = ""
    password: str = ""
    security: str = "starttls"
    connections: int = 6
    to_one_domain: int = 2
    a_minute_to_one_domain: int = 600


@dataclass(frozen=True, slots=True, kw_only=True)
class Tls:
    """PEM files with which incoming mail is offered encryption, absolute or seen from KEPT_HOME."""

    certificate: str
    key: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """How incoming mail is judged. `trusts`: mail servers whose `Authentication-Results` count,
    by the names that they give themselves there, with spaces or commas in between."""

    trusts: str = ""

    @property
    def trusted(self) -> frozenset[str]:
        return frozenset(self.trusts.lower().replace(",", " ").split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What `desk.toml` says. `url` has no slash at its end; `demo` shows the outbox to all.

    `undo_seconds`: how long a reply waits before it leaves, so that its writer can take it back;
    0: it leaves at once.
    """

    name: str = "Kept"
    address: str = "desk@localhost.localdomain"
    url: str = "http://127.0.0.1:8000"
    zone: str = "UTC"
    demo: bool = False
    undo_seconds: int = 10
    smtp: Smtp | None = None
    tls: Tls | None = None
    mail: Mail = Mail()


def read_desk(home: Path) -> Desk:
    """The desk that lives in `home`; the defaults where it has no `desk.toml` yet.

    Raises DeskError for a file that is not TOML, an unknown key or a value that cannot be used.
    """
    file = desk_file(home)
    try:
        facts = tomllib.loads(file.read_text("utf-8"))
    except (FileNotFoundError, NotADirectoryError):
        return Desk()
    except OSError as error:
        raise DeskError(f"{file} cannot be read: {error.strerror}.") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise DeskError(f"{file}: {error}") from error
    given = {name: facts.pop(name, None) for name in _TABLES}
    tables = {name: _table(name, part, file) for name, part in given.items() if part is not None}
    filled: Desk = _filled(Desk, facts, file, {"smtp": None, "tls": None, "mail": Mail()} | tables)
    return filled


def desk_file(home: Path) -> Path:
    """Where the settings of the desk in `home` stand, or will. DeskError where none can."""
    if home.exists() and not home.is_dir():
        raise DeskError(f"KEPT_HOME: {home} is a file, not a folder.")
    return home / "desk.toml"


def _table(name: str, facts: object, file: Path) -> Any:
    cls = _TABLES[name]
    if not isinstance(facts, dict):
        raise DeskError(f"{file}: {name} must be a table, [{name}], not {facts!r}.")
    for key, what in _NEEDED.items():
        table, _, field = key.partition(".")
        if table == name and field not in facts:
            raise DeskError(f"{file}: {key} is missing: {what}.")
    return _filled(cls, facts, file, {}, f"{name}.")


def _filled(
    cls: type[Any], facts: dict[str, Any], file: Path, more: Mapping[str, Any], at: str = ""
) -> Any:
    known = {name: field.type for name, field in cls.__dataclass_fields__.items()}
    for key, value in facts.items():
        if key not in known or key in more:
            raise DeskError(f"{file}: {at}{key} is not a setting; there are {', '.join(known)}.")
        if type(value).__name__ != known[key]:
            raise DeskError(f"{file}: {at}{key} must be a {known[key]}, not {value!r}.")
        try:
            check_value(at + key, value)
        except DeskError as error:
            raise DeskError(f"{file}: {error}") from error
    return cls(**facts, **more)


def check_value(setting: str, value: Any) -> None:
    """Raises DeskError, with a sentence that names `setting`, for a value that cannot be used."""
    check = _CHECKS.get(setting)
    if check is None:
        return
    try:
        check(value)
    except ValueError as error:
        raise DeskError(f"{setting}: {error}") from error


def _check_text(text: str) -> None:
    if not text.strip():
        raise ValueError("It must not be empty.")


def _check_address(text: str) -> None:
    if Address.parse(text).email.lower() != text.lower():
        raise ValueError(f"“{text}” is more than an e-mail address such as help@example.org.")


def _check_hosts(text: str) -> None:
    for host in text.replace(",", " ").split():
        if not re.fullmatch(HOST, host):
            raise ValueError(f"“{host}” is not the name of a mail server such as mx.example.org.")


def _check_url(text: str) -> None:
    found = _URL.fullmatch(text)
    if found is None or not is_port(found["port"] or "80"):
        raise ValueError(
            f"“{text}” is not a public address such as https://help.example.org, "
            "with nothing after the host."
        )


def _check_port(port: int) -> None:
    if not is_port(str(port)):
        raise ValueError(f"{port} is not a port: they go from 1 to 65535.")


def _check_security(text: str) -> None:
    # A slip must not end in a password sent in clear.
    if text not in ("starttls", "tls", "none"):
        raise ValueError(f"“{text}” is not one of 'starttls', 'tls' and 'none'.")


def _check_count(number: int) -> None:
    if number < 1:
        raise ValueError(f"{number} is too few: nothing would be sent.")


def _check_undo(seconds: int) -> None:
    if not 0 <= seconds <= MOST_UNDO_SECONDS:
        raise ValueError(f"{seconds} is not between 0 and {MOST_UNDO_SECONDS} seconds.")


def is_port(text: str) -> bool:
    return text.isdecimal() and 1 <= int(text) <= 65535


_TABLES: Mapping[str, type[Any]] = {"smtp": Smtp, "tls": Tls, "mail": Mail}
_NEEDED = {
    "smtp.host": "the server that takes outgoing mail",
    "tls.certificate": "the file with the certificate and its chain (PEM)",
    "tls.key": "the file with the key of the certificate (PEM)",
}
_URL = re.compile(rf"https?://{HOST}(?::(?P<port>\d{{1,5}}))?")
_CHECKS: Mapping[str, Callable[[Any], object]] = {
    "name": _check_text,
    "address": _check_address,
    "url": _check_url,
    "zone": tz,
    "undo_seconds": _check_undo,
    "smtp.connections": _check_count,
    "smtp.to_one_domain": _check_count,
    "smtp.a_minute_to_one_domain": _check_count,
    "smtp.host": _check_text,
    "tls.certificate": _check_text,
    "tls.key": _check_text,
    "mail.trusts": _check_hosts,
    "smtp.port": _check_port,
    "smtp.security": _check_security,
}


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
