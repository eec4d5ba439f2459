"""A PostgreSQL of one's own, for as long as a command runs.

    python -m tests.postgres pytest …     runs the command with KEPT_DATABASE naming the cluster
    python -m tests.postgres              says which PostgreSQL would be used

The cluster lives in a temporary directory, listens on a free port of 127.0.0.1, trusts everyone
who reaches it and forgets everything afterwards: nothing on it is ever durable.
"""

import os
import pwd
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

OLDEST = 15
USER = "kept"
DATABASE = "kept"
HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=2GB")
PATIENCE = 30.0


class NoPostgresError(Exception):
    """There is none that the tests can use; the text says what to install."""


def binaries() -> Path:
    """The folder with initdb and postgres, the newest of this machine."""
    folders = list(Path("/usr/lib/postgresql").glob("*/bin"))
    if on_path := shutil.which("postgres"):
        folders.append(Path(on_path).resolve().parent)
    usable = [(_version(folder), folder) for folder in folders if (folder / "initdb").exists()]
    if not usable or max(usable)[0] < OLDEST:
        raise NoPostgresError(f"No PostgreSQL {OLDEST} or newer here; apt-get install postgresql")
    return max(usable)[1]


def _version(folder: Path) -> int:
    said = subprocess.run(
        [folder / "postgres", "--version"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"\d+", said)
    return int(found.group()) if found else 0


@contextmanager
def cluster() -> Iterator[str]:
    """A running cluster with one empty database; yields its URL, leaves nothing behind."""
    folder = binaries()
    home = Path(tempfile.mkdtemp(prefix="kept-postgres-"))
    try:
        who = _unprivileged(home)
        data, port = home / "data", _free_port()
        initdb = [folder / "initdb", "-D", data, "-U", USER, "-A", "trust", "-E", "UTF8"]
        subprocess.run(
            [*initdb, "--locale=C.UTF-8", "--no-sync"],
            user=who,
            cwd=home,
            check=True,
            stdout=subprocess.DEVNULL,
        )
        with _server(folder, home, port, who):
            yield f"postgres://{USER}@127.0.0.1:{port}/{DATABASE}"
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _unprivileged(home: Path) -> str | None:
    """PostgreSQL refuses to run as root, so root lends the directory to `postgres`."""
    if os.getuid() != 0:
        return None
    try:
        entry = pwd.getpwnam("postgres")
    except KeyError:
        raise NoPostgresError(
            "There is no user `postgres` to run the server as root's guest."
        ) from None
    os.chown(home, entry.pw_uid, entry.pw_gid)
    return "postgres"


@contextmanager
def _server(folder: Path, home: Path, port: int, who: str | None) -> Iterator[None]:
    settings = (
        *HASTE,
        "listen_addresses=127.0.0.1",
        f"port={port}",
        f"unix_socket_directories={home}",
    )
    log = home / "log"
    with log.open("w") as file:
        server = subprocess.Popen(
            [folder / "postgres", "-D", home / "data", *(f"--{each}" for each in settings)],
            user=who,
            cwd=home,
            stdout=file,
            stderr=file,
            process_group=0,
        )
    try:
        _create_database(folder, port, server, log)
        yield
    finally:
        server.send_signal(signal.SIGINT)  # "fast": clients are sent away
        try:
            server.wait(timeout=PATIENCE)
        except subprocess.TimeoutExpired:
            server.kill()
            server.wait()


def _create_database(folder: Path, port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    address = ["-h", "127.0.0.1", "-p", str(port), "-U", USER]
    until = time.monotonic() + PATIENCE
    while subprocess.run([folder / "pg_isready", "-q", *address], check=False).returncode != 0:
        if server.poll() is not None or time.monotonic() > until:
            raise RuntimeError(f"PostgreSQL did not start; its log:\n{log.read_text()}")
        time.sleep(0.05)
    subprocess.run([folder / "createdb", *address, DATABASE], check=True)


def _free_port() -> int:
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        return int(ear.getsockname()[1])


def main(command: Sequence[str]) -> int:
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the cluster is put away
    try:
        if not command:
            sys.stdout.write(f"{binaries()}\n")
            return 0
        with cluster() as url:
            environment = os.environ | {"KEPT_DATABASE": url}
            return subprocess.run(command, env=environment, check=False).returncode
    except NoPostgresError as reason:
        sys.stderr.write(f"{reason}\n")
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
