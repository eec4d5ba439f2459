"""Warnings as the team reads them: who, when, once, and not at all when it is too late."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy

import pytest

from kept.channels.mail.conftest import as_sent
from kept.channels.mail.incoming import colleagues
from kept.conftest import NOW
from kept.core.promises import Edition
from kept.core.promises.tests.desks import files
from kept.people.models import Staff
from kept.record import policy as published
from kept.record.models import OutgoingMail
from kept.tickets import actions
from kept.tickets.models import Ticket
from kept.tickets.tests.histories import answer, done

pytestmark = pytest.mark.django_db

Ask = Callable[..., int]
HOUR = timedelta(hours=1)
NOON = datetime(2026, 1, 12, 12, tzinfo=UTC)  # a Monday, 10:00 to 19:00
RULES = """
[promise.first_reply]
clause = 1
owed = "4 business hours"
warn = ["2 hours before", { before = "1 hour", tells = "lead" }]

[promise.resolution]
clause = 1
owed = "60 hours"
warn = { before = "24 hours", tells = "team" }
"""


@pytest.fixture
def edition(db: None) -> Edition:
    return published.publish(files(RULES), at=NOW)


def told() -> list[tuple[str, datetime | None, str]]:
    rows = OutgoingMail.objects.filter(purpose="warning").order_by("id")
    return list(rows.values_list("recipient", "next_at", "state"))


def test_whoever_has_it_is_told_once_and_then_the_leads(
    ask: Ask, agent: Staff, lead: Staff
) -> None:
    number = ask(at=NOON)
    done(actions.assign(number, agent, by=agent, at=NOON))
    for at in (NOON + 2 * HOUR, NOON + 2.5 * HOUR, NOON + 3 * HOUR):
        actions.expire(number, at=at)
    assert told() == [
        (agent.email, NOON + 2 * HOUR, "waiting"),
        (lead.email, NOON + 3 * HOUR, "waiting"),
    ]


def test_what_nobody_has_the_whole_team_hears_of(ask: Ask, agent: Staff, lead: Staff) -> None:
    actions.expire(ask(at=NOON), at=NOON + 2 * HOUR)
    assert {one[0] for one in told()} == {agent.email, lead.email}


def test_it_waits_for_the_opening_unless_that_is_too_late(ask: Ask, agent: Staff) -> None:
    night, weekend = ask(at=NOON), ask(at=NOON + timedelta(days=4))  # due Thursday, and Monday
    done(actions.reply(night, answer(agent), by=agent, seen=1, at=NOON))
    done(actions.reply(weekend, answer(agent), by=agent, seen=1, at=NOON + timedelta(days=4)))
    late = NOON + timedelta(hours=36, minutes=1)  # shortly after midnight
    actions.expire(night, at=late)
    actions.expire(weekend, at=late + timedelta(days=4))
    opens = datetime(2026, 1, 14, 10, tzinfo=UTC)
    # Due on Monday at 0:00, before the desk opens again: whoever reads it can still do something.
    assert [one[1] for one in told()] == [opens, late + timedelta(days=4)]


def test_what_was_answered_meanwhile_warns_nobody(ask: Ask, agent: Staff) -> None:
    number = ask(at=NOON)
    actions.expire(number, at=NOON + 2 * HOUR)
    done(actions.reply(number, answer(agent), by=agent, seen=1, at=NOON + 2.1 * HOUR))
    assert told() == [(agent.email, None, "undone")]


@pytest.mark.parametrize(
    ("language", "says"),
    [
        ("en", "First reply for “The report stops” is due Monday 12 January by 16:00 (§1). Nobody"),
        (
            "fr",
            "Première réponse pour « The report stops » : à tenir lundi 12 janvier avant 16 h",
        ),
    ],
)
def test_it_says_what_is_due_and_where(ask: Ask, agent: Staff, language: str, says: str) -> None:
    Staff.objects.update(language=language)
    number = ask(at=NOON)
    actions.expire(number, at=NOON + 2 * HOUR)
    row = OutgoingMail.objects.get(purpose="warning")
    sent = message_from_bytes(as_sent(row, NOON + 2 * HOUR), policy=policy.default)
    assert f"[#{number}]" in sent["Subject"]
    assert sent["Auto-Submitted"]
    ticket = Ticket.objects.get(pk=number)
    assert colleagues.address(ticket, agent) in sent["Reply-To"]
    for kind in ("plain", "html"):
        part = sent.get_body((kind,))
        words = " ".join(part.get_content().replace("\u202f", " ").replace("\xa0", " ").split())
        assert says in words
        assert f"/desk/tickets/{number}" in words
