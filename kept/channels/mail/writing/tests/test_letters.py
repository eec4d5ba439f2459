"""What customers read: acknowledgements, replies, sign-in links."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any, cast

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from kept.channels.mail.conftest import MONDAY, Write, answer, as_sent, mail
from kept.channels.mail.writing.reader import spoken
from kept.core.events import DESK as DESK_ITSELF
from kept.letters import wordings
from kept.letters.originals import Text
from kept.people.models import Customer, Staff
from kept.people.names import first_name
from kept.record.models import OutgoingMail
from kept.tickets.models import Ticket

TUESDAY_EVENING = datetime(2026, 1, 6, 18, 20, tzinfo=UTC)
FRENCH = "Bonjour, le rapport s’arrête à 62 % et je ne vois aucune erreur nulle part."


def letter(row: OutgoingMail | None = None, at: datetime = MONDAY) -> EmailMessage:
    row = row or OutgoingMail.objects.latest("id")
    raw = as_sent(row, at)
    return cast("EmailMessage", message_from_bytes(raw, policy=policy.default))


def words(sent: EmailMessage, kind: str = "plain") -> str:
    part = sent.get_body((kind,))  # type: ignore[arg-type]
    assert part is not None
    return " ".join(str(part.get_content()).replace("\u202f", " ").replace("\xa0", " ").split())


def test_an_acknowledgement_in_english_says_what_is_promised_and_when(write: Write) -> None:
    write(mail(), at=TUESDAY_EVENING)
    sent = letter(at=TUESDAY_EVENING)
    said = words(sent)
    assert "Hello Camille, we have received “The report stops”, and a person will read it." in said
    assert "You will have our answer Wednesday 7 January by 12:00. §5" in said
    assert "Times are yours (UTC+1). Received Tuesday 19:20, closed at 20:00" in said
    assert "/policy?version=1#c5" in said
    assert "Still nothing on Wednesday 7 January, 19:20? Send it again: it becomes urgent" in said
    assert "This acknowledgement is not an answer" in said
    assert "request 1." in said
    for needed in ("Wednesday 7 January by 12:00", "§5", "Follow my request", "border-radius:50%"):
        assert needed in words(sent, "html")


def test_an_acknowledgement_in_french(write: Write) -> None:
    raw = mail(FRENCH, subject="Le rapport s’arrête".encode().decode("latin-1", "ignore"))
    write(raw.replace(b"Subject: ", b"Subject: Rapport "), at=TUESDAY_EVENING)
    sent = letter(at=TUESDAY_EVENING)
    assert sent["Content-Language"] == "fr"
    said = words(sent)
    assert said.startswith("Bonjour Camille, nous avons bien reçu « Rapport")
    assert "Vous aurez notre réponse mercredi 7 janvier avant 12 h. §5" in said
    assert "À votre heure (UTC+1). Reçue mardi à 19 h 20, fermé à 20 h" in said
    assert "elle devient urgente, et n’est jamais comptée comme une répétition" in said
    assert "Cet accusé n’est pas une réponse" in said


def test_a_known_zone_is_used_and_named_and_an_unknown_one_is_the_desk_s(write: Write) -> None:
    write(mail(Date=""), at=TUESDAY_EVENING)
    assert "Times are those of UTC." in words(letter())
    assert "Wednesday 7 January by 11:00" in words(letter())
    Customer.objects.update(zone="America/New_York")
    assert "Times are yours (New York)." in words(letter())
    assert "Wednesday 7 January by 6:00" in words(letter())
    Customer.objects.update(zone="Not/AZone")
    assert "Times are those of UTC." in words(letter())


def test_its_headers_keep_the_thread_and_stop_loops(write: Write) -> None:
    write(mail(Message_ID="<first@example.org>"))
    sent = letter()
    ticket = Ticket.objects.get()
    assert sent["Subject"] == "Re: The report stops [#1]"
    assert sent["From"] == "Copyfy <contact@copyfy.io>"
    assert sent["To"] == "Camille Durand <camille@example.org>"
    assert sent["Reply-To"] == f"Copyfy <contact+1.{ticket.token}@copyfy.io>"
    assert sent["In-Reply-To"] == "<first@example.org>"
    assert sent["References"] == "<first@example.org>"
    assert sent["Auto-Submitted"] == "auto-replied"
    assert sent["X-Kept"] == "contact@copyfy.io"
    assert sent["Message-ID"] == f"<{OutgoingMail.objects.get().message_id}>"


def test_a_resend_is_told_that_it_is_urgent_now(write: Write) -> None:
    write(mail(Message_ID="<a@example.org>"))
    write(mail(Message_ID="<b@example.org>"), at=MONDAY + timedelta(days=1, hours=1))
    said = words(letter())
    assert "has reached us again. It is urgent now." in said
    assert "We promised you an answer Monday 5 January by 12:00, and we are late. §5" in said
    assert "Send it again" not in said


def test_a_repetition_is_told_once_when_the_answer_is_due(write: Write) -> None:
    for number in range(3):
        write(mail(Message_ID=f"<{number}@example.org>"), at=MONDAY + timedelta(minutes=number))
    assert OutgoingMail.objects.count() == 2
    said = words(letter())
    assert "has reached us before" in said
    assert "You will have our answer Monday 5 January by 12:00." in said


@pytest.mark.parametrize(
    "name",
    ["", "\r\nBcc: x@example.org", "<script>alert(1)</script>", "{{ 7|add:7 }}", "a\x01b" * 60],
)
def test_no_name_or_subject_can_break_out(write: Write, name: str) -> None:
    write(mail())
    Customer.objects.update(name=name)
    Ticket.objects.update(subject=name)
    sent = letter()
    assert sent["Bcc"] is None
    html = str(sent.get_body(("html",)))
    assert "<script" not in html
    assert "{{ 7" in words(sent) or "{{" not in name


def test_the_link_signs_in_only_at_the_customer_s_own_address(write: Write) -> None:
    write(mail(Reply_To="mallory@example.net"))
    row = OutgoingMail.objects.get()
    assert row.recipient == "mallory@example.net"
    assert "http://127.0.0.1:8000/requests/1\n" in _plain(letter(row))
    row.recipient = "Camille@Example.org"
    assert "http://127.0.0.1:8000/requests/1\n" not in _plain(letter(row))


def _plain(sent: EmailMessage) -> str:
    part = sent.get_body(("plain",))
    assert part is not None
    return str(part.get_content()).replace("\r\n", "\n")


def test_a_reply_is_text_and_html_in_the_thread(write: Write, agent: Staff) -> None:
    write(mail(Message_ID="<first@example.org>"))
    acknowledged = OutgoingMail.objects.get().message_id
    ours = answer(agent)
    sent = letter()
    assert sent["Message-ID"] == f"<{ours}>"
    assert sent["In-Reply-To"] == "<first@example.org>"
    assert sent["Auto-Submitted"] is None
    assert acknowledged not in sent["References"]
    assert words(sent).startswith("Please try *again*. Ada How was our answer? Good: http")
    assert " -- Copyfy, request 1." in words(sent)
    assert "Please try <strong>again</strong>." in words(sent, "html")


def test_the_second_reply_refers_to_the_whole_thread(write: Write, agent: Staff) -> None:
    write(mail(Message_ID="<1@example.org>"))
    first = answer(agent)
    write(
        mail("No, it still stops.", Message_ID="<2@example.org>", In_Reply_To=f"<{first}>"),
        at=MONDAY + timedelta(hours=2),
    )
    answer(agent, at=MONDAY + timedelta(hours=3))
    sent = letter()
    assert sent["References"].split() == ["<1@example.org>", f"<{first}>", "<2@example.org>"]
    assert sent["In-Reply-To"] == "<2@example.org>"


def test_a_sign_in_link_reaches_its_reader(desk: Any) -> None:
    row = OutgoingMail(
        purpose="sign_in",
        facts={"link": "http://127.0.0.1:8000/sign-in/x", "language": "fr"},
        recipient="camille@example.org",
        message_id="x@copyfy.io",
        created_at=MONDAY,
    )
    sent = letter(row)
    assert sent["Subject"] == "Se connecter à Copyfy"
    assert "http://127.0.0.1:8000/sign-in/x" in words(sent)
    assert 'href="http://127.0.0.1:8000/sign-in/x"' in words(sent, "html")


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("Camille Durand", "Camille"),
        ("Durand, Camille", "Camille"),
        ("Jean-Pierre", "Jean-Pierre"),
        ("", ""),
        ("camille@example.org", ""),
        ("J. Doe", ""),
        ("李小龍", "李小龍"),
        ("0800 123", ""),
    ],
)
def test_people_are_greeted_by_a_first_name_that_is_one(name: str, first: str) -> None:
    assert first_name(name) == first


@pytest.mark.parametrize(
    ("wanted", "code"),
    [
        (("fr-CA", "en"), "fr"),
        (("de", "fr"), "fr"),
        (("nl", "fr"), "fr"),
        (("nl", ""), "en"),
        (("",), "en"),
    ],
)
def test_the_language_is_one_that_the_policy_speaks(wanted: tuple[str, ...], code: str) -> None:
    assert spoken(("fr", "en"), *wanted) == code


@pytest.mark.parametrize(
    ("body", "says", "cited"),
    [
        (
            "Hello, the report stops at 62 percent and I see no error anywhere.",
            "Your subscription has ended, and the policy is for customers whose subscription runs",
            "(preamble)",
        ),
        (FRENCH, "Votre abonnement est terminé, et la politique s’adresse", "(préambule)"),
        (
            "Guten Tag, der Bericht bleibt bei 62 Prozent stehen, und ich sehe nirgends einen "
            "Fehler. Können Sie mir bitte sagen, was ich tun kann?",
            "Your subscription has ended",  # this policy has no German
            "(preamble)",
        ),
    ],
)
def test_whose_subscription_has_ended_is_told_by_which_clause_and_what_to_do(
    write: Write, body: str, says: str, cited: str
) -> None:
    write(mail("One more question about the export of last week."))
    Customer.objects.update(subscription="ended")
    write(mail(body, subject="Ganz neu"), at=TUESDAY_EVENING)
    said, html = words(letter()), words(letter(), "html")
    for needed in (says, cited.strip("()")):
        assert needed in html
    assert f"{says}" in said
    assert f"{cited} http://127.0.0.1:8000/policy?version=1#preamble" in said
    assert "§" not in said  # no moment is promised, and none to ask again from


HOSTILE = "<b>Eve</b> {{ link }} [x](http://evil.example)"


def test_a_desk_s_own_words_leave_with_the_next_mail(
    write: Write, django_assert_num_queries: Any
) -> None:
    write(mail())
    row = OutgoingMail.objects.get()
    with CaptureQueriesContext(connection) as before:
        letter(row)
    body = "Dear **{{ customer }}**,\n\n{{ promise }}\n\n[Your request]({{ link }})"
    own = Text("Yes: {{ subject }} [#{{ number }}]", body)
    wordings.keep("request", "en", own, seen=0, by=DESK_ITSELF, at=MONDAY)
    Customer.objects.update(name=HOSTILE)
    sent = letter(row)
    assert sent["Subject"] == "Yes: The report stops [#1]"
    assert f"Dear *{HOSTILE}*, ( ) You will have our answer" in words(sent)
    assert "<strong>&lt;b&gt;Eve&lt;/b&gt; {{ link }} [x](http://evil.example)" in words(
        sent, "html"
    )
    assert 'evil.example"' not in words(sent, "html")
    with django_assert_num_queries(len(before)):
        letter(row)
