"""A promise in words: what agents and customers read, in English and in French."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core import say
from kept.core.calendar import tz
from kept.front.promises import clause_url, name_of, shown

NOW = datetime(2026, 11, 12, 10, 22, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Row:
    kind: str = "first_reply"
    clause: str = "5"
    policy: int = 7
    started_at: datetime = NOW - 2 * HOUR
    due_at: datetime = NOW + 2 * HOUR
    aim_at: datetime | None = NOW - HOUR
    warn_at: datetime | None = NOW + HOUR
    state: str = "running"
    met_at: datetime | None = None
    reason: str = ""
    left_seconds: float | None = None


RUNNING = Row()
SOON = replace(RUNNING, warn_at=NOW - HOUR, due_at=NOW + timedelta(minutes=38))
KEPT = replace(RUNNING, state="kept", met_at=RUNNING.due_at - timedelta(minutes=29))
LATE = replace(RUNNING, state="broken", due_at=NOW - timedelta(hours=2, minutes=17))
UNSEEN = replace(SOON, due_at=LATE.due_at)  # the watcher has not marked it yet
MET_LATE = replace(LATE, met_at=LATE.due_at + timedelta(minutes=5))
RELEASED = replace(RUNNING, state="released", reason="thanks, no answer needed")
CLOSED = replace(RUNNING, state="released", reason="closed_by_customer")
EARLY = replace(RUNNING, state="released", reason="The customer closed the request.")
HOLD = replace(RUNNING, state="paused", due_at=NOW - 9 * HOUR, left_seconds=3 * 3600 + 600)


def read(row, language="en", **more):
    return shown(row, now=NOW, zone=tz("Europe/Paris"), language=language, **more)


@pytest.mark.parametrize(
    ("row", "language", "state", "words"),
    [
        (RUNNING, "en", "running", "Due in 2 h, today by 13:22"),
        (RUNNING, "fr", "running", "À tenir dans 2 h, aujourd’hui avant 13 h 22"),
        (SOON, "en", "soon", "Soon, 38 min left, today by 12:00"),
        (SOON, "fr", "soon", "Bientôt, encore 38 min, aujourd’hui avant 12 h"),
        (KEPT, "en", "kept", "Kept, 29 min early"),
        (KEPT, "fr", "kept", "Tenue, 29 min avant l’heure"),
        (LATE, "en", "broken", "Broken, 2 h 17 late"),
        (LATE, "fr", "broken", "Manquée, 2 h 17 de retard"),
        (UNSEEN, "en", "broken", "Broken, 2 h 17 late"),
        (UNSEEN, "fr", "broken", "Manquée, 2 h 17 de retard"),
        (replace(SOON, due_at=NOW), "en", "soon", "Soon, 0 s left, today by 11:22"),
        (MET_LATE, "en", "broken", "Broken, 5 min late"),
        (RELEASED, "en", "released", "Released, thanks, no answer needed"),
        (CLOSED, "fr", "released", "Levée, Le client a clos la demande."),
        (EARLY, "fr", "released", "Levée, Le client a clos la demande."),
        (HOLD, "en", "hold", "On hold, 3 h 10 left"),
        (HOLD, "fr", "hold", "En attente, encore 3 h 10"),
        (replace(KEPT, met_at=KEPT.due_at), "fr", "kept", "Tenue, juste à temps"),
    ],
)
def test_a_promise_is_said_in_one_line(row, language, state, words):
    p = read(row, language)
    said = f"{p.word}{p.comma} {p.time}" + (f", {p.by}" if p.by else "")
    assert said.replace("\xa0", " ").replace("\u202f", " ") == words
    assert p.state == state


def test_a_promise_cites_its_clause_at_the_version_it_was_made_under():
    assert read(RUNNING).clause_url == clause_url("5", 7)
    assert clause_url("2 a", 7).endswith("?version=7#c2")


def test_a_customer_never_sees_the_aim():
    seen = read(RUNNING, for_customer=True)
    assert (seen.aim, seen.aim_said) == (None, "")
    assert read(RUNNING).aim_said == "aim 10:22 passed"


@pytest.mark.parametrize(
    "row",
    [
        KEPT,
        LATE,
        RELEASED,
        replace(RUNNING, aim_at=None),
        replace(RUNNING, aim_at=RUNNING.due_at),
    ],
)
def test_an_aim_is_shown_only_while_it_can_still_matter(row):
    assert read(row).aim is None


@pytest.mark.parametrize(
    ("row", "turns_at"),
    [(RUNNING, RUNNING.warn_at), (SOON, SOON.due_at), (KEPT, None), (LATE, None)],
)
def test_the_browser_is_told_when_the_state_will_turn(row, turns_at):
    assert read(row).turns_at == turns_at


@pytest.mark.parametrize(
    ("row", "runs"), [(RUNNING, True), (SOON, True), (LATE, True), (MET_LATE, False), (KEPT, False)]
)
def test_only_a_promise_that_is_still_owed_goes_on_counting(row, runs):
    assert bool(read(row).said) is runs


@given(
    st.integers(-10_000, 10_000), st.integers(1, 400_000), st.sampled_from(["running", "broken"])
)
def test_the_sentence_for_the_browser_says_what_the_server_said(due, span, state):
    due_at = NOW + timedelta(seconds=due)
    row = replace(RUNNING, due_at=due_at, started_at=due_at - timedelta(seconds=span), state=state)
    p = read(row)
    assert p.time == p.said.format(say.left(abs(due_at - NOW), "en"))
    assert 0 <= p.left <= 1


def test_an_unknown_kind_still_has_a_name():
    assert name_of("call_back") == "Call back"
