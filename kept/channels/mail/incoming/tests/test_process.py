"""What goes wrong with a mail or with the desk, and that nothing is lost by it."""

from __future__ import annotations

import importlib
import threading
from pathlib import Path

import pytest
from django.db import OperationalError, connection

from kept.channels.mail import spool
from kept.channels.mail.conftest import DESK, MONDAY, Write, mail
from kept.channels.mail.incoming import ingest, process, trial
from kept.channels.mail.incoming.outcome import Outcome
from kept.channels.mail.incoming.reasons import SENTENCES, sentence
from kept.channels.mail.models import ReceivedMail
from kept.channels.mail.senders import certificates, keys
from kept.channels.mail.sending.send import Courier
from kept.core.decide import Refused
from kept.core.mail import refusals
from kept.record.models import OutgoingMail
from kept.site import worker
from kept.tickets.models import Message, Ticket


def accept(raw: bytes | None = None) -> Path:
    number = spool.accept(
        mail_from="x@example.org",
        rcpt_to=[DESK],
        peer="127.0.0.1",
        received_at=MONDAY,
        raw=raw or mail(),
    )
    return spool.find(number)


def done(file: Path) -> Outcome:
    outcome = process.process(file)
    assert outcome is not None
    return outcome


def test_a_processed_mail_is_kept_as_it_came(desk: Path) -> None:
    file = accept()
    done(file)
    assert spool.waiting() == []
    assert spool.read(spool.find(file.name)).raw == mail()


def test_a_crash_between_commit_and_move_carries_nothing_out_twice(desk: Path) -> None:
    file = accept()
    first = ingest.ingest(spool.read(file))
    again = done(spool.begin(file))
    assert (again.ticket, again.place, again.state) == (first.ticket, 1, "done")
    assert Message.objects.count() == OutgoingMail.objects.count() == 1
    assert spool.waiting() == []


def test_a_crash_before_the_commit_leaves_nothing_behind(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = accept()

    def crash(*args: object, **facts: object) -> None:
        raise SystemExit

    with monkeypatch.context() as broken:
        broken.setattr(ingest, "verdict", crash)  # the last that is done
        with pytest.raises(SystemExit):
            process.process(file)
    assert not Ticket.objects.exists()
    (left,) = spool.waiting()
    assert done(left).code == "opened"
    assert Ticket.objects.count() == 1


def test_two_workers_on_one_mail(desk: Path) -> None:
    file = accept()
    assert process.process(file) is not None
    assert process.process(file) is None
    assert Message.objects.count() == 1


def test_what_cannot_even_be_set_aside_keeps_no_other_mail_waiting(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "TROUBLE", 0)
    (spool.folder("new") / "0000000000000001-00000000").mkdir()
    accept()
    assert worker.take_in(threading.Event(), Courier()) == 1
    assert Ticket.objects.count() == 1


def test_a_mail_that_kept_fails_on_waits_in_quarantine_and_can_be_retried(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = accept()
    with monkeypatch.context() as broken:
        broken.setattr(ingest, "_act", lambda *a, **k: {}["no such key"])
        outcome = done(file)
        assert (outcome.state, outcome.code) == ("quarantined", "failed")
        again = process.retry(file.name)
        assert isinstance(again, Outcome)
        assert again.state == "quarantined"
    row = ReceivedMail.objects.get()
    assert "no such key" in row.cause
    assert spool.find(file.name).parent.name == "quarantine"
    assert not Ticket.objects.exists()
    healed = process.retry(file.name)
    assert isinstance(healed, Outcome)
    assert (healed.state, healed.code, healed.ticket) == ("done", "opened", 1)
    row.refresh_from_db()
    assert (row.state, row.cause) == ("done", "")
    assert spool.find(file.name).parent.name != "quarantine"
    assert isinstance(process.retry(file.name), Refused)


def test_what_the_core_cannot_read_waits_in_quarantine(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    core = importlib.import_module("kept.core.mail.understand")
    monkeypatch.setattr(core, "read_mime", lambda raw: 1 / 0)
    outcome = done(accept())
    assert (outcome.state, outcome.code) == ("quarantined", "not_understood")


@pytest.mark.parametrize(
    "trouble",
    [
        OperationalError("database is locked"),
        OperationalError("database or disk is full"),
        OSError(28, "No space left on device"),
    ],
)
def test_trouble_of_the_desk_makes_mail_wait_not_fail(
    desk: Path, monkeypatch: pytest.MonkeyPatch, trouble: Exception
) -> None:
    file = accept()

    def fail(*args: object, **facts: object) -> None:
        raise trouble

    with monkeypatch.context() as broken:
        broken.setattr(ingest, "_act", fail)
        for _ in range(5):
            with pytest.raises(process.NotNowError):
                process.process(file)
    assert not ReceivedMail.objects.exists()
    assert spool.waiting() == [file]
    assert done(file).code == "opened"


def test_a_desk_without_a_policy_lets_mail_wait(house: Path, db: None) -> None:
    file = accept()
    with pytest.raises(process.NotNowError, match="No policy is published"):
        process.process(file)
    assert spool.waiting() == [file]


def test_a_quarrel_of_the_database_with_one_mail_is_that_mail_s(
    desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*args: object, **facts: object) -> None:
        raise OperationalError("string or blob too big")

    monkeypatch.setattr(ingest, "_act", fail)
    assert done(accept()).code == "failed"
    assert connection.is_usable()


@pytest.mark.parametrize("lives", [True, False])
def test_a_mail_that_was_begun_twice_is_read_by_a_child_first(
    desk: Path, monkeypatch: pytest.MonkeyPatch, lives: bool
) -> None:
    file = spool.begin(spool.begin(accept()))
    monkeypatch.setattr(trial, "survives", lambda file: lives)
    outcome = done(file)
    assert (outcome.state, outcome.code) == (
        ("done", "opened") if lives else ("quarantined", "deadly")
    )


def test_a_child_that_reads_a_mail_lives_or_not(desk: Path, tmp_path: Path) -> None:
    assert trial.survives(accept())
    assert not trial.survives(tmp_path / "nothing")


def test_a_child_reads_with_what_the_desk_knows_of_signers(
    desk: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What ended the worker may be the check of a signature."""
    asked: list[Path] = []

    def known_in(home: Path) -> tuple[bytes, ...]:
        asked.append(home)
        return ()

    monkeypatch.setattr(certificates, "known_in", known_in)
    monkeypatch.setattr(keys, "known_in", known_in)
    trial.main(accept(), tmp_path)
    assert asked == [tmp_path, tmp_path]


def test_a_foreign_file_in_the_spool_is_set_aside(desk: Path) -> None:
    number = spool.new_id()
    (spool.folder("new") / number).write_bytes(b"what is this?")
    outcome = done(spool.folder("new") / number)
    assert (outcome.state, outcome.code) == ("quarantined", "failed")
    assert spool.waiting() == []


def test_a_gone_original_says_so(write: Write) -> None:
    write(mail(Auto_Submitted="auto-replied"))
    row = ReceivedMail.objects.get()
    spool.find(row.pk).unlink()
    from kept.people.models import Staff

    agent = Staff.objects.create_user("ada@copyfy.io", "long enough", name="Ada")
    said = process.accept(row.pk, by=agent)
    assert isinstance(said, Refused)
    assert str(said) == "The original of this mail is gone."


@pytest.mark.parametrize("code", [*SENTENCES, *refusals._SENTENCES])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_reason_is_a_sentence_in_both_languages(code: str, language: str) -> None:
    from django.utils import translation

    with translation.override(language):
        said = sentence(code)
    assert said.endswith(".")
    with translation.override("fr" if language == "en" else "en"):
        assert sentence(code) != said
