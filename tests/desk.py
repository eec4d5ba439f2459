"""A whole desk for tests that stand outside of it: its own directory, ports and processes."""

import atexit
import functools
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

ROOT = Path(__file__).resolve().parents[1]
PATIENCE = 60.0

# Who can sign in to the demo desk; `kept demo` prints it.
AGENT = "agent@kept.example"
LEAD = "lead@kept.example"
CUSTOMER = "camille@maison-oriol.example"
PASSWORD = "kept-demo"


@dataclass(frozen=True)
class Desk:
    """Where a running desk lives and listens. `database`: a PostgreSQL with nothing in it, instead
    of a file in its directory."""

    home: Path
    web: str
    smtp: str
    database: str = ""

    @property
    def url(self) -> str:
        return f"http://{self.web}"

    @property
    def environment(self) -> dict[str, str]:
        return os.environ | {
            "DJANGO_SETTINGS_MODULE": "kept.site.settings",  # not those of the tests
            "KEPT_HOME": str(self.home),
            "KEPT_WEB": self.web,
            "KEPT_SMTP": self.smtp,
            "KEPT_DNS": "off",
            "KEPT_DATABASE": self.database,  # SQLite, also where the tests' own is in PostgreSQL
        }

    def found(self) -> None:
        """Set it up as `kept init` does: one is set up for all tests of a process, and copied."""
        if self.database:
            self.kept("init")
        else:
            shutil.copytree(_founded(), self.home, dirs_exist_ok=True)

    def tickets(self) -> list[dict[str, Any]]:
        """What the desk holds, as `kept tickets --json` tells it."""
        return [json.loads(line) for line in self.kept("tickets", "--json").splitlines()]

    def kept(self, *words: str) -> str:
        """Run the `kept` command for this desk; its output, or its complaint as an error."""
        done = subprocess.run(
            [sys.executable, "-m", "kept", *words],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def start(self, *words: str, log: IO[str]) -> subprocess.Popen[bytes]:
        """Begin a `kept` command that goes on, such as `serve`; what it says goes to `log`."""
        return subprocess.Popen(
            [sys.executable, "-m", "kept", *words],
            cwd=ROOT,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )


@functools.cache
def _founded() -> Path:
    folder = Path(tempfile.mkdtemp(prefix="kept-founded-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    Desk(folder / "desk", web="127.0.0.1:8000", smtp="127.0.0.1:2525").kept("init")
    return folder / "desk"


def free_address() -> str:
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        return f"127.0.0.1:{ear.getsockname()[1]}"


@contextmanager
def running(home: Path) -> Iterator[Desk]:
    """The demo desk as `make run` starts it, ready to answer; stopped as by Ctrl-C. Under a name:
    browsers offer passkeys to no bare address."""
    web = free_address().replace("127.0.0.1", "localhost")
    desk = Desk(home, web=web, smtp=free_address())
    desk.kept("demo")
    with run(desk):
        yield desk


@contextmanager
def run(desk: Desk) -> Iterator[None]:
    """A desk that is set up, ready to answer; stopped as by Ctrl-C."""
    with desk.home.with_name(f"{desk.home.name}.log").open("w+") as log:
        process = desk.start("serve", log=log)
        try:
            _wait_until_it_answers(desk, process, Path(log.name))
            yield
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(timeout=15)
            finally:
                process.kill()
                process.wait()


def _wait_until_it_answers(desk: Desk, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not (_answers(desk.url) and _listens(desk.smtp)):
        assert process.poll() is None, f"the desk ended by itself:\n{log.read_text()}"
        assert time.monotonic() < until, f"the desk does not answer:\n{log.read_text()}"
        time.sleep(0.1)


def _answers(url: str) -> bool:
    try:
        urllib.request.urlopen(url, timeout=10).close()
    except urllib.error.HTTPError as answer:
        answer.close()
        return answer.code < 500
    except OSError:
        return False
    return True


def _listens(address: str) -> bool:
    host, _, port = address.partition(":")
    try:
        socket.create_connection((host, int(port)), timeout=1).close()
    except OSError:
        return False
    return True
