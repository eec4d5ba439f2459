"""Accepted mail as files."""

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import pytest

from kept.channels.mail import spool

AT = datetime(2026, 1, 5, 9, 0, 0, 123456, tzinfo=UTC)


def accept(raw: bytes = b"Subject: x\r\n\r\ny\r\n", **facts: object) -> str:
    envelope = {
        "mail_from": "a@example.org",
        "rcpt_to": ["d@example.org"],
        "peer": "127.0.0.1",
        "received_at": AT,
    } | facts
    return spool.accept(raw=raw, **envelope)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "raw", [b"", b"\n", b"\0\0\r\n\r\n\xff\xfe", b'{"id": "x"}\n\n', b"a" * 1_000_000]
)
def test_a_mail_reads_back_byte_for_byte(house: Path, raw: bytes) -> None:
    mail = spool.read(spool.find(accept(raw)))
    assert mail.raw == raw
    assert mail.received_at == AT


@pytest.mark.parametrize("sender", ["", "é@exämple.org", 'a"b\n@x', "x" * 300])
def test_any_envelope_reads_back(house: Path, sender: str) -> None:
    mail = spool.read(spool.find(accept(mail_from=sender, rcpt_to=[sender, "b@x"])))
    assert (mail.mail_from, mail.rcpt_to) == (sender, (sender, "b@x"))


def test_waiting_mail_comes_in_the_order_of_arrival(house: Path) -> None:
    numbers = [accept() for _ in range(20)]
    assert [file.name for file in spool.waiting()] == numbers
    assert len(spool.waiting(limit=5)) == 5


def test_half_written_and_foreign_files_are_not_mail(house: Path) -> None:
    (spool.folder("new") / ".draft").write_bytes(b"half")
    (spool.folder("new") / "README").write_bytes(b"?")
    assert spool.waiting() == []


def test_a_mail_that_was_begun_still_waits_and_counts_its_tries(house: Path) -> None:
    number = accept()
    marked = spool.begin(spool.begin(spool.find(number)))
    assert spool.waiting() == [marked]
    assert spool.read(marked).tries == 2
    assert spool.find(number) == marked


def test_a_mail_that_is_put_away_is_found_and_waits_no_more(house: Path) -> None:
    number = accept()
    kept = spool.keep(spool.find(number), number)
    assert kept.parent.parent.parent.name == "cur"
    assert spool.find(number) == kept
    assert spool.waiting() == []


@pytest.mark.parametrize(
    "number", ["", "..", "../../desk.toml", "0" * 25, "x" * 16 + "-" + "0" * 8]
)
def test_what_is_no_id_finds_nothing(house: Path, number: str) -> None:
    with pytest.raises(spool.GoneError):
        spool.find(number)


def test_a_full_disk_leaves_nothing(house: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        accept()
    assert list(spool.folder("new").iterdir()) == []


def test_only_old_drafts_of_crashed_writers_are_removed(house: Path) -> None:
    import os

    old, young = spool.folder("new") / ".old", spool.folder("new") / ".young"
    for draft in (old, young):
        draft.write_bytes(b"half")
    os.utime(old, (0, 0))
    spool.prepare()
    assert not old.exists()
    assert young.exists()


def test_a_mail_is_claimed_once_and_again_when_its_owner_dies(house: Path) -> None:
    file = spool.find(accept())
    with another_process_claims(file) as owner:
        with spool.claim(file) as ours:
            assert not ours
        owner.kill()
        owner.wait()
        with spool.claim(file) as ours:
            assert ours


def test_a_claim_holds_while_the_file_is_marked_as_begun(house: Path) -> None:
    file = spool.find(accept())
    with spool.claim(file) as ours:
        assert ours
        marked = spool.begin(file)
        for name in (file, marked):
            with spool.claim(name) as theirs:
                assert not theirs


def test_what_was_put_away_or_replaced_meanwhile_is_not_claimed(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = accept()
    file = spool.find(number)

    def put_away_first(*lock: object) -> None:
        spool.keep(file, number)

    monkeypatch.setattr("fcntl.flock", put_away_first)
    with spool.claim(file) as ours:
        assert not ours


@contextmanager
def another_process_claims(file: Path) -> Iterator[subprocess.Popen[bytes]]:
    program = (
        "import sys; from pathlib import Path; from kept.channels.mail import spool\n"
        "with spool.claim(Path(sys.argv[1])) as ours: print(ours, flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program, str(file)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as owner:
        assert owner.stdout
        assert owner.stdout.readline() == b"True\n"
        yield owner
        owner.kill()
