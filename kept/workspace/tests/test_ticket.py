"""A ticket as the team reads it, and what its buttons do."""

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
from kept.tickets.models import Attachment, Message, Ticket

Ask = Callable[..., int]
Text = Callable[[object], str]
HOSTILE = '<script>alert("x")</script>"><img src=x onerror=alert(1)>'


def _answer(number: int, agent: Staff, words: str = "Here you are.", at=NOW) -> None:
    state = Ticket.objects.get(pk=number)
    draft = Draft(
        kind="agent", channel="mail", text=words, html=f"<p>{words}</p>", staff=agent,
        message_id=f"{number}.{state.messages_count}@kept.example",
        recipient="camille@maison-oriol.example",
    )  # fmt: skip
    done = actions.reply(number, draft, by=agent, seen=state.messages_count, at=at)
    assert isinstance(done, actions.Done)


def _write_again(number: int, customer: Customer, words: str, at=NOW, **more: object) -> None:
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
        _answer(number, agent, at=at)
        _write_again(number, customer, f"Again {hour}", at, files=(File("b", "x/y", b"b"),))
        actions.note(number, "Hm.", by=agent, at=at)
    for _ in range(9):
        ask()
    at_desk.get(url)
    with django_assert_num_queries(few):
        at_desk.get(url)


def test_what_was_quoted_is_folded(at_desk: Client, ask: Ask, customer: Customer) -> None:
    number = ask()
    _write_again(
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
    _answer(number, agent)
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
    _write_again(number, customer, "Still nothing?", NOW + timedelta(hours=25))
    html = at_desk.get(f"/desk/tickets/{number}").content.decode()
    assert "happening loud" in html
    assert "urgent, not a repetition" in html
    assert html.index("happening loud") < html.index("Still nothing?")
    assert "Resent" in at_desk.get("/desk/lists/resent").content.decode()


# what the buttons do


def _post(client: Client, number: int, verb: str, **fields: object) -> object:
    return client.post(f"/desk/tickets/{number}/{verb}", fields)


def test_an_answer_is_sent_as_text_and_html_and_keeps_the_promise(
    at_desk: Client, ask: Ask
) -> None:
    number = ask(at=timezone.now())
    response = _post(at_desk, number, "say", mode="reply", seen=1, text="Use **Quick**.", then="")
    assert response.status_code == 303
    assert response.url == f"/desk/tickets/{number}"
    said = Message.objects.get(kind="agent")
    assert said.text == "Use **Quick**."
    assert said.html == "<p>Use <strong>Quick</strong>.</p>"
    mail = OutgoingMail.objects.get(purpose="reply")
    assert (mail.recipient, mail.message_id) == ("camille@maison-oriol.example", said.message_id)
    html = at_desk.get(f"/desk/tickets/{number}").content.decode()
    assert "<strong>Quick</strong>" in html
    assert "First reply kept" in html


@pytest.mark.parametrize(
    ("then", "status"), [("wait", "waiting"), ("solve", "solved"), ("stay", "open")]
)
def test_an_answer_can_end_the_matter(then: str, status: str, at_desk: Client, ask: Ask) -> None:
    number = ask()
    _post(at_desk, number, "say", mode="reply", seen=1, text="Done.", then=then)
    assert Ticket.objects.get(pk=number).status == status


def test_an_answer_takes_its_files_along(at_desk: Client, ask: Ask) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    number = ask()
    files = [
        SimpleUploadedFile("../../etc/plan.pdf", b"%PDF", "application/pdf"),
        SimpleUploadedFile("b.bin", b"b", "not a type"),
    ]
    _post(at_desk, number, "say", mode="reply", seen=1, text="See the plan.", files=files)
    kept = list(Attachment.objects.order_by("pk").values_list("name", "type", "size"))
    assert kept == [("plan.pdf", "application/pdf", 4), ("b.bin", "application/octet-stream", 1)]


def test_nothing_is_sent_when_the_thread_has_moved_on(
    at_desk: Client, ask: Ask, customer: Customer, text: Text
) -> None:
    number = ask()
    _write_again(number, customer, "It works again!")
    response = _post(at_desk, number, "say", mode="reply", seen=1, text="I am **on** it")
    html = text(response)
    assert response.status_code == 422
    assert not Message.objects.filter(kind="agent").exists()
    assert "Not sent: Camille Roussel wrote at 18:00." in html
    assert "It works again!" in html
    assert "I am **on** it</textarea>" in html
    assert re.search(r'name="seen" value="2"', html), "who has read it may send"
    again = _post(at_desk, number, "say", mode="reply", seen=2, text="I am **on** it")
    assert again.status_code == 303


@pytest.mark.parametrize("seen", ["", "x", "-1", "٣", "9" * 30])
def test_an_answer_that_saw_nothing_is_not_sent(seen: str, at_desk: Client, ask: Ask) -> None:
    response = _post(at_desk, ask(), "say", mode="reply", seen=seen, text="Hello")
    assert response.status_code == 422


def test_a_note_stays_in_the_team(at_desk: Client, ask: Ask, text: Text) -> None:
    number = ask()
    _post(at_desk, number, "say", mode="note", text="He is *right*.")
    assert not OutgoingMail.objects.filter(purpose="reply").exists()
    html = text(at_desk.get(f"/desk/tickets/{number}"))
    assert 'class="message note"' in html
    assert "only the team sees this" in html
    assert "<em>right</em>" in html


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"mode": "reply", "text": " \n"}, "Nothing was written."),
        ({"mode": "note", "text": ""}, "Nothing was written."),
        ({"mode": "reply", "text": "x" * 100_001}, "at most 100000 characters"),
        ({"mode": "reply", "text": "", "then": "solve"}, "A reply is still owed."),
    ],
)
def test_what_cannot_be_sent_says_why(
    fields: dict[str, str], sentence: str, at_desk: Client, ask: Ask, text: Text
) -> None:
    response = _post(at_desk, ask(), "say", seen=1, **fields)
    assert response.status_code == 422
    assert sentence in text(response)
    assert fields["text"].strip() in text(response)


def test_solving_without_words_needs_none(at_desk: Client, ask: Ask, agent: Staff) -> None:
    number = ask()
    _answer(number, agent)
    assert _post(at_desk, number, "say", mode="reply", text="", then="solve").status_code == 303
    assert Ticket.objects.get(pk=number).status == "solved"


def test_a_refusal_cites_its_clause(at_desk: Client, ask: Ask, text: Text) -> None:
    response = _post(at_desk, ask(), "solve")
    assert response.status_code == 422
    html = text(response)
    assert "A reply is still owed. Answer, or release the promise with a reason." in html
    alert = html[html.index('role="alert"') :][:400]
    assert "#c5" in alert


def test_a_refusal_speaks_the_readers_language(
    client: Client, agent: Staff, ask: Ask, text: Text
) -> None:
    Staff.objects.filter(pk=agent.pk).update(language="fr")
    client.force_login(agent)
    assert "Une réponse est encore due" in text(_post(client, ask(), "solve"))


def test_somebody_takes_a_ticket_and_gives_it_on(
    at_desk: Client, ask: Ask, agent: Staff, lead: Staff, text: Text
) -> None:
    number = ask()
    _post(at_desk, number, "assign", to="me")
    assert Ticket.objects.get(pk=number).assignee == agent
    _post(at_desk, number, "assign", to=lead.pk)
    html = text(at_desk.get(f"/desk/tickets/{number}"))
    assert "Inès Haddad took it" in html
    assert "Inès Haddad gave it to Piotr Zieliński" in html
    assert "Piotr Zieliński answers" in html
    _post(at_desk, number, "assign", to="")
    assert Ticket.objects.get(pk=number).assignee is None


@pytest.mark.parametrize("to", ["999999", "nonsense", "-1", "9" * 40])
def test_nobody_unknown_gets_a_ticket(to: str, at_desk: Client, ask: Ask, text: Text) -> None:
    assert "There is no such colleague." in text(_post(at_desk, ask(), "assign", to=to))


def test_a_bug_is_sorted_with_its_cause_and_owes_a_fix(
    at_desk: Client, ask: Ask, text: Text
) -> None:
    number = ask()
    _post(at_desk, number, "classify", kind="bug:product")
    ticket = Ticket.objects.get(pk=number)
    assert (ticket.kind, ticket.cause) == ("bug", "product")
    html = text(at_desk.get(f"/desk/tickets/{number}"))
    assert "§6" in html
    assert "Inès Haddad sorted it: a bug of the product" in html
    wrong = _post(at_desk, number, "classify", kind="poem:")
    assert "The policy knows no kind poem." in text(wrong)


def test_a_promise_is_released_with_its_reason(at_desk: Client, ask: Ask, text: Text) -> None:
    number = ask(at=timezone.now())
    assert "Say why nothing is owed." in text(
        _post(at_desk, number, "release", promise="1", reason=" ")
    )
    assert _post(at_desk, number, "release", promise="1", reason="Said thanks").status_code == 303
    assert "First reply released: Said thanks" in text(at_desk.get(f"/desk/tickets/{number}"))
    assert "There is no such promise" in text(
        _post(at_desk, number, "release", promise="٣٣", reason="x")
    )


def test_waiting_and_opening_again(at_desk: Client, ask: Ask, agent: Staff) -> None:
    number = ask()
    _post(at_desk, number, "wait")
    assert Ticket.objects.get(pk=number).status == "waiting"
    _answer(number, agent)
    _post(at_desk, number, "solve")
    assert Ticket.objects.get(pk=number).status == "solved"
    _post(at_desk, number, "reopen")
    assert Ticket.objects.get(pk=number).status == "open"


def test_after_an_act_the_list_is_still_beside_the_ticket(at_desk: Client, ask: Ask) -> None:
    number = ask()
    response = at_desk.post(f"/desk/tickets/{number}/wait?list=due")
    assert response.url == f"/desk/tickets/{number}?list=due"
    html = at_desk.get(response.url).content.decode()
    assert 'class="inbox"' in html
    assert 'class="ticket"' in html


def test_an_answer_goes_where_the_customer_asks_for_it(
    at_desk: Client, ask: Ask, text: Text, customer: Customer
) -> None:
    number = ask()
    word = Draft(
        kind="customer", channel="mail", text="To my own box.", customer=customer,
        recipient="anna@home.example",
    )  # fmt: skip
    actions.receive(number, word, at=NOW)
    assert "&lt;anna@home.example&gt;" in text(at_desk.get(f"/desk/tickets/{number}"))
    form = {"mode": "reply", "text": "Here it is.", "seen": 2}
    at_desk.post(f"/desk/tickets/{number}/say", form)
    assert OutgoingMail.objects.get(purpose="reply").recipient == "anna@home.example"
