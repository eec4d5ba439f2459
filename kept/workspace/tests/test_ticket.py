"""A ticket as the team reads it."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from kept.conftest import NOW
from kept.people.models import Customer, Staff
from kept.record.models import OutgoingMail
from kept.tickets import actions
from kept.tickets.actions import Draft, File
from kept.tickets.models import Attachment, Ticket

Ask = Callable[..., int]
Text = Callable[[object], str]
HOSTILE = '<script>alert("x")</script>"><img src=x onerror=alert(1)>'


def answered(number: int, agent: Staff, words: str = "Here you are.", at=NOW) -> None:
    state = Ticket.objects.get(pk=number)
    draft = Draft(
        kind="agent", channel="mail", text=words, html=f"<p>{words}</p>", staff=agent,
        message_id=f"{number}.{state.messages_count}@kept.example",
        recipient="camille@maison-oriol.example",
    )  # fmt: skip
    done = actions.reply(number, draft, by=agent, seen=state.messages_count, at=at)
    assert isinstance(done, actions.Done)


def write_again(number: int, customer: Customer, words: str, at=NOW, **more: object) -> None:
    draft = Draft(
        kind="customer", channel="mail", text=words, customer=customer,
        recipient=customer.email, **more,  # type: ignore[arg-type]
    )  # fmt: skip
    done = actions.receive(number, draft, at=at)
    assert isinstance(done, actions.Done)


def test_a_ticket_tells_what_was_asked_and_what_is_owed(
    at_desk: Client, ask: Ask, text: Text
) -> None:
    number = ask()
    html = text(at_desk.get(f"/desk/tickets/{number}"))
    assert "The report stops at 62" in html
    assert "First reply" in html
    assert "#c5" in html
    assert "Camille Roussel" in html
    assert "Unassigned" in html
    assert "Acknowledged" in html


def test_the_promise_is_explained_step_by_step_with_the_clauses_own_words(
    at_desk: Client, ask: Ask, text: Text
) -> None:
    """Asked on Friday at 18:00: the weekend is skipped, the first hour of Monday counts."""
    html = text(at_desk.get(f"/desk/tickets/{ask()}"))
    steps = re.findall(r"<li(?: class=\"(\w+)\")?><time[^>]*>([^<]+)</time><span>([^<]+)", html)
    assert [(moment, words) for _, moment, words in steps] == [
        ("Fri 18:00", "received"),
        ("Fri 19:00", "closed"),
        ("Sat 0:00", "weekend"),
        ("Mon 10:00", "opens"),
        ("Mon 11:00", "the first hour ends, due"),
    ]
    assert [state for state, _, _ in steps] == ["", "closed", "closed", "", "end"]
    assert "first hour of a business day" in html
    assert "Policy version 1" in html


def test_a_ticket_costs_as_many_queries_with_one_message_as_with_many(
    at_desk: Client,
    ask: Ask,
    customer: Customer,
    agent: Staff,
    clock: Callable[..., None],  # a minute that ends is counted anew
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    number = ask(files=(File("a.png", "image/png", b"a"),))
    url = f"/desk/tickets/{number}"
    at_desk.get(url)
    with django_assert_num_queries(15, exact=False) as asked:
        at_desk.get(url)
        few = len(asked)
    for hour in range(1, 12):
        at = NOW + timedelta(hours=hour)
        answered(number, agent, at=at)
        write_again(number, customer, f"Again {hour}", at, files=(File("b", "x/y", b"b"),))
        actions.note(number, "Hm.", by=agent, at=at)
    for _ in range(9):
        ask()
    at_desk.get(url)
    with django_assert_num_queries(few):
        at_desk.get(url)


def test_what_was_quoted_is_folded(at_desk: Client, ask: Ask, customer: Customer) -> None:
    number = ask()
    write_again(
        number, customer, "Thanks.\n\nOn Friday you wrote:\n> The old words", said="Thanks."
    )
    html = at_desk.get(f"/desk/tickets/{number}").content.decode()
    assert re.search(r"<details class=\"fold\".*The old words.*</details>", html, re.S)
    assert html.count("The old words") == 1


def test_pictures_stand_where_the_mail_names_them(at_desk: Client, ask: Ask) -> None:
    number = ask(
        html='<p>Look: <img src="cid:shot@x"> and <img src="cid:lost"></p>',
        files=(
            File("shot.png", "image/png", b"p", inline=True, cid="<shot@x>"),
            File("log.txt", "text/plain", b"t"),
        ),
    )
    shot, log = Attachment.objects.order_by("pk")
    html = at_desk.get(f"/desk/tickets/{number}").content.decode()
    assert f'<img src="/desk/files/{shot.pk}"' in html
    assert html.count(f"/desk/files/{shot.pk}") == 1, "it is not shown a second time below"
    assert f'href="/desk/files/{log.pk}"' in html
    assert "cid:" not in html


def test_remote_pictures_wait_until_they_are_asked_for(at_desk: Client, ask: Ask) -> None:
    number = ask(html='<p>Hi <img data-remote-src="https://spy.example/p.gif"></p>')
    url = f"/desk/tickets/{number}"
    held = at_desk.get(url)
    assert ' src="https://spy.example' not in held.content.decode()
    assert "?remote=1" in held.content.decode()
    assert "https:" not in held.headers["Content-Security-Policy"]
    shown = at_desk.get(url, {"remote": "1"})
    assert ' src="https://spy.example/p.gif"' in shown.content.decode()
    assert "img-src 'self' data: blob: http: https:" in shown.headers["Content-Security-Policy"]


def test_what_strangers_write_runs_nowhere(
    at_desk: Client, edition: object, customer: Customer, agent: Staff, ask: Ask
) -> None:
    Customer.objects.filter(pk=customer.pk).update(name=HOSTILE)
    number = ask(HOSTILE, subject=HOSTILE, files=(File(HOSTILE, "x/y", b"x"),))
    actions.note(number, HOSTILE, by=agent, at=NOW)
    at_desk.post(
        f"/desk/tickets/{number}/say",
        {"mode": "reply", "seen": 1, "text": f"{HOSTILE} [x](javascript:alert(1))"},
    )
    actions.release(number, 1, HOSTILE, by=agent, at=timezone.now())
    for url in (f"/desk/tickets/{number}", f"/desk/tickets/{number}?list=due", "/desk/lists/all"):
        html = at_desk.get(url).content.decode()
        assert "<script>alert" not in html
        assert "<img src=x" not in html
        assert 'href="javascript:' not in html


@pytest.mark.parametrize(
    ("state", "answer", "words"),
    [
        ("waiting", "", "waiting"),
        ("waiting", "450 try later", "450 try later"),
        ("sent", "", "sent"),
        ("refused", "550 no such user", "550 no such user"),
    ],
)
def test_an_answer_says_how_far_it_got(
    state: str, answer: str, words: str, at_desk: Client, ask: Ask, agent: Staff
) -> None:
    number = ask()
    answered(number, agent)
    tries = 1 if answer else 0
    mails = OutgoingMail.objects.filter(purpose="reply")
    mails.update(state=state, answer=answer, attempts=tries)
    html = at_desk.get(f"/desk/tickets/{number}").content.decode()
    assert words in html
    assert ("Send again now" in html) == bool(answer)


def test_a_resend_stands_out_above_its_message(
    at_desk: Client, ask: Ask, customer: Customer
) -> None:
    number = ask()
    write_again(number, customer, "Still nothing?", NOW + timedelta(hours=25))
    html = at_desk.get(f"/desk/tickets/{number}").content.decode()
    assert "happening loud" in html
    assert "urgent, not a repetition" in html
    assert html.index("happening loud") < html.index("Still nothing?")
    assert "Resent" in at_desk.get("/desk/lists/resent").content.decode()
