"""What the environment says to a desk: where it listens, whom it asks, and where its record is."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from kept.site.desk import HOST, DeskError, is_port

WEB, SMTP = "127.0.0.1:8000", "127.0.0.1:2525"
"""Where the web listens and mail is received unless KEPT_WEB and KEPT_SMTP say otherwise."""

_LISTENING = re.compile(rf"{HOST}:(?P<port>\d{{1,5}})")
#: What the kernel has room for (unix(7)).
_LONGEST_SOCKET = 107


def listening(variable: str, default: str) -> str:
    """The `host:port` that an environment variable gives, else `default`.

    Raises DeskError for anything else, with a sentence that names the variable.
    """
    address = os.environ.get(variable, default)
    found = _LISTENING.fullmatch(address)
    if found is None or not is_port(found["port"]):
        raise DeskError(
            f"{variable}: “{address}” is not a host and a port such as {default} or [::1]:8000."
        )
    return address


def name_server(variable: str) -> str:
    """Whom to ask about senders: a `host:port`, 'off' for nobody, '' for the system's own.

    Raises DeskError for anything else.
    """
    given = os.environ.get(variable, "")
    return listening(variable, "127.0.0.1:53") if given not in ("", "off") else given


def lmtp_listening(variable: str) -> str:
    """Where mail is also received by LMTP: a `host:port`, the path of a socket, or '' (nowhere).

    Raises DeskError for a path that no socket can have, or anything else.
    """
    given = os.environ.get(variable, "")
    if not given.startswith("/"):
        return listening(variable, "127.0.0.1:2424") if given else ""
    if len(os.fsencode(given)) > _LONGEST_SOCKET:
        raise DeskError(f"{variable}: the path of a socket has at most {_LONGEST_SOCKET} bytes.")
    return given


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
    # The sentences do not repeat what may hold a password.
    try:
        parts = urlsplit(url)
        port = parts.port or ""
    except ValueError as error:
        raise DeskError(f"KEPT_DATABASE: this is no address of a PostgreSQL ({error}).") from error
    if parts.scheme not in ("postgres", "postgresql"):
        raise DeskError("KEPT_DATABASE: it must be like postgres://user@host:5432/database.")
    if not parts.path.strip("/"):
        raise DeskError("KEPT_DATABASE: the database's name is missing, the part after the host.")
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(port),
        "CONN_MAX_AGE": None,
        # Values travel beside the statement, which is planned once: docs/decisions/0009.
        "OPTIONS": {"server_side_binding": True, "prepare_threshold": 2},
    }


def check_environment(home: Path) -> str:
    """Where the web listens. Raises DeskError if a variable is wrong, before a desk is made."""
    database(home, os.environ.get("KEPT_DATABASE", ""))
    listening("KEPT_SMTP", SMTP)
    lmtp_listening("KEPT_LMTP")
    name_server("KEPT_DNS")
    return listening("KEPT_WEB", WEB)
