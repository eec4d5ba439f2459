"""A reply waits some seconds; its writer takes it back into the composer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from email import message_from_bytes, policy
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from kept.channels.mail.writing import letters, papers
from kept.people.models import Staff
from kept.record.models import OutgoingMail
from kept.tickets.models import Attachment, Message, Ticket

Ask = Callable[..., int]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)


@pytest.fixture(autouse=True)
def _desk(settings: Any, tmp_path: Any) -> None:
    settings.KEPT_HOME = tmp_path
    settings.DESK = replace(settings.DESK, undo_seconds=10)


def _say(client: Client, number: int, **more: object) -> None:
    facts = {"mode": "reply", "text": "See ![the screen](shot.png)", "seen": 1, "then": "stay"}
    files = [SimpleUploadedFile("shot.png", PNG, "image/png"), SimpleUploadedFile("a.txt", b"a")]
    response = client.post(f"/desk/tickets/{number}/say", facts | {"files": files} | more)
    assert response.status_code == 303, response.content


def _page(client: Client, number: int) -> str:
    return client.get(f"/desk/tickets/{number}").content.decode()


def test_taken_back_it_is_in_the_composer_with_its_files_and_goes_again(
    at_desk: Client, ask: Ask
) -> None:
    number = ask(at=timezone.now())
    _say(at_desk, number)
    assert re.search(r'class="undo"[^>]*data-controller="countdown"', _page(at_desk, number))
    at_desk.post(f"/desk/tickets/{number}/undo", {"message": 2})
    assert OutgoingMail.objects.get(purpose="reply").state == "undone"
    page = _page(at_desk, number)
    assert 'class="undo"' not in page
    assert "took a reply back before it left" in page
    assert 'id="message-2"' not in page
    assert "See ![the screen](shot.png)</textarea>" in page
    files = [one.pk for one in Attachment.objects.order_by("pk")]
    assert all(f'name="again" value="{pk}"' in page for pk in files)
    _say(at_desk, number, files=[], again=files, seen=2)
    again = Message.objects.get(place=3)
    assert sorted(one.name for one in again.attachments.all()) == ["a.txt", "shot.png"]
    assert "took a reply back" in _page(at_desk, number)
    assert 'class="taken"' not in _page(at_desk, number)


def test_a_pasted_picture_stands_in_the_text_of_the_mail(at_desk: Client, ask: Ask) -> None:
    number = ask(at=timezone.now())
    _say(at_desk, number)
    row = OutgoingMail.objects.get(purpose="reply")
    raw = letters.written(row, papers.gather([row])[row.pk], at=timezone.now())
    sent = message_from_bytes(raw, policy=policy.default)
    kinds = [part.get_content_type() for part in sent.walk()]
    assert kinds == [
        "multipart/mixed", "multipart/alternative", "text/plain", "multipart/related",
        "text/html", "image/png", "text/plain",
    ]  # fmt: skip
    picture = next(part for part in sent.walk() if part.get_content_type() == "image/png")
    html = next(part for part in sent.walk() if part.get_content_type() == "text/html")
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in html.get_content()
    assert "See [the screen]" in next(sent.walk()).get_body(("plain",)).get_content()  # type: ignore[attr-defined]


@pytest.mark.parametrize(("own", "held"), [(None, True), (0, False), (60, True)])
def test_the_desk_says_how_long_and_each_person_may_choose(
    at_desk: Client, ask: Ask, agent: Staff, own: int | None, held: bool
) -> None:
    Staff.objects.filter(pk=agent.pk).update(undo_seconds=own)
    number = ask(at=timezone.now())
    _say(at_desk, number)
    row = OutgoingMail.objects.get(purpose="reply")
    assert row.next_at is not None
    waits = (row.next_at - row.created_at).total_seconds()
    assert waits == (10 if own is None else own)
    assert ('class="undo"' in _page(at_desk, number)) == held


@pytest.mark.parametrize(
    ("who", "undone"), [("agent", True), ("lead", False), ("customer", False), ("nobody", False)]
)
def test_only_who_wrote_it_takes_it_back(
    browser: Callable[..., Client], at_desk: Client, ask: Ask, who: str, undone: bool
) -> None:
    number = ask(at=timezone.now())
    _say(at_desk, number)
    assert ('class="undo"' in _page(browser("lead"), number)) is False
    browser(who).post(f"/desk/tickets/{number}/undo", {"message": 2})
    assert (OutgoingMail.objects.get(purpose="reply").state == "undone") == undone
    assert Ticket.objects.get(pk=number).messages_count == 2
