"""What the buttons of a ticket do."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from django.utils import timezone

from kept.conftest import NOW
from kept.people.models import Customer, Staff
from kept.record.models import OutgoingMail
from kept.tickets import actions
from kept.tickets.actions import Draft
from kept.tickets.models import Attachment, Message, Ticket
from kept.workspace.tests.test_ticket import answered, write_again

Ask = Callable[..., int]
Text = Callable[[object], str]


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
    write_again(number, customer, "It works again!")
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
    answered(number, agent)
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
    answered(number, agent)
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
