"""Splitting, merging, linking, taking part: what a user would notice; the record agrees."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import pytest

from kept.conftest import NOW
from kept.deadlines.models import Promise
from kept.people.models import Customer, Staff
from kept.record.models import OutgoingMail
from kept.tickets import access, actions
from kept.tickets.check import differences
from kept.tickets.draft import Copy
from kept.tickets.models import Message, Participant, Ticket

pytestmark = pytest.mark.django_db

Ask = Callable[..., int]
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LATER = NOW + 4 * DAY  # what was due on Monday 11:00 is late


@pytest.fixture(autouse=True)
def _the_record_agrees(db: None) -> Iterator[None]:
    yield
    assert list(differences()) == []


def done(outcome: actions.Done | actions.Refused) -> actions.Done:
    assert isinstance(outcome, actions.Done), str(outcome)
    return outcome


def refused(outcome: actions.Done | actions.Refused) -> str:
    assert isinstance(outcome, actions.Refused)
    return outcome.code


def write(ticket: int, by: Customer, text: str, at: datetime, *, stranger: bool = False) -> int:
    draft = actions.Draft(
        kind="customer",
        channel="mail",
        text=text,
        customer=by,
        recipient=by.email,
        stranger=stranger,
        message_id=f"{text[:5].strip()}@example.org",
    )
    found = done(actions.receive(ticket, draft, at=at))
    return found.ticket


def reply(ticket: int, by: Staff, at: datetime, seen: int = 99, **more: object) -> None:
    draft = actions.Draft(
        kind="agent",
        channel="mail",
        text="We look into it.",
        staff=by,
        recipient="camille@maison-oriol.example",
        message_id=f"{ticket}.{OutgoingMail.objects.count()}@copyfy.io",
        **more,  # type: ignore[arg-type]
    )
    done(actions.reply(ticket, draft, by=by, seen=seen, at=at))


def owed(ticket: int) -> list[tuple[str, str, str]]:
    """Rule, state and why it ended, of each promise."""
    rows = Promise.objects.filter(ticket=ticket).order_by("number")
    return list(rows.values_list("rule", "state", "reason"))


# Split


def test_a_second_matter_becomes_a_ticket_owed_from_its_own_message(
    ask: Ask, customer: Customer, agent: Staff
) -> None:
    number = ask()
    write(number, customer, "By the way, my invoice is wrong.", NOW + 10 * MINUTE)
    new = done(actions.split(number, [2], subject="The invoice", by=agent, at=NOW + HOUR)).ticket
    row = Ticket.objects.get(pk=new)
    promise = Promise.objects.get(ticket=new)
    assert (row.subject, row.customer, row.status) == ("The invoice", customer, "open")
    assert row.opened_at == promise.started_at == NOW + 10 * MINUTE
    assert (promise.rule, promise.state) == ("first_reply", "running")
    assert Message.objects.get(ticket=new).text == "By the way, my invoice is wrong."
    assert Message.objects.get(ticket=number, place=2).moved_to == new
    assert owed(number) == [("first_reply", "running", "")], "the first message still waits"
    assert OutgoingMail.objects.count() == 1, "nobody is written to"
    assert row.preview == "By the way, my invoice is wrong."
    assert Ticket.objects.get(pk=number).preview == "The report stops at 62 %."


def test_what_was_owed_for_a_moved_message_is_owed_in_the_new_ticket(
    ask: Ask, customer: Customer, agent: Staff
) -> None:
    number = ask()
    reply(number, agent, NOW + MINUTE)
    write(number, customer, "Another thing: my invoice.", NOW + 2 * MINUTE)
    write(number, customer, "And thanks for the report.", NOW + 3 * MINUTE)
    new = done(actions.split(number, [3], subject="", by=agent, at=NOW + HOUR)).ticket
    assert owed(new) == [("first_reply", "running", "")]
    rows = owed(number)
    assert rows[0] == ("first_reply", "kept", "")
    assert [state for _rule, state, _why in rows].count("running") <= 1
    assert Ticket.objects.get(pk=number).unanswered_since == NOW + 3 * MINUTE
    assert Ticket.objects.get(pk=new).subject == "The report stops"


def test_an_answer_that_moves_along_keeps_the_new_promise(
    ask: Ask, customer: Customer, agent: Staff
) -> None:
    number = ask()
    write(number, customer, "My invoice is wrong.", NOW + MINUTE)
    reply(number, agent, NOW + 2 * MINUTE)
    new = done(actions.split(number, [2, 3], subject="", by=agent, at=LATER)).ticket
    assert owed(new) == [("first_reply", "kept", "")]
    assert [one.place for one in access.messages(customer, Ticket.objects.get(pk=new))] == [1, 2]


def test_a_late_split_is_late_at_once(ask: Ask, customer: Customer, agent: Staff) -> None:
    number = ask()
    write(number, customer, "My invoice is wrong.", NOW + MINUTE)
    new = done(actions.split(number, [2], subject="", by=agent, at=LATER)).ticket
    done(actions.expire(new, at=LATER))
    assert owed(new) == [("first_reply", "broken", "")]


def test_a_strangers_message_becomes_a_request_of_their_own(
    ask: Ask, customer: Customer, stranger: Customer, agent: Staff
) -> None:
    number = ask()
    write(number, stranger, "I have the same trouble.", NOW + MINUTE, stranger=True)
    new = done(actions.split(number, [2], subject="", by=agent, at=NOW + HOUR)).ticket
    assert Ticket.objects.get(pk=new).customer == stranger
    assert not Message.objects.get(ticket=new).stranger
    assert owed(new) == [("first_reply", "running", "")]


@pytest.mark.parametrize(
    ("places", "code"),
    [([], "nothing_chosen"), ([1, 2], "first"), ([3], "no_request"), ([9], "gone")],
)
def test_what_cannot_be_split_is_refused(
    ask: Ask, customer: Customer, agent: Staff, places: list[int], code: str
) -> None:
    number = ask()
    write(number, customer, "My invoice is wrong.", NOW + MINUTE)
    done(actions.note(number, "Reproduced.", by=agent, at=NOW + MINUTE))
    assert refused(actions.split(number, places, subject="", by=agent, at=LATER)) == code
    assert Ticket.objects.count() == 1


def test_a_message_moves_once(ask: Ask, customer: Customer, agent: Staff) -> None:
    number = ask()
    write(number, customer, "My invoice is wrong.", NOW + MINUTE)
    done(actions.split(number, [2], subject="", by=agent, at=NOW + HOUR))
    assert refused(actions.split(number, [2], subject="", by=agent, at=NOW + HOUR)) == "gone"


# Merge


def test_the_earlier_promise_survives_a_merge(ask: Ask, customer: Customer, agent: Staff) -> None:
    first = ask()
    second = ask("Did you see my mail about it?", at=NOW + 3 * DAY)
    done(actions.merge(first, second, by=agent, at=NOW + 3 * DAY))
    assert owed(first) == [("first_reply", "released", "carried")]
    # the first one's was due on Monday 11:00: late by now, and late it stays, once
    assert owed(second)[0] == ("first_reply", "released", "merged")
    assert owed(second)[1][:2] == ("first_reply", "broken")
    carried = Promise.objects.get(ticket=second, number=2)
    assert carried.started_at == NOW
    gone = Ticket.objects.get(pk=first)
    assert (gone.merged_into_id, gone.status, gone.rank) == (second, "closed", 6)
    stays = Ticket.objects.get(pk=second)
    assert stays.unanswered_since == NOW
    assert [m.text for m in access.messages(agent, stays)] == [
        "Did you see my mail about it?",
        "The report stops at 62 %.",
    ]


def test_the_later_promise_ends_neither_kept_nor_missed(ask: Ask, agent: Staff) -> None:
    first = ask()
    second = ask("Did you see my mail?", at=NOW + 10 * MINUTE)
    done(actions.merge(second, first, by=agent, at=NOW + HOUR))
    assert owed(first) == [("first_reply", "running", "")]
    assert owed(second) == [("first_reply", "released", "merged")]
    reply(first, agent, NOW + HOUR + MINUTE)
    assert owed(first) == [("first_reply", "kept", "")]


def test_what_comes_for_a_merged_ticket_goes_on_in_the_other(
    ask: Ask, customer: Customer, agent: Staff
) -> None:
    numbers = [ask(f"Question {n}", at=NOW + n * MINUTE) for n in range(3)]
    done(actions.merge(numbers[0], numbers[1], by=agent, at=NOW + HOUR))
    done(actions.merge(numbers[1], numbers[2], by=agent, at=NOW + HOUR))
    assert write(numbers[0], customer, "One more thing.", NOW + 2 * HOUR) == numbers[2]
    assert refused(actions.assign(numbers[0], agent, by=agent, at=NOW)) == "merged"
    assert refused(actions.merge(numbers[0], numbers[2], by=agent, at=NOW)) == "merged"
    assert refused(actions.merge(numbers[2], numbers[2], by=agent, at=NOW)) == "itself"


def test_who_asked_in_the_merged_ticket_takes_part_in_the_other(
    ask: Ask, customer: Customer, stranger: Customer, agent: Staff
) -> None:
    one, other = ask(), ask("The same here.", by=stranger)
    done(actions.merge(other, one, by=agent, at=NOW + HOUR))
    assert Participant.objects.get(ticket=one).customer == stranger
    assert one in access.writable(stranger).values_list("pk", flat=True)


def test_merging_into_a_solved_ticket_opens_it(ask: Ask, customer: Customer, agent: Staff) -> None:
    one = ask()
    reply(one, agent, NOW + MINUTE)
    done(actions.solve(one, by=agent, at=NOW + 2 * MINUTE))
    other = ask("Again.", at=NOW + 3 * MINUTE)
    done(actions.merge(other, one, by=agent, at=NOW + 4 * MINUTE))
    row = Ticket.objects.get(pk=one)
    assert row.status == "open"
    assert row.unanswered_since == NOW + 3 * MINUTE
    assert [state for _rule, state, _why in owed(one)].count("running") == 1


def test_a_merge_is_undone_as_if_it_had_not_been(
    ask: Ask, customer: Customer, stranger: Customer, agent: Staff
) -> None:
    one, other = ask(), ask("The same here.", by=stranger, at=NOW + MINUTE)
    before = {row.pk: row.matters_at for row in Ticket.objects.all()}
    done(actions.merge(one, other, by=agent, at=NOW + HOUR))
    done(actions.undo_merge(one, by=agent, at=NOW + HOUR + MINUTE))
    assert {row.pk: row.matters_at for row in Ticket.objects.all()} == before
    assert owed(one) == [("first_reply", "running", "")]
    assert owed(other)[0] == ("first_reply", "running", "")
    assert not Participant.objects.exists()
    assert [m.text for m in access.messages(agent, Ticket.objects.get(pk=other))] == [
        "The same here."
    ]
    assert write(one, customer, "Hello again.", NOW + 2 * HOUR) == one
    reply(other, agent, NOW + 2 * HOUR)
    done(actions.merge(one, other, by=agent, at=NOW + 3 * HOUR))


@pytest.mark.parametrize("later", [False, True])
def test_a_reply_that_bounces_after_the_merge_is_owed_where_the_ticket_goes_on(
    ask: Ask, agent: Staff, later: bool
) -> None:
    old = ask()
    reply(old, agent, NOW + MINUTE)
    into = ask(at=NOW + HOUR)
    reply(into, agent, NOW + 2 * HOUR)
    done(actions.merge(old, into, by=agent, at=NOW + 3 * HOUR))
    if later:
        reply(into, agent, NOW + 4 * HOUR)
    done(actions.fail(old, 2, "550 nobody", permanent=True, at=NOW + 5 * HOUR))
    assert owed(old) == [("first_reply", "released", "carried")]
    kept, again = Promise.objects.filter(ticket=into).order_by("number")
    assert kept.state == "kept"
    assert (again.rule, again.started_at) == ("first_reply", NOW)
    assert (again.state, again.met_at) == (("kept", NOW + 4 * HOUR) if later else ("running", None))


def test_a_reply_that_moved_away_and_bounces_is_owed_where_it_was_written(
    ask: Ask, customer: Customer, agent: Staff
) -> None:
    number = ask()
    write(number, customer, "My invoice is wrong.", NOW + MINUTE)
    reply(number, agent, NOW + 2 * MINUTE)
    new = done(actions.split(number, [2, 3], subject="", by=agent, at=NOW + HOUR)).ticket
    done(actions.fail(number, 3, "550 nobody", permanent=True, at=NOW + 2 * HOUR))
    assert owed(number) == owed(new) == [("first_reply", "running", "")]


def test_a_merge_stays_once_somebody_went_on(ask: Ask, agent: Staff) -> None:
    one, other = ask(), ask("Again.", at=NOW + MINUTE)
    done(actions.merge(one, other, by=agent, at=NOW + HOUR))
    done(actions.note(other, "Reproduced.", by=agent, at=NOW + 2 * HOUR))
    assert refused(actions.undo_merge(one, by=agent, at=NOW + 2 * HOUR)) == "not_clean"
    assert refused(actions.undo_merge(other, by=agent, at=NOW + 2 * HOUR)) == "not_merged"


# Link, take part


def test_a_link_is_seen_from_both_sides(ask: Ask, agent: Staff) -> None:
    one, other = ask(), ask("Another.")
    assert len(done(actions.link(one, other, by=agent, at=NOW)).recorded) == 1
    assert done(actions.link(other, one, by=agent, at=NOW)).recorded == ()
    assert len(done(actions.unlink(other, one, by=agent, at=NOW)).recorded) == 1
    assert refused(actions.link(one, one, by=agent, at=NOW)) == "itself"


def test_somebody_who_was_let_in_is_no_stranger_until_taken_out(
    ask: Ask, customer: Customer, stranger: Customer, agent: Staff
) -> None:
    number = ask()
    done(actions.let_in(number, stranger, by=agent, at=NOW))
    assert done(actions.let_in(number, stranger, by=agent, at=NOW)).recorded == ()
    assert refused(actions.let_in(number, customer, by=agent, at=NOW)) == "customer"
    assert (Participant.objects.get().customer, Participant.objects.get().reads) == (stranger, True)
    done(actions.take_out(number, stranger, by=agent, at=NOW))
    assert not Participant.objects.exists()


def test_copies_go_only_to_who_takes_part(
    ask: Ask, customer: Customer, stranger: Customer, agent: Staff
) -> None:
    number = ask()
    copy = Copy(stranger.pk, "Mallory", "mallory@elsewhere.example")
    reply(number, agent, NOW + MINUTE, copies=(copy,))
    assert not OutgoingMail.objects.filter(purpose="copy").exists(), "nobody let them in"
    done(actions.let_in(number, stranger, by=agent, at=NOW + 2 * MINUTE))
    reply(number, agent, NOW + 3 * MINUTE, copies=(copy,))
    sent = OutgoingMail.objects.get(purpose="copy")
    assert sent.recipient == "mallory@elsewhere.example"
    assert sent.facts["to"] == "camille@maison-oriol.example"
    main = OutgoingMail.objects.filter(purpose="reply").latest("id")
    assert main.facts == {"cc": [["Mallory", "mallory@elsewhere.example"]]}
