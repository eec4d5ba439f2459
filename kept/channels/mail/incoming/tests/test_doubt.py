"""A mail whose sender is in doubt stands in the ticket and means nothing until somebody says."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kept.channels.mail import spool
from kept.channels.mail.conftest import DESK, HOUR, MONDAY, mail
from kept.channels.mail.incoming import process
from kept.channels.mail.incoming.ingest import Outcome
from kept.channels.mail.senders.dns import _resolver
from kept.channels.mail.senders.tests.names import serving
from kept.channels.mail.senders.tests.senders import ELSEWHERE, HOME, signed, zone
from kept.deadlines.models import Promise
from kept.people.models import Customer, Staff
from kept.record import events
from kept.record.models import OutgoingMail
from kept.tickets import access, actions, check
from kept.tickets.models import Message, Ticket
from kept.workspace import rail

LATER = MONDAY + 3 * HOUR
MORE = "There is more to say: it stops again at 70 percent."

Deliver = Callable[..., Outcome]


@pytest.fixture
def deliver(desk: object, settings: Any) -> Iterator[Deliver]:
    """Let a machine of example.org, or any other, hand a mail over: `deliver(raw, peer=…)`."""

    def deliver(raw: bytes, *, peer: str = HOME, at: Any = MONDAY, **envelope: Any) -> Outcome:
        facts = {"mail_from": "camille@example.org", "rcpt_to": [DESK]} | envelope
        number = spool.accept(peer=peer, received_at=at, raw=raw, **facts)
        outcome = process.process(spool.folder("new") / number)
        assert outcome is not None
        return outcome

    with serving(zone()) as server:
        settings.KEPT_DNS = server.address
        yield deliver
    _resolver.cache_clear()


@pytest.fixture
def asked(deliver: Deliver) -> Ticket:
    """Camille has asked for something, and proved who she is."""
    deliver(mail(Message_ID="<first@example.org>"))
    return Ticket.objects.get()


@pytest.fixture
def forged(deliver: Deliver, asked: Ticket) -> Message:
    """Somebody else writes into it in her name, at her ticket's own address."""
    to = f"contact+{asked.pk}.{asked.token}@copyfy.io"
    raw = mail(MORE, to=to, Reply_To="x@evil.example", Message_ID="<second@example.org>")
    outcome = deliver(raw, peer=ELSEWHERE, at=LATER, rcpt_to=[to])
    assert (outcome.state, outcome.ticket) == ("done", asked.pk)
    return Message.objects.get(ticket=asked, place=outcome.place)


def promises(ticket: Ticket) -> list[tuple[str, Any, str]]:
    rows = Promise.objects.filter(ticket=ticket.pk).order_by("number")
    return [(one.kind, one.started_at, one.state) for one in rows]


def answered(ticket: Ticket, agent: Staff, *, at: Any = MONDAY + HOUR) -> None:
    draft = actions.Draft(kind="agent", channel="mail", text="Try it now.", staff=agent)
    done = actions.reply(ticket.pk, draft, by=agent, seen=2, at=at)
    assert isinstance(done, actions.Done)


def test_it_does_not_write_as_the_customer(asked: Ticket, forged: Message) -> None:
    assert forged.doubted
    assert forged.stranger
    assert "dmarc=fail (p=reject)" in forged.authentication
    row = Ticket.objects.get()
    assert row.doubted == 1
    assert MORE not in row.preview
    customer = Customer.objects.get(pk=row.customer_id)
    assert forged not in access.messages(customer, row)
    assert len(promises(row)) == len(promises(asked))
    assert list(check.differences()) == []


@pytest.mark.parametrize(
    "fields",
    [
        {"In_Reply_To": "<first@example.org>"},
        {"subject": "Re: The report stops [#1]"},
        {},
    ],
    ids=["thread", "number", "same-words"],
)
def test_no_way_into_the_ticket_is_open_to_it(
    deliver: Deliver, asked: Ticket, fields: dict[str, str]
) -> None:
    outcome = deliver(mail(**fields), peer=ELSEWHERE, at=LATER)
    assert (outcome.ticket, outcome.acknowledged) == (asked.pk, False)
    assert Message.objects.get(place=outcome.place).doubted


def test_who_vouches_lets_it_count_from_when_it_came(
    asked: Ticket, forged: Message, agent: Staff
) -> None:
    answered(asked, agent)
    before = promises(asked)
    done = actions.vouch(asked.pk, forged.place, by=agent, at=LATER + 5 * HOUR)
    assert isinstance(done, actions.Done)
    row, message = Ticket.objects.get(), Message.objects.get(pk=forged.pk)
    assert (row.doubted, message.doubted, message.stranger) == (0, False, False)
    assert row.unanswered_since == LATER
    assert promises(row) == before, "this policy owes a first reply alone"
    assert list(check.differences()) == []
    again = actions.vouch(asked.pk, forged.place, by=agent, at=LATER + 6 * HOUR)
    assert isinstance(again, actions.Refused)


def test_answers_go_to_the_name_it_bears(asked: Ticket, forged: Message, agent: Staff) -> None:
    actions.vouch(asked.pk, forged.place, by=agent, at=LATER)
    assert Message.objects.get(pk=forged.pk).answer_to == "camille@example.org"


def test_who_vouches_opens_a_settled_request_again(
    asked: Ticket, forged: Message, agent: Staff
) -> None:
    answered(asked, agent)
    actions.solve(asked.pk, by=agent, at=LATER + HOUR)
    actions.vouch(asked.pk, forged.place, by=agent, at=LATER + 2 * HOUR)
    row = Ticket.objects.get()
    assert (row.status, row.unanswered_since) == ("open", LATER)
    assert list(check.differences()) == []


def test_a_clock_that_stood_still_has_gone_on_since_it_came(
    asked: Ticket, forged: Message, agent: Staff
) -> None:
    answered(asked, agent)
    actions.mark_waiting(asked.pk, by=agent, at=LATER - HOUR)
    actions.vouch(asked.pk, forged.place, by=agent, at=LATER + 2 * HOUR)
    assert Ticket.objects.get().status == "open"
    assert list(check.differences()) == []


def test_what_is_discarded_stays_a_stranger_s(asked: Ticket, forged: Message, agent: Staff) -> None:
    done = actions.discard(asked.pk, forged.place, by=agent, at=LATER)
    assert isinstance(done, actions.Done)
    message = Message.objects.get(pk=forged.pk)
    assert (message.doubted, message.stranger) == (False, True)
    assert Ticket.objects.get().doubted == 0
    assert list(check.differences()) == []


def test_it_can_become_a_request_of_its_own(asked: Ticket, forged: Message, agent: Staff) -> None:
    done = actions.open_apart(asked.pk, forged.place, by=agent, at=LATER + HOUR)
    assert isinstance(done, actions.Done)
    new = Ticket.objects.get(pk=done.ticket)
    assert (new.opened_at, new.doubted) == (LATER, 0)
    assert Message.objects.get(ticket=new).text == forged.text
    assert not OutgoingMail.objects.filter(ticket=new.pk).exists()
    assert Ticket.objects.get(pk=asked.pk).doubted == 0
    assert list(check.differences()) == []


def test_a_new_request_that_fails_is_opened_and_not_acknowledged(deliver: Deliver) -> None:
    outcome = deliver(mail(Reply_To="x@evil.example"), peer=ELSEWHERE)
    assert (outcome.code, outcome.acknowledged) == ("opened", False)
    assert not OutgoingMail.objects.exists()
    message = Message.objects.get()
    assert (message.doubted, message.stranger) == (False, False)
    assert message.answer_to == "camille@example.org"
    assert promises(Ticket.objects.get())


def test_where_nothing_can_be_said_all_is_as_before(deliver: Deliver, asked: Ticket) -> None:
    from_nowhere = {"In_Reply_To": "<first@example.org>"}
    outcome = deliver(mail(MORE, **from_nowhere), peer="127.0.0.1", at=LATER)
    message = Message.objects.get(place=outcome.place)
    assert (message.doubted, message.stranger, message.authentication) == (False, False, "")


def test_the_proved_copy_of_a_mail_in_doubt_is_no_duplicate(
    deliver: Deliver, asked: Ticket, forged: Message
) -> None:
    raw = mail(MORE, In_Reply_To="<first@example.org>", Message_ID="<second@example.org>")
    assert deliver(raw, peer=ELSEWHERE, at=LATER + HOUR).code == "duplicate"
    outcome = deliver(signed(raw), peer=ELSEWHERE, at=LATER + HOUR)
    assert outcome.code == "thread"
    assert not Message.objects.get(place=outcome.place).doubted


def test_it_is_seen_in_the_rail_the_list_and_the_ticket(
    asked: Ticket, forged: Message, agent: Staff
) -> None:
    rail._counted.cache_clear()  # counts are kept for each event, and ids come again in tests
    browser = Client()
    browser.force_login(agent)
    listed = browser.get(reverse("list", args=["doubted"])).content.decode()
    assert f'id="ticket-{asked.pk}"' in listed
    assert reverse("list", args=["doubted"]) in browser.get(reverse("inbox")).content.decode()
    page = browser.get(reverse("ticket", args=[asked.pk])).content.decode()
    assert "Nothing proves that this is from example.org." in page
    assert "example.org asks everybody to refuse such mail." in page
    assert "really from example.org" in page, "of the first message"
    assert reverse("mail-source", args=[forged.received]) in page
    for word in ("vouch", "apart", "discard"):
        assert f'form="doubt" name="{word}" value="{forged.place}"' in page
    response = browser.post(reverse("doubt", args=[asked.pk]), {"discard": forged.place})
    assert response.status_code == 303
    page = browser.get(reverse("ticket", args=[asked.pk])).content.decode()
    assert "Ada discarded the message in doubt" in page
    assert 'form="doubt"' not in page
    assert 'id="doubt"' not in page
    assert reverse("list", args=["doubted"]) not in browser.get(reverse("inbox")).content.decode()


def test_nothing_chosen_is_said(asked: Ticket, forged: Message, agent: Staff) -> None:
    browser = Client()
    browser.force_login(agent)
    response = browser.post(reverse("doubt", args=[asked.pk]), {})
    assert response.status_code == 422
    assert "Nothing was chosen." in response.content.decode()


def test_the_story_is_told_in_the_log(asked: Ticket, forged: Message, agent: Staff) -> None:
    actions.vouch(asked.pk, forged.place, by=agent, at=LATER)
    names = [type(one.event).__name__ for one in events.history(asked.pk)]
    assert "MessageVouched" in names


def test_what_was_set_aside_shows_whether_its_sender_was_proved(
    deliver: Deliver, agent: Staff, client: Client
) -> None:
    away = {"Auto_Submitted": "auto-replied"}
    deliver(mail(**away))
    deliver(mail(MORE, **away), peer=ELSEWHERE)
    client.force_login(agent)
    page = client.get("/desk/mail/", headers={"accept-language": "en"}).content.decode()
    assert "really from example.org" in page
    assert "Nothing proves that this is from example.org." in page
