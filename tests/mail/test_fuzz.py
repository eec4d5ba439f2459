"""A little of what `python -m tests.mail.fuzz` does for ten minutes, always the same mails; and
all that `python -m tests.mail.hostile` writes, but short."""

from tests.mail.fuzz import SMALL, Reader, fuzz, made
from tests.mail.hostile.kinds import KINDS


def test_no_mail_stops_the_reader_or_costs_too_much() -> None:
    assert fuzz(300.0, first=0, most=12) == (12, [])


def test_mails_made_to_hurt_are_read() -> None:
    reader = Reader()
    try:
        found = {name: reader.read(0, written(10_000)) for name, written in KINDS.items()}
    finally:
        reader.close()
    assert {name: finding for name, finding in found.items() if finding} == {}


def test_a_mail_is_made_from_its_seed_alone() -> None:
    assert made(7, []) == made(7, [])
    assert len({made(seed, []) for seed in range(20)}) > 15


def test_a_sound_mail_is_no_finding() -> None:
    reader = Reader()
    try:
        assert [reader.read(0, raw) for raw in SMALL] == [None] * len(SMALL)
    finally:
        reader.close()
