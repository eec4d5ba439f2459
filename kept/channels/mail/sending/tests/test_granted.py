"""A mail server that lets nobody in but by granted access (XOAUTH2)."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult

from kept.channels.mail.sending.outages import Outages
from kept.channels.mail.sending.relays import relay
from kept.channels.mail.sending.transport import Transport
from kept.mailboxes.models import Mailbox
from kept.mailboxes.secrets import OAuth, Secrets
from kept.mailboxes.sending import try_connecting
from kept.mailboxes.troubles import TroubleError
from tests import sign_in_service
from tests.sign_in_service import Service

NOW = datetime(2026, 1, 9, 18, 0, tzinfo=UTC)


@dataclass
class Doorkeeper:
    """Lets in who shows the token that is good now; says why not as Google and Microsoft do."""

    service: Service
    mails: list[bytes] = field(default_factory=list)
    good: str = ""

    async def auth_XOAUTH2(self, server: SMTP, args: list[str]) -> AuthResult:
        shown = b64decode(args[1]).decode()
        good = self.good or self.service.given[-1]
        if shown == f"user=help@shop.example\x01auth=Bearer {good}\x01\x01":
            return AuthResult(success=True)
        await server.challenge_auth(b'{"status": "400"}', log_client_response=False)
        await server.push("535 5.7.8 Username and Password not accepted")
        return AuthResult(success=False, handled=True)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        if not session.authenticated:
            return "530 5.7.0 Authentication required"
        self.mails.append(envelope.content)
        return "250 OK"


class Listening(Controller):
    """At a port that the system chooses."""

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


@pytest.fixture
def service() -> Iterator[Service]:
    with sign_in_service.service() as running:
        yield running


@pytest.fixture
def door(service: Service) -> Iterator[tuple[Doorkeeper, int]]:
    keeper = Doorkeeper(service)
    controller = Listening(keeper, hostname="127.0.0.1", port=0, auth_require_tls=False)
    controller.start()
    yield keeper, controller.port
    controller.stop()


@pytest.fixture
def mailbox(transactional_db: None, service: Service, door: tuple[Doorkeeper, int]) -> Mailbox:
    row = Mailbox(
        address="help@shop.example", imap_auth="xoauth2", smtp_host="127.0.0.1",
        smtp_port=door[1], smtp_security="none", smtp_user="help@shop.example",
    )  # fmt: skip
    row.seal(Secrets(oauth=OAuth(token_url=f"{service.url}/token", refresh_token="grant-0")))
    row.save()
    return row


def send(mailbox: Mailbox) -> Any:
    through = relay(mailbox)
    assert through is not None
    transport = Transport(through)
    answer = transport.send(mailbox.address, "ada@example.org", b"Subject: Hello\r\n\r\nHello")
    transport.close()
    return answer


def test_a_granted_access_sends(mailbox: Mailbox, door: tuple[Doorkeeper, int]) -> None:
    assert send(mailbox).accepted
    assert door[0].mails == [b"Subject: Hello\r\n\r\nHello\r\n"]
    assert try_connecting(Mailbox.objects.get()) == "127.0.0.1"
    assert door[0].service.given == ["access-0"], "it is used as long as it holds"


def test_a_token_that_is_not_taken_is_asked_for_anew(
    mailbox: Mailbox, door: tuple[Doorkeeper, int]
) -> None:
    keeper = door[0]
    keeper.good = "another"
    answer = send(mailbox)
    assert not answer.accepted
    assert not answer.permanent
    assert answer.words.startswith("127.0.0.1 does not let the desk sign in: 535 5.7.8")
    with pytest.raises(TroubleError) as trouble:
        try_connecting(Mailbox.objects.get())
    assert trouble.value.trouble.code == "token_refused"
    keeper.good = ""
    assert send(Mailbox.objects.get()).accepted
    assert len(keeper.service.given) == 3


def test_a_grant_that_was_withdrawn_says_what_to_do(mailbox: Mailbox, service: Service) -> None:
    service.grant = "another"
    answer = send(mailbox)
    assert not answer.reached
    assert "“Grant was withdrawn” Connect the mailbox again" in answer.words


def test_a_server_that_lets_nobody_in_is_asked_less_and_less(
    mailbox: Mailbox, caplog: pytest.LogCaptureFixture
) -> None:
    through, outages, at = relay(mailbox), Outages(), NOW
    assert through is not None
    waits = []
    for _ in range(8):
        outages.failed(through, "nobody comes in", at)
        outages.failed(through, "nor does who came with them", at)
        out = outages.now(through, at)
        assert out is not None
        waits.append((out.until - at).total_seconds())
        at = out.until
        assert outages.now(through, at) is None
    assert waits == [30, 60, 120, 240, 480, 900, 900, 900]
    row = Mailbox.objects.get()
    assert (row.smtp_trouble, row.smtp_failing_since) == ("nobody comes in", NOW)
    assert "Mail out of help@shop.example: nobody comes in" in caplog.text
    outages.works(through)
    outages.failed(through, "again", at + timedelta(hours=1))
    assert Mailbox.objects.get().smtp_failing_since == at + timedelta(hours=1)
