"""A desk with a past: what was promised, kept and broken, told by the real actions."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from kept.conftest import NOW
from kept.people.models import Staff
from kept.tickets import actions
from kept.tickets.tests.histories import answer as by_mail

#: A Monday, after the first hour.
LATER = datetime(2026, 1, 12, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _now(clock: Callable[[datetime], None]) -> None:
    """Pages are read at LATER."""
    clock(LATER)


@pytest.fixture
def answer(agent: Staff) -> Callable[[int, datetime], None]:
    """Let the agent answer a ticket's first message."""

    def answer(ticket: int, at: datetime) -> None:
        actions.reply(ticket, by_mail(agent), by=agent, seen=1, at=at)

    return answer


@pytest.fixture
def past(ask: Callable, answer: Callable, agent: Staff) -> None:
    """Of five first replies that fell due by LATER one was late and one never came; two bugs were
    fixed, one too late; one promise was released."""
    friday = NOW.replace(hour=9)
    answered = [ask(at=friday + timedelta(minutes=n)) for n in range(3)]
    for ticket in answered:
        answer(ticket, friday + timedelta(minutes=90))
    answer(ask(at=friday), friday + timedelta(hours=5, minutes=10))
    ask(at=friday)
    for ticket, days in ((answered[0], 1), (answered[1], 3)):
        actions.classify(ticket, "bug", "product", by=agent, at=friday + timedelta(hours=2))
        actions.solve(ticket, by=agent, at=friday + timedelta(days=days))
    thanks = ask(at=friday)
    actions.release(thanks, 1, "Only thanks.", by=agent, at=friday + timedelta(minutes=30))
