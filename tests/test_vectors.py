"""Deadlines and tickets that other code bases state as facts (sla_vectors) come out, or say why."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bench import held, sla, vectors

DESK = {
    "tz": "Europe/Berlin",
    "hours": {"mon": [["09:00", "17:00"]], "tue": [["09:00", "24:00"]]},
    "holidays": ["2026-03-31"],
    "yearly_holidays": ["12-25"],
    "exceptions": {"2026-03-30": [["08:00", "12:00"]]},
    "breaks": {"2026-04-06": [["09:00", "09:30"], ["12:00", "13:00"]]},
}


@pytest.fixture(scope="module")
def judged(corpora: Path) -> list[vectors.Judged]:
    rows = sla.rows(corpora / "sla_vectors", "vectors.jsonl")
    if not rows:
        pytest.skip(f"no sla_vectors in {corpora}")
    return [vectors.judge(row) for row in rows]


def test_every_agreed_row_comes_out(judged: list[vectors.Judged]) -> None:
    agreed = [one for one in judged if one.status == "agreed"]
    assert len(agreed) > 200
    assert vectors.wrong(judged) == []


def test_what_is_contested_says_about_what(judged: list[vectors.Judged]) -> None:
    contested = [one for one in judged if one.status == "contested"]
    assert contested
    assert all(one.row["note"] for one in contested)
    assert not any(one.right for one in contested), "nothing to contest: Kept agrees"


def test_the_table_counts_every_row(judged: list[vectors.Judged]) -> None:
    lines = list(vectors.table(judged))
    counted = Counter(one.group for one in judged)
    for (source, op), rows in counted.items():
        line = next(line for line in lines if line.split()[:2] == [source, op])
        assert int(line.split()[2]) == rows
    apart = next(line for line in lines if line.startswith("across a change of UTC offset"))
    assert 0 < int(apart.split()[-5]) < len(judged)


def test_a_wrong_answer_is_told_and_fails() -> None:
    row = {
        "id": "x",
        "op": "next_open",
        "start": "2026-03-29T12:00:00Z",
        "expected": "2026-03-30T07:00:00Z",
        "status": "agreed",
        "calendar": DESK,
        "source": "somebody/else:1",
    }
    one = vectors.judge(row)
    assert one.answer == datetime(2026, 3, 30, 6, tzinfo=UTC)
    assert vectors.wrong([one]) == [one]
    assert "\nWRONG" in list(vectors.table([one]))


# Tickets

SLA = {
    "source": "frappe/like:1",
    "calendar": DESK | {"hours": {"mon": [["09:00", "17:00"]], "tue": [["09:00", "17:00"]]}},
    "sla": {"first_response_time": 60, "solution_time": 240, "update_time": 120},
    "ticket_created": "2026-05-04T08:00:00Z",  # a Monday, 10:00 in Berlin
    "events": [
        {"at": "2026-05-04T08:30:00Z", "article_by": "Agent", "type": "email"},
        {"at": "2026-05-04T08:30:00Z", "state_from": "open", "state_to": "pending reminder"},
        {"at": "2026-05-04T10:30:00Z", "article_by": "Customer", "type": "email"},
        {"at": "2026-05-04T11:00:00Z", "state_from": "open", "state_to": "closed"},
    ],
}


def lived(**expected: object) -> list[held.Value]:
    return held.judge({**SLA, "expected": expected})


def test_every_scenario_comes_out_or_says_why(corpora: Path) -> None:
    rows = sla.rows(corpora / "sla_vectors", "scenarios.jsonl")
    if not rows:
        pytest.skip(f"no sla_vectors in {corpora}")
    judged = [held.judge(row) for row in rows]
    assert held.unexplained(judged) == []
    values = [value for one in judged for value in one]
    assert sum(value.as_expected for value in values) > len(values) / 2
    assert "unexplained" in next(iter(held.table(judged)))


def test_a_ticket_is_lived_through_with_its_pause() -> None:
    found = lived(
        first_response_escalation_at="2026-05-04T09:00:00Z",
        first_response_in_min=30,
        first_response_diff_in_min=30,
        close_escalation_at="2026-05-04T14:00:00Z",
        close_in_min=60,
        close_diff_in_min=180,
        hold_time_s=7200,
        status="Fulfilled",
    )
    assert [value for value in found if not value.as_expected] == []


def test_a_difference_without_a_reason_is_unexplained() -> None:
    wrong = lived(close_escalation_at="2026-05-04T15:00:00Z", first_response_in_min=31)
    assert held.unexplained([wrong]) == wrong
    assert "\nUNEXPLAINED" in list(held.table([wrong]))


def test_a_value_that_nobody_knows_is_listed() -> None:
    [value] = lived(mood="good")
    assert (value.as_expected, value.reason) == (False, "Kept holds no such value.")


def test_a_calendar_is_read_whole() -> None:
    desk = sla.calendar(DESK, 2026)
    day = datetime(2026, 3, 30, tzinfo=UTC).date()
    assert [str(o.opens)[:5] for o in desk.day(day).openings] == ["08:00"]
    assert desk.day(day.replace(day=31)).kind == "day_off"
    assert desk.day(day.replace(month=12, day=25)).kind == "day_off"
    cut = desk.day(datetime(2026, 4, 6, tzinfo=UTC).date()).openings
    assert [f"{o.opens:%H:%M}-{o.closes:%H:%M}" for o in cut] == ["09:30-12:00", "13:00-17:00"]


def test_without_the_data_it_says_where_it_looked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("KEPT_CORPORA", str(tmp_path))
    assert vectors.main() == 1
    assert "KEPT_CORPORA names the folder" in capsys.readouterr().out
