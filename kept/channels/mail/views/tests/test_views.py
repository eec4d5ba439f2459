"""Who may see what of the mail itself."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from kept.channels.mail.conftest import MONDAY, Write, mail
from kept.channels.mail.models import ReceivedMail
from kept.channels.mail.sending.send import Courier
from kept.people.models import Customer, Staff
from kept.record.models import OutgoingMail
from kept.tickets.models import Ticket

LATER = MONDAY + timedelta(hours=1)


@pytest.fixture
def people(write: Write) -> dict[str, Client]:
    """A mail has come, its acknowledgement is sent, an absence note is set aside."""
    write(mail())
    write(mail("I am away.", Auto_Submitted="auto-replied", subject="Away"))
    Courier().deliver(LATER)
    clients = {name: Client() for name in ("stranger", "customer", "agent", "lead")}
    for role in ("agent", "lead"):
        staff = Staff.objects.create_user(f"{role}@copyfy.io", "long enough", name=role, role=role)
        clients[role].force_login(staff)
    session = clients["customer"].session
    session["customer"] = Customer.objects.get().pk
    session.save()
    return clients


def address(view: str) -> str:
    if view in ("outbox-mail", "outbox-letter"):
        return reverse(view, args=[OutgoingMail.objects.get().pk])
    if view in ("outbox", "mail-unread"):
        return reverse(view)
    which = "refused" if view == "mail-accept" else "done"
    return reverse(view, args=[ReceivedMail.objects.get(state=which).pk])


GET, POST = "get", "post"


@pytest.mark.parametrize(
    ("view", "method", "codes"),
    [
        ("outbox", GET, (302, 302, 404, 200)),
        ("outbox-mail", GET, (404, 404, 404, 200)),
        ("outbox-letter", GET, (404, 404, 404, 200)),
        ("mail-unread", GET, (302, 302, 200, 200)),
        ("mail-original", GET, (302, 302, 200, 200)),
        ("mail-source", GET, (302, 302, 200, 200)),
        ("mail-retry", POST, (302, 302, 302, 302)),
        ("mail-accept", POST, (302, 302, 302, 302)),
        ("mail-retry", GET, (405, 405, 405, 405)),
        ("outbox", POST, (405, 405, 405, 405)),
    ],
)
def test_four_people(
    people: dict[str, Client], view: str, method: str, codes: tuple[int, ...]
) -> None:
    target = address(view)
    for name, code in zip(people, codes, strict=True):
        response = getattr(people[name], method)(target)
        assert response.status_code == code, name


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def test_the_outbox_asks_the_team_to_sign_in(people: dict[str, Client]) -> None:
    there = people["stranger"].get(address("outbox"))["Location"]
    assert there == f"{reverse('sign-in')}?next={address('outbox')}"


@pytest.mark.parametrize("state", OutgoingMail.State.values)
def test_the_outbox_has_a_word_for_whatever_became_of_a_mail(
    people: dict[str, Client], state: str
) -> None:
    OutgoingMail.objects.update(state=state)
    assert people["lead"].get(address("outbox")).status_code == 200


def test_in_a_demo_everybody_reads_the_outbox(people: dict[str, Client], settings: Any) -> None:
    settings.DESK = replace(settings.DESK, demo=True)
    page = people["stranger"].get(address("outbox")).content.decode()
    assert "Re: The report stops [#1]" in page
    shown = people["stranger"].get(address("outbox-mail")).content.decode()
    assert "You will have our answer" in shown
    assert 'href="http://127.0.0.1:8000/' in shown
    assert "style=" not in shown.partition("<main")[2]
    assert f'src="{address("outbox-letter")}"' in shown
    assert people["stranger"].get(reverse("outbox-mail", args=[999])).status_code == 404


def test_a_letter_is_framed_with_its_own_looks_and_no_powers(people: dict[str, Client]) -> None:
    response = people["lead"].get(address("outbox-letter"))
    assert "style=" in response.content.decode()
    rules = response["Content-Security-Policy"].split("; ")
    assert "default-src 'none'" in rules
    assert "sandbox allow-top-navigation-by-user-activation" in rules
    assert response["X-Frame-Options"] == "SAMEORIGIN"


@pytest.mark.parametrize(
    ("cookie", "moment"), [("", "9:30"), ("Asia/Tokyo", "18:30"), ("Not/A/Zone", "9:30")]
)
def test_moments_are_said_on_the_reader_s_clock(
    people: dict[str, Client], settings: Any, cookie: str, moment: str
) -> None:
    settings.DESK = replace(settings.DESK, demo=True)
    OutgoingMail.objects.update(created_at=MONDAY.replace(hour=9, minute=30))
    people["stranger"].cookies["zone"] = cookie
    assert f", {moment}<" in people["stranger"].get(address("outbox")).content.decode()


def test_only_the_team_s_posts_change_anything(people: dict[str, Client]) -> None:
    for name in ("stranger", "customer"):
        assert "/sign-in" in people[name].post(address("mail-accept"))["Location"]
        assert Ticket.objects.count() == 1
    people["agent"].post(address("mail-accept"))
    assert list(Ticket.objects.values_list("subject", flat=True)) == ["The report stops", "Away"]
    assert ReceivedMail.objects.get(ticket=2).accepted_by == Staff.objects.get(name="agent")


def test_the_original_is_downloaded_as_it_came(people: dict[str, Client]) -> None:
    response = people["agent"].get(address("mail-original"))
    assert response.content == mail()
    assert response["Content-Type"] == "message/rfc822"
    assert response["Content-Disposition"].startswith("attachment")


@pytest.mark.parametrize(
    ("language", "reason"), [("en", "A program answered"), ("fr", "programme")]
)
def test_what_was_set_aside_says_why(people: dict[str, Client], language: str, reason: str) -> None:
    Staff.objects.update(language=language)
    page = people["agent"].get(reverse("mail-unread")).content.decode()
    assert reason in page
    assert "Away" in page


@pytest.mark.parametrize("number", ["0" * 25, "..", "0" * 16 + "-" + "0" * 8])
def test_what_is_not_there(people: dict[str, Client], number: str) -> None:
    assert people["agent"].get(f"/desk/mail/{number}/original").status_code == 404
    assert people["agent"].post(f"/desk/mail/{number}/retry").status_code == 404


def test_the_outbox_asks_no_more_for_more_mail(
    people: dict[str, Client], django_assert_max_num_queries: Any, write: Write
) -> None:
    for number in range(20):
        write(mail(sender=f"c{number}@example.org"), at=LATER)
    with django_assert_max_num_queries(8):
        people["lead"].get(address("outbox"))


def test_the_original_is_disarmed_and_shown_as_text(
    people: dict[str, Client], write: Write
) -> None:
    script = "<script>alert(1)</script> \x07 \u202e caf\u00e9"
    outcome = write(mail(script, subject="Raw"))
    row = ReceivedMail.objects.get(ticket=outcome.ticket, place=outcome.place)
    page = people["agent"].get(reverse("mail-source", args=[row.pk]))
    html = page.content.decode()
    assert "&lt;script&gt;alert(1)&lt;/script&gt; \ufffd \ufffd caf\u00e9" in html
    assert "<script>alert" not in html
    assert page.headers["Cache-Control"] == "private, no-store"
    saved = people["agent"].get(reverse("mail-original", args=[row.pk]))
    assert saved.headers["Content-Disposition"] == f'attachment; filename="{row.pk}.eml"'
    assert saved.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in saved.headers["Content-Security-Policy"]
    assert script.encode() in saved.content


@pytest.mark.parametrize("number", ["x", "..", "0" * 16 + "-" + "0" * 8, "0" * 25])
def test_an_original_that_is_not_there_is_not_found(people: dict[str, Client], number: str) -> None:
    for view in ("mail-source", "mail-original"):
        assert people["agent"].get(f"/desk/mail/{number}/original").status_code == 404
        assert people["lead"].get(reverse(view, args=[number])).status_code == 404
