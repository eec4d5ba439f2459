"""The process tree under real signals, with tiny programs standing in for the parts."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.site.serve import PARENT_PIPE, Patience, follow_parent, obstacle

ROOT = Path(__file__).resolve().parents[3]

PART = """
import os, signal, socket, sys, time
from pathlib import Path
from kept.site.serve import follow_parent

follow_parent(grace=0.5)
name, place = sys.argv[1], Path(sys.argv[2])
if name == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
if name == "polite":
    def bye(*_):
        place.joinpath("polite.bye").touch()
        sys.exit(0)
    signal.signal(signal.SIGTERM, bye)
if name == "listener":
    ear = socket.create_server(("127.0.0.1", int(sys.argv[3])))
with place.joinpath(name).open("a") as file:
    file.write(f"{os.getpid()}\\n")
if name == "failing":
    sys.exit(3)
time.sleep(120)
"""

SUPERVISOR = """
import sys
from kept.site.serve import Part, Patience, serve

place, port, *names = sys.argv[1:]
parts = [Part(name, [sys.executable, "-c", open(place + "/part.py").read(), name, place, port])
         for name in names]
if "missing" in names:
    parts[names.index("missing")] = Part("missing", [place + "/no-such-program"])
sys.exit(serve(parts, Patience(first_restart=0.05, longest_restart=0.2, before_kill=1.0)))
"""


class Tree:
    """A supervisor in a process of its own, and what its parts wrote down."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.port = _free_port()
        self.place.joinpath("part.py").write_text(PART)

    def start(self, *names: str) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-c", SUPERVISOR, str(self.place), str(self.port), *names],
            cwd=ROOT,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in set(names) - {"missing"}:
            soon(lambda name=name: self.pids(name))

    def pids(self, name: str) -> list[int]:
        file = self.place / name
        return [int(line) for line in file.read_text().splitlines()] if file.exists() else []

    def alive(self, *names: str) -> list[int]:
        return [pid for name in names for pid in self.pids(name) if _runs(pid)]

    def end(self, number: int) -> str:
        """Send a signal to the supervisor; what it had logged when it was gone."""
        self.process.send_signal(number)
        return self.process.communicate(timeout=10)[1]


@pytest.fixture
def tree(tmp_path: Path) -> Iterator[Tree]:
    tree = Tree(tmp_path)
    yield tree
    if tree.process.poll() is None:
        tree.process.kill()
    tree.process.communicate()


def _free_port() -> int:
    with socket.socket() as ear:
        ear.bind(("127.0.0.1", 0))
        return int(ear.getsockname()[1])


def _runs(pid: int) -> bool:
    """A process that ended but is not yet collected by whoever adopted it runs no more."""
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def soon(happens: Callable[[], object], within: float = 8.0) -> None:
    until = time.monotonic() + within
    while not happens():
        assert time.monotonic() < until, "it did not happen in time"
        time.sleep(0.02)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_stopping_the_desk_stops_every_part_and_succeeds(tree: Tree, number: int) -> None:
    tree.start("polite", "plain")
    log = tree.end(number)
    assert tree.process.returncode == 0
    assert tree.alive("polite", "plain") == []
    assert (tree.place / "polite.bye").exists(), "it was asked, not killed"
    assert log == ""


def test_a_part_that_does_not_stop_is_killed(tree: Tree) -> None:
    tree.start("stubborn", "polite")
    log = tree.end(signal.SIGTERM)
    assert tree.process.returncode == 0
    assert tree.alive("stubborn", "polite") == []
    assert "The stubborn part did not end within 1 s and was killed." in log


def test_parts_notice_a_killed_supervisor_and_free_their_ports(tree: Tree) -> None:
    tree.start("plain", "polite", "stubborn", "listener")
    tree.end(signal.SIGKILL)
    soon(lambda: not tree.alive("plain", "polite", "stubborn", "listener"), within=2)
    socket.create_server(("127.0.0.1", tree.port)).close()


def test_a_killed_part_starts_again_and_the_log_says_so(tree: Tree) -> None:
    tree.start("plain", "polite")
    os.kill(tree.pids("plain")[0], signal.SIGKILL)
    soon(lambda: len(tree.pids("plain")) == 2)
    assert len(tree.pids("polite")) == 1
    log = tree.end(signal.SIGINT)
    assert log == "The plain part was ended by SIGKILL; it starts again in 0.05 s.\n"
    assert tree.alive("plain", "polite") == []


def test_a_part_that_keeps_failing_waits_longer_each_time(tree: Tree) -> None:
    tree.start("failing")
    soon(lambda: len(tree.pids("failing")) >= 4)
    waits = [line.split()[-2] for line in tree.end(signal.SIGTERM).splitlines()]
    assert waits[:4] == ["0.05", "0.1", "0.2", "0.2"][: len(waits)]
    assert tree.process.returncode == 0


def test_a_part_that_cannot_be_started_is_named_with_the_reason(tree: Tree) -> None:
    tree.start("missing", "plain")
    log = tree.end(signal.SIGTERM)
    assert "The missing part could not be started" in log
    assert "no-such-program" in log


def test_stopping_does_not_wait_for_a_pending_restart(tmp_path: Path) -> None:
    slow = SUPERVISOR.replace("first_restart=0.05, longest_restart=0.2", "first_restart=60")
    tmp_path.joinpath("part.py").write_text(PART)
    argv = [sys.executable, "-c", slow, str(tmp_path), "0", "failing"]
    process = subprocess.Popen(argv, cwd=ROOT, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert "starts again in 60 s" in process.stderr.readline()
    process.terminate()
    process.communicate(timeout=5)
    assert process.returncode == 0


def test_a_part_on_its_own_follows_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(PARENT_PIPE, raising=False)
    follow_parent()


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost"])
def test_an_address_where_somebody_listens_is_taken(host: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as ear:
        port = ear.getsockname()[1]
        assert obstacle(f"{host}:{port}") == "something else listens there"
    assert not obstacle(f"{host}:{port}")


@pytest.mark.parametrize(
    "address", ["192.0.2.1:8000", "[2001:db8::1]:8000", "nobody.invalid:8000", f"{'a' * 70}.b:80"]
)
def test_an_address_that_is_not_this_machine_s_has_an_obstacle(address: str) -> None:
    assert obstacle(address)


@given(st.lists(st.floats(0, 59), max_size=12))
def test_waits_never_shrink_while_a_part_keeps_falling(runs: list[float]) -> None:
    patience, waits = Patience(), list[float]()
    for ran in runs:
        waits.append(patience.next_restart(waits[-1] if waits else None, ran))
    assert waits == sorted(waits)
    assert all(1 <= wait <= 30 for wait in waits)
    assert patience.next_restart(30.0, ran=60) == 1
