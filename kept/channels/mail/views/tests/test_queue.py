"""The mails on their way, and who may do what about them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from kept.channels.mail.conftest import MONDAY, Write, answer, mail
from kept.channels.mail.views.tests.test_views import _plain_static_files, people
from kept.people.models import Staff
from kept.record import events
from kept.record.models import OutgoingMail
from kept.tickets.models import Ticket

__all__ = ["_plain_static_files", "people"]


@pytest.fixture
def refused(people: dict[str, Client]) -> OutgoingMail:
    answer(Staff.objects.get(name="agent"))
    mails = OutgoingMail.objects.filter(purpose="reply")
    mails.update(state="waiting", attempts=1, answer="450 Come again")
    return mails.get()


@pytest.mark.parametrize(
    ("view", "method", "codes"),
    [
        ("mail-queue", "get", (302, 302, 200, 200)),
        ("mail-queue-retry", "post", (302, 302, 302, 302)),
        ("mail-queue-cancel", "post", (302, 302, 302, 302)),
        ("undo-seconds", "post", (302, 302, 302, 302)),
        ("mail-queue-retry", "get", (405, 405, 405, 405)),
    ],
)
def test_four_people(
    people: dict[str, Client],
    refused: OutgoingMail,
    view: str,
    method: str,
    codes: tuple[int, ...],
) -> None:
    there = reverse(view, args=[refused.pk] if "queue-" in view else [])
    for name, code in zip(people, codes, strict=True):
        response = getattr(people[name], method)(there)
        assert response.status_code == code, name
        if method == "post" and name in ("stranger", "customer"):
            assert "/sign-in" in response["Location"]
            assert OutgoingMail.objects.get(pk=refused.pk).attempts == 1
            assert OutgoingMail.objects.get(pk=refused.pk).state == "waiting"


@pytest.mark.parametrize("state", ["waiting", "refused", "sent", "undone"])
def test_each_state_has_its_list(
    people: dict[str, Client], refused: OutgoingMail, state: str
) -> None:
    OutgoingMail.objects.filter(pk=refused.pk).update(state=state)
    page = people["agent"].get(reverse("mail-queue"), {"state": state}).content.decode()
    assert "camille@example.org" in page
    assert "450 Come again" in page
    assert people["agent"].get(reverse("mail-queue"), {"state": "x"}).status_code == 404


def test_a_reply_that_is_given_up_is_owed_again_and_can_be_sent_again(
    people: dict[str, Client], refused: OutgoingMail
) -> None:
    people["agent"].post(reverse("mail-queue-cancel", args=[refused.pk]))
    assert OutgoingMail.objects.get(pk=refused.pk).state == "refused"
    assert Ticket.objects.get().unanswered_since is not None
    people["lead"].post(reverse("mail-queue-retry", args=[refused.pk]))
    assert OutgoingMail.objects.get(pk=refused.pk).state == "waiting"
    assert Ticket.objects.get().unanswered_since is None
    names = [type(one.event).__name__ for one in events.history(1)]
    assert "DeliveryFailed" in names
    assert "ReplySentAgain" in names


def test_other_mail_is_tried_again_too(people: dict[str, Client], write: Write) -> None:
    write(mail(sender="other@example.org"), at=MONDAY + timedelta(hours=1))
    row = OutgoingMail.objects.latest("id")
    OutgoingMail.objects.filter(pk=row.pk).update(state="refused", attempts=1, next_at=None)
    people["agent"].post(reverse("mail-queue-retry", args=[row.pk]))
    row.refresh_from_db()
    assert (row.state, row.next_at is None) == ("waiting", False)


@pytest.mark.parametrize(
    ("given", "kept"), [("0", 0), ("30", 30), ("", None), ("121", 7), ("-1", 7), ("x", 7)]
)
def test_each_person_says_how_long_their_replies_wait(
    people: dict[str, Client], given: str, kept: int | None
) -> None:
    Staff.objects.update(undo_seconds=7)
    people["agent"].post(reverse("undo-seconds"), {"seconds": given})
    assert Staff.objects.get(name="agent").undo_seconds == kept
    assert Staff.objects.get(name="lead").undo_seconds == 7
