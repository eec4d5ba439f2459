"""What is shown before it is sent is what is sent, byte for byte."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from itertools import count
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from kept.channels.mail.writing.letters import of_row
from kept.conftest import NOW
from kept.people.models import Customer
from kept.record.models import Event, OutgoingMail
from kept.tickets import outgoing, rehearsal
from kept.tickets.models import Participant
from kept.workspace import enclosed, preview

Ask = Callable[..., int]
PNG = b"\x89PNG\r\n\x1a\n" + bytes(40)
#: Where the Message-IDs of this test's mails are drawn from.
_DRAWN = [count(1)]
WORDS = "Bonjour **Camille**,\n\n![](shot.png)\n\n- un\n- deux"


@pytest.fixture(autouse=True)
def _desk(settings: Any, tmp_path: Any, clock: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    settings.KEPT_HOME = tmp_path
    settings.DESK = replace(settings.DESK, undo_seconds=10)
    # what is drawn by lot in each mail
    monkeypatch.setattr(outgoing, "message_id", lambda: f"{next(_DRAWN[-1])}@kept.example")
    monkeypatch.setattr(enclosed, "_content_id", lambda: "two@kept.example")
    monkeypatch.setattr("django.core.signing.TimestampSigner.timestamp", lambda _signer: "1tXqH2")


def _sent(client: Client, number: int, what: str, **more: object) -> Any:
    _DRAWN.append(count(100))  # each mail anew
    facts = {"mode": "reply", "text": WORDS, "seen": 1, "then": "stay", "cc": "Léa <lea@a.example>"}
    files = [SimpleUploadedFile("shot.png", PNG, "image/png"), SimpleUploadedFile("a.txt", b"a")]
    return client.post(f"/desk/tickets/{number}/{what}", facts | {"files": files} | more)


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The mails that previews were made of."""
    kept: list[bytes] = []
    made = rehearsal.mail_of_reply

    def written(ticket: int, *, at: datetime) -> bytes:
        kept.append(made(ticket, at=at))
        return kept[-1]

    monkeypatch.setattr(preview, "mail_of_reply", written)
    return kept


def test_the_mail_that_is_shown_is_the_mail_that_is_sent(
    at_desk: Client, ask: Ask, shown: list[bytes]
) -> None:
    number = ask()
    assert _sent(at_desk, number, "preview").status_code == 200
    assert _sent(at_desk, number, "say").status_code == 303
    row = OutgoingMail.objects.get(ticket=number, purpose="reply")
    assert shown == [of_row(row, NOW)]
    assert b"two@kept.example" in shown[0]


def test_a_look_leaves_no_trace(at_desk: Client, ask: Ask, shown: list[bytes]) -> None:
    number = ask()
    before = (
        [*Event.objects.values_list("pk")],
        OutgoingMail.objects.count(),
        Customer.objects.count(),
    )
    _sent(at_desk, number, "preview")
    after = (
        [*Event.objects.values_list("pk")],
        OutgoingMail.objects.count(),
        Customer.objects.count(),
    )
    assert (before, len(shown)) == (after, 1)
    assert not Participant.objects.exists()


def test_the_frame_shows_the_mail_and_no_key_of_the_customers(at_desk: Client, ask: Ask) -> None:
    answer = _sent(at_desk, ask(), "preview")
    page = answer.content.decode()
    assert "<strong>Camille</strong>" in page
    assert 'src="data:image/png;base64,' in page
    assert "a.txt" in page
    assert "lea@a.example" in page
    assert 'href="http' not in page  # whoever presses one of the customer's links comes in as them
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'")
    assert policy.endswith("sandbox")


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"text": " "}, "Nothing was written."),
        ({"cc": "no address"}, "No address was found in it."),
    ],
)
def test_what_cannot_be_sent_says_why(
    at_desk: Client, ask: Ask, facts: dict[str, str], said: str
) -> None:
    assert said in _sent(at_desk, ask(), "preview", **facts).content.decode()
