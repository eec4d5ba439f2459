"""A desk in a directory of its own, with a policy in force, and a way to write to it."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as django_settings
from django.db import connection

from kept.channels.mail import spool
from kept.channels.mail.incoming import process
from kept.channels.mail.incoming.outcome import Outcome
from kept.channels.mail.server.certificate import Certificate
from kept.channels.mail.server.conversation import Conversation, LmtpConversation
from kept.channels.mail.server.smtp import Limits, Server
from kept.channels.mail.writing import letters, papers
from kept.core.events import ReplySent
from kept.people.models import Staff
from kept.record import policy
from kept.record.models import OutgoingMail
from kept.tickets import actions
from kept.tickets.models import Ticket
from kept.tickets.outgoing import message_id

ROOT = Path(__file__).resolve().parents[3]
DESK = "contact@copyfy.io"
MONDAY = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

Write = Callable[..., Outcome]


def mail(
    body: str = "The export stops at 62 percent and I see no error anywhere.",
    *,
    sender: str = "Camille Durand <camille@example.org>",
    to: str = DESK,
    subject: str = "The report stops",
    **fields: str,
) -> bytes:
    """A mail as a program would write it; `In_Reply_To=…` adds a field, '' leaves one out."""
    head = {"From": sender, "To": to, "Subject": subject, "Date": "Mon, 5 Jan 2026 10:00:00 +0100"}
    head |= {name.replace("_", "-"): value for name, value in fields.items()}
    lines = [f"{name}: {value}" for name, value in head.items() if value]
    lines += ["MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8"]
    return ("\r\n".join(lines) + "\r\n\r\n" + body + "\r\n").encode()


def as_sent(row: OutgoingMail, at: datetime = MONDAY) -> bytes:
    """The mail of a row as it is sent at `at`."""
    return letters.written(row, papers.gather([row]).get(row.pk), at=at)


@pytest.fixture
def house(tmp_path: Path, settings: Any) -> Path:
    """The directory of a desk without a database."""
    settings.KEPT_HOME = settings.STATIC_ROOT = tmp_path
    settings.DESK = replace(
        django_settings.DESK,
        name="Copyfy",
        address=DESK,
        url="http://127.0.0.1:8000",
        zone="UTC",
        demo=False,
        smtp=None,
    )
    spool.prepare()
    return tmp_path


@pytest.fixture
def desk(house: Path, db: None) -> Path:
    """A new desk whose policy is published: its first ticket is number 1."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("ALTER SEQUENCE tickets_ticket_id_seq RESTART")
    folder = ROOT / "policies" / "copyfy"
    files = {
        file.name: file.read_text("utf-8")
        for file in folder.iterdir()
        if file.suffix in (".toml", ".md")
    }
    policy.publish(files, at=datetime(2025, 12, 1, tzinfo=UTC))
    return house


@pytest.fixture
def write(desk: Path) -> Write:
    """Send one mail to the desk and have it processed: `write(raw, at=…, to=…)`."""

    def write(
        raw: bytes,
        *,
        at: datetime = MONDAY,
        to: str = DESK,
        mail_from: str = "x@example.org",
    ) -> Outcome:
        number = spool.accept(
            mail_from=mail_from,
            rcpt_to=[to],
            peer="127.0.0.1",
            received_at=at,
            raw=raw,
        )
        outcome = process.process(spool.folder("new") / number)
        assert outcome is not None
        return outcome

    return write


@pytest.fixture
def agent(db: None) -> Staff:
    """Somebody of the team who answers mail."""
    return Staff.objects.create_user("ada@copyfy.io", "long enough", name="Ada")


def answer(agent: Staff, *, at: datetime = MONDAY + HOUR, ticket: int = 1) -> str:
    """An agent's reply in the ticket; its Message-ID."""
    row = Ticket.objects.get(pk=ticket)
    draft = actions.Draft(
        kind="agent",
        channel="desk",
        text="Please try **again**.",
        staff=agent,
        message_id=message_id(),
        recipient=row.customer.email,
    )
    done = actions.reply(ticket, draft, by=agent, seen=row.messages_count, at=at)
    assert isinstance(done, actions.Done)
    assert isinstance(done.recorded[0].event, ReplySent)
    return draft.message_id


def token_address(number: int = 1) -> str:
    """The address by which a mail proves to belong to the ticket."""
    return f"contact+{number}.{Ticket.objects.get(pk=number).token}@copyfy.io"


Listen = Callable[..., int]


@pytest.fixture
def listen(house: Path) -> Iterator[Listen]:
    """Start a server in a thread: `port = listen(Limits(…))`; `lmtp`: True, or at a socket."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever)
    thread.start()
    servers: list[Server] = []

    def listen(
        limits: Limits | None = None,
        address: str = DESK,
        certificate: Certificate | None = None,
        lmtp: bool | Path = False,
        ours: frozenset[str] = frozenset(),
    ) -> int:
        server = Server(address, limits, certificate, lambda: ours)
        servers.append(server)
        if isinstance(lmtp, Path):
            asyncio.run_coroutine_threadsafe(server.start_lmtp_at(lmtp), loop).result(10)
            return 0
        spoken = LmtpConversation if lmtp else Conversation
        started = asyncio.run_coroutine_threadsafe(server.start("127.0.0.1", 0, spoken), loop)
        return started.result(10)

    yield listen
    for server in servers:
        asyncio.run_coroutine_threadsafe(server.close(), loop).result(10)
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
