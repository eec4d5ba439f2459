"""A new version for promises that run: in the rows, in what is told, and begun again."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest

from kept.conftest import NOW
from kept.core.decide import Refused
from kept.core.promises import Edition
from kept.deadlines import promises
from kept.deadlines.models import Promise
from kept.people.models import Staff
from kept.record import policy
from kept.record.models import Event
from kept.reports import record as reports
from kept.site import explaining
from kept.tickets import actions, better, export
from kept.tickets.better import Bettered
from kept.tickets.check import differences
from kept.tickets.models import Ticket
from kept.tickets.tests.histories import answer, done

pytestmark = pytest.mark.django_db

Ask = Callable[..., int]
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def _the_record_agrees(db: None) -> Iterator[None]:
    yield
    assert not list(differences())
    facts, rows = reports.from_events(), len(Promise.objects.all())
    assert len(facts.made) == rows


@pytest.fixture
def faster(edition: Edition) -> int:
    """Version 2, which owes bugs in 24 hours instead of 48."""
    files = {name: text.replace('"48 hours"', '"24 hours"')
             for name, text in policy.files(1).items()}  # fmt: skip
    return policy.publish(files, at=NOW, note="Faster.").version


def bug(ask: Ask, agent: Staff) -> int:
    number = ask()
    done(actions.classify(number, "bug", "product", by=agent, at=NOW))
    return number


def test_publishing_alone_moves_nothing(ask: Ask, agent: Staff, faster: int) -> None:
    assert policy.in_force(NOW).version == faster
    number = bug(ask, agent)
    assert Ticket.objects.get(pk=number).policy == faster


def fix(number: int) -> Promise:
    return next(one for one in promises.of_ticket(number) if one.kind == "fix")


@pytest.fixture
def running(ask: Ask, agent: Staff) -> list[int]:
    """Three bugs under version 1, the last one settled."""
    numbers = [bug(ask, agent) for _ in range(3)]
    done(actions.reply(numbers[2], answer(agent), by=agent, seen=1, at=LATER, then="solve"))
    return numbers


def test_every_open_ticket_gains_and_the_rows_say_so(
    running: list[int], faster: int, lead: Staff
) -> None:
    seen: list[int] = []
    did = better.apply_to_running(faster, by=lead, at=LATER, progress=seen.append)
    assert did == Bettered(tickets=2, earlier=2, new=0)
    assert seen == [2]
    for number in running[:2]:
        assert (fix(number).due_at - NOW, fix(number).policy) == (timedelta(hours=24), faster)
        assert fix(number).next_at == min(fix(number).warn_at or fix(number).due_at,
                                          fix(number).due_at)  # fmt: skip
    assert fix(running[2]).policy == 1
    events = Event.objects.filter(type="PromiseImproved")
    assert {(one.by, json.loads(one.data)["was_policy"]) for one in events} == {
        (f"staff:{lead.pk}", 1)
    }


def test_begun_again_it_goes_on_where_it_was_broken_off(
    running: list[int], faster: int, lead: Staff
) -> None:
    done(actions.apply_version(running[0], faster, by=lead, at=LATER))
    assert better.apply_to_running(faster, by=lead, at=LATER) == Bettered(1, 1, 0)
    assert better.apply_to_running(faster, by=lead, at=LATER) == Bettered()


def test_only_leads_and_only_what_is_in_force(
    running: list[int], faster: int, lead: Staff, agent: Staff
) -> None:
    for refused in (
        better.apply_to_running(faster, by=agent, at=LATER),
        better.apply_to_running(1, by=lead, at=LATER),
        actions.apply_version(running[0], 1, by=lead, at=LATER),
    ):
        assert isinstance(refused, Refused)
    assert fix(running[0]).policy == 1


def test_what_follows_counts_by_the_version_that_it_is_pinned_to(
    running: list[int], faster: int, lead: Staff, agent: Staff
) -> None:
    """Late after the new moment, though not after the old; the record agrees (above)."""
    better.apply_to_running(faster, by=lead, at=LATER)
    late = NOW + timedelta(hours=25)
    done(actions.expire(running[0], at=late))
    done(actions.reply(running[0], answer(agent), then="solve", seen=1, by=agent, at=late))
    assert fix(running[0]).state == "broken"
    done(actions.reply(running[1], answer(agent), then="solve", seen=1, by=agent, at=LATER))
    assert fix(running[1]).state == "kept"


def test_it_is_told_in_words_and_exported(running: list[int], faster: int, lead: Staff) -> None:
    better.apply_to_running(faster, by=lead, at=LATER)
    exported = [json.loads(line) for line in export.lines()]
    assert [one["policy_version"] for one in exported[0]["promises"]][-1] == faster
    told = "\n".join(explaining.told(explaining.explanations(running[0], "en")))
    assert "let version 2 apply" in told
