"""A ticket is put away and comes back exactly once; whom of the team it concerns hears of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from kept.conftest import NOW
from kept.core import events as e
from kept.core import ticket as core
from kept.deadlines.models import Promise
from kept.people.models import Customer, Staff
from kept.record import events
from kept.tickets import actions, attention, check
from kept.tickets.actions import Done, Refused
from kept.tickets.actions.note import mentions
from kept.tickets.models import Concern, Ticket
from kept.tickets.tests.histories import answer, done, word

Ask = Callable[..., int]
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
#: The first reply to what was asked at NOW is due on Monday; a warning comes an hour before.
WARNED, DUE = datetime(2026, 1, 12, 10, 0, tzinfo=UTC), datetime(2026, 1, 12, 11, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _the_record_agrees(db: None) -> Iterator[None]:
    yield
    assert list(check.differences()) == []


def state(number: int) -> core.Ticket:
    return core.fold(events.history(number))


def snoozed(number: int, by: Staff, until: datetime | None, at: datetime = NOW) -> None:
    waits_for: e.SnoozedFor = "moment" if until else "reply"
    done(actions.snooze(number, until, waits_for=waits_for, by=by, at=at))


@pytest.fixture
def answered(ask: Ask, agent: Staff) -> int:
    """A ticket on which nothing is owed any more."""
    number = ask()
    done(actions.reply(number, answer(agent), by=agent, seen=1, at=NOW))
    return number


def test_it_leaves_the_lists_and_comes_back_on_top_exactly_once(
    answered: int, agent: Staff
) -> None:
    until = NOW + DAY
    snoozed(answered, agent, until)
    row = Ticket.objects.get(pk=answered)
    assert (row.rank, row.matters_at, row.wakes_at) == (core.ASLEEP, until, until)
    assert attention.to_wake(until - timedelta(seconds=1)) == []
    assert attention.to_wake(until) == [answered]
    woke = [done(actions.wake(answered, at=until)) for _twice in range(2)]
    assert [len(one.recorded) for one in woke] == [1, 0]
    row.refresh_from_db()
    assert (row.rank, row.woken, row.wakes_at) == (core.URGENT, "moment", None)
    done(actions.mark_waiting(answered, by=agent, at=until))
    row.refresh_from_db()
    assert (row.rank, row.woken) == (core.WAITING, "")


def test_until_the_desk_opens_goes_by_the_policys_calendar(answered: int, agent: Staff) -> None:
    night = NOW + timedelta(hours=5)
    done(actions.snooze(answered, None, waits_for="opening", by=agent, at=night))
    assert state(answered).asleep == core.Asleep(WARNED, "opening")  # the first hour begins then


@pytest.mark.parametrize("until", [None, NOW + 30 * DAY])
def test_a_message_of_the_customer_wakes_it(
    answered: int, agent: Staff, customer: Customer, until: datetime | None
) -> None:
    snoozed(answered, agent, until)
    done(actions.receive(answered, word(customer), at=NOW + HOUR))
    after = state(answered)
    assert (after.asleep, after.woken, after.rank) == (None, "reply", core.UNANSWERED)


def test_a_strangers_message_does_not(answered: int, agent: Staff, stranger: Customer) -> None:
    snoozed(answered, agent, NOW + DAY)
    done(actions.receive(answered, replace(word(stranger), stranger=True), at=NOW + HOUR))
    assert state(answered).asleep is not None


def test_no_promise_stands_still_and_its_warning_wakes_the_ticket(ask: Ask, agent: Staff) -> None:
    number = ask()
    before = Promise.objects.get(ticket=number)
    snoozed(number, agent, NOW + 30 * DAY)
    after = Promise.objects.get(ticket=number)
    assert vars(after) | {"_state": None} == vars(before) | {"_state": None}
    done(actions.expire(number, at=WARNED + timedelta(minutes=1)))
    row = Ticket.objects.get(pk=number)
    assert (row.rank, row.woken, row.matters_at) == (core.OWED, "promise", DUE)


@pytest.mark.parametrize(
    ("at", "until", "code"),
    [
        (WARNED + timedelta(minutes=1), DUE + DAY, "owed"),  # the warning is over
        (WARNED + timedelta(minutes=1), None, "owed"),
        (WARNED + timedelta(minutes=1), DUE - timedelta(minutes=1), ""),
        (DUE + HOUR, DUE + DAY, "owed"),  # broken, and not made good
        (NOW, NOW, "past"),
        (NOW, DUE + DAY, ""),
    ],
)
def test_nothing_is_put_away_that_would_be_missed_in_silence(
    ask: Ask, agent: Staff, at: datetime, until: datetime | None, code: str
) -> None:
    number = ask()
    done(actions.expire(number, at=at))
    waits_for: e.SnoozedFor = "moment" if until else "reply"
    result = actions.snooze(number, until, waits_for=waits_for, by=agent, at=at)
    assert (result.code if isinstance(result, Refused) else "") == code


def test_what_is_settled_is_not_put_away_and_what_is_put_away_can_be_settled(
    answered: int, agent: Staff
) -> None:
    snoozed(answered, agent, NOW + DAY)
    done(actions.solve(answered, by=agent, at=NOW + HOUR))
    assert Ticket.objects.get(pk=answered).rank == core.SETTLED
    refused = actions.snooze(answered, None, waits_for="reply", by=agent, at=NOW + HOUR)
    assert isinstance(refused, Refused)
    assert attention.to_wake(NOW + DAY) == []


def test_somebody_fetches_it_back_early(answered: int, agent: Staff) -> None:
    rank = state(answered).rank
    snoozed(answered, agent, NOW + DAY)
    done(actions.fetch_back(answered, by=agent, at=NOW + HOUR))
    assert (state(answered).rank, state(answered).woken) == (rank, "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("@Piotr Zieliński look", ["lead"]),
        ("see @piotr zielinski, please", ["lead"]),
        ("@Piotr alone", []),
        ("@Piotr Zielińskis", []),
        ("mail@Piotr Zieliński", []),
        ("@Inès Haddad, myself", []),
        ("nobody", []),
    ],
)
def test_a_colleague_is_mentioned_by_their_whole_name(
    agent: Staff, lead: Staff, text: str, found: list[str]
) -> None:
    assert mentions(text, agent) == tuple(lead.pk for _one in found)


def test_who_is_mentioned_hears_of_it_until_they_have_seen_it(
    ask: Ask, agent: Staff, lead: Staff
) -> None:
    number = ask()
    done(actions.note(number, "@Piotr Zieliński look", by=agent, at=NOW))
    concern = Concern.objects.get(ticket=number)
    assert (concern.staff, concern.mentioned, concern.unread) == (lead, True, True)
    order = Ticket.objects.get(pk=number).changed_at
    assert [len(done(actions.read(number, by=lead, at=NOW + HOUR)).recorded) for _two in "ab"] == [
        1,
        0,
    ]
    concern.refresh_from_db()
    assert (concern.mentioned, concern.unread) == (True, False)
    assert Ticket.objects.get(pk=number).changed_at == order


def test_who_follows_hears_of_what_others_do(
    ask: Ask, agent: Staff, lead: Staff, customer: Customer
) -> None:
    number = ask()
    done(actions.follow(number, by=lead, at=NOW))
    done(actions.note(number, "mine", by=lead, at=NOW))
    assert not Concern.objects.get(ticket=number).unread
    done(actions.receive(number, word(customer), at=NOW + HOUR))
    assert Concern.objects.get(ticket=number).unread
    done(actions.unfollow(number, by=lead, at=NOW + HOUR))
    assert not Concern.objects.exists()


def test_a_hand_over_is_one_act(ask: Ask, agent: Staff, lead: Staff) -> None:
    number = ask()
    handed = done(actions.hand_over(number, lead, "He called.", by=agent, at=NOW))
    said = [type(one.event).__name__ for one in handed.recorded]
    assert said[:2] == ["NoteWritten", "Assigned"]
    assert (state(number).assignee, state(number).unread) == (lead.pk, (lead.pk,))
    lead.is_active = False
    lead.save()
    refused = actions.hand_over(number, lead, "Again.", by=agent, at=NOW)
    assert isinstance(refused, Refused)
    assert state(number).messages == 2


def test_the_worker_wakes_what_is_due(
    answered: int, agent: Staff, monkeypatch: pytest.MonkeyPatch
) -> None:
    from kept.site import worker

    past = datetime.now(UTC) - HOUR
    done(actions.snooze(answered, past, waits_for="moment", by=agent, at=past - HOUR))
    assert worker.watch() >= 1
    assert state(answered).woken == "moment"
    assert isinstance(actions.wake(answered, at=datetime.now(UTC)), Done)
