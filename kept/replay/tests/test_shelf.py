"""What stands on the shelf is the record's: whoever put it there, and whatever became of it."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from kept.conftest import NOW
from kept.people.models import Staff
from kept.record import events
from kept.record.models import Event
from kept.replay import files, shelf, stretch
from kept.tickets import actions
from kept.tickets.tests.histories import answer

pytestmark = pytest.mark.django_db

FEW = 4


@pytest.fixture
def folder(db: None, settings: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the shelf of a desk is that counts few events as a stretch, and whose record begins
    with the first."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE record_event ALTER COLUMN id RESTART")
    settings.KEPT_HOME = tmp_path
    for module in (files, shelf, stretch):
        monkeypatch.setattr(module, "SIZE", FEW)
    return tmp_path / "replay"


@pytest.fixture
def desk(ask: Callable[..., int], agent: Staff, folder: Path) -> None:
    for _ in range(3):
        number = ask()
        actions.reply(number, answer(agent), by=agent, seen=1, at=NOW)
        actions.classify(number, kind="bug", cause="", by=agent, at=NOW)
        actions.release(number, 2, "Says thanks.", by=agent, at=NOW)


def told() -> list[object]:
    """What a replay reads of the record now."""
    history = shelf.events().history(NOW)
    columns = [
        *(getattr(history, name) for name in ("numbers", "opened", "ticket", "at", "act", "value")),
        *history.facts.values(),
    ]
    return [*(column.tolist() for column in columns), history.values, history.told]


def anew() -> list[object]:
    """The same, where nothing was read before."""
    shutil.rmtree(files._folder(), ignore_errors=True)
    return told()


@pytest.fixture
def reads(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, int]]:
    """What the database is asked for: after which id, and up to which."""
    asked: list[tuple[int, int]] = []
    read = stretch.gathered

    def gathered(after: int, until: int) -> object:
        asked.append((after, until))
        return read(after, until)

    monkeypatch.setattr(stretch, "gathered", gathered)
    return asked


@pytest.mark.usefixtures("desk")
def test_only_what_no_stretch_has_yet_is_read_again(
    reads: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    newest = events.newest()
    end = newest // FEW * FEW
    first = told()
    assert reads == [(after, after + FEW) for after in range(0, end, FEW)] + [(end, newest)]
    reads.clear()
    assert told() == first
    assert reads == [(end, newest)]
    for module in (files, shelf, stretch):
        monkeypatch.setattr(module, "SIZE", 2**16)
    assert anew() == first, "in one stretch it is the same"


@pytest.mark.usefixtures("desk")
def test_the_worker_puts_there_what_is_whole_and_then_rests(
    reads: list[tuple[int, int]], ask: Callable[..., int]
) -> None:
    ahead, whole = shelf.Ahead(), events.newest() // FEW
    assert [ahead.step() for _ in range(whole + 2)] == [1] * whole + [0, 0]
    reads.clear()
    ask()
    assert ahead.step() == 1
    assert reads == [(whole * FEW, (whole + 1) * FEW)]
    assert shelf.Ahead().step() == 0, "what another worker put there is not read again"
    reads.clear()
    from_the_shelf = told()
    assert len(reads) == 1
    assert from_the_shelf == anew()


def _torn(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-9])


def _blank(file: Path) -> None:
    """As long as it was: what a power cut may leave."""
    content = file.read_bytes()
    file.write_bytes(content.replace(content[-200:], bytes(200)))


def _empty(file: Path) -> None:
    file.write_bytes(b"")


def _strange(file: Path) -> None:
    file.write_bytes(b"PK\x03\x04" + file.read_bytes())


@pytest.mark.usefixtures("desk")
@pytest.mark.parametrize("harm", [_torn, _blank, _empty, _strange, Path.unlink])
def test_what_is_harmed_is_read_and_put_there_anew(
    folder: Path, reads: list[tuple[int, int]], harm: Callable[[Path], None]
) -> None:
    first, file = told(), folder / "0000001.stretch"
    before = file.read_bytes()
    harm(file)
    reads.clear()
    assert told() == first
    assert (FEW, 2 * FEW) in reads
    assert file.read_bytes() == before


@pytest.mark.usefixtures("desk")
def test_the_shelf_of_another_record_is_read_anew() -> None:
    told()
    Event.objects.update(at=NOW.replace(year=2025))
    assert told() == anew()


@pytest.mark.usefixtures("desk")
def test_the_shelf_of_another_version_is_read_anew(
    reads: list[tuple[int, int]], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as older:
        older.setattr(files, "_FORM", ["older"])
        first = told()
    asked = reads.copy()
    assert told() == first
    assert reads == 2 * asked


@pytest.mark.usefixtures("desk")
def test_what_was_left_there_by_others_is_thrown_away(folder: Path) -> None:
    first = told()
    kept = {file.name for file in folder.iterdir()}
    old, writing = folder / "events.npz", folder / ".0000001.stretch.12ab"
    for file in (old, writing):
        file.write_bytes(b"?")
    long_ago = time.time() - 7200
    os.utime(old, (long_ago, long_ago))
    shelf.Ahead()
    assert {file.name for file in folder.iterdir()} == kept | {writing.name}
    assert told() == first


@pytest.mark.usefixtures("desk")
def test_a_disk_that_takes_nothing_only_costs_time(
    folder: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder.write_bytes(b"a file where the folder should be")
    ahead = shelf.Ahead()
    assert ahead.step() == 1
    assert "cannot be kept" in caplog.text
    first = told()
    folder.unlink()
    assert told() == first
