"""Three seconds of what `python -m tests.mail.fuzz` does for ten minutes; always the same mails."""

from tests.mail.fuzz import SMALL, Reader, fuzz, made


def test_no_mail_stops_the_reader_or_costs_too_much() -> None:
    count, findings = fuzz(3.0, first=0)
    assert findings == []
    assert count > 5


def test_a_mail_is_made_from_its_seed_alone() -> None:
    assert made(7, []) == made(7, [])
    assert len({made(seed, []) for seed in range(20)}) > 15


def test_a_sound_mail_is_no_finding() -> None:
    reader = Reader()
    try:
        assert [reader.read(0, raw) for raw in SMALL] == [None] * len(SMALL)
    finally:
        reader.close()
