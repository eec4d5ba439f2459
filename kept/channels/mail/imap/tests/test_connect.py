"""Signing in at a real server: by password or by a grant, and what stands in the way."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs

import pytest
from django.utils import translation

from kept.channels.mail.imap import tokens
from kept.channels.mail.imap.connect import connect, leave
from kept.channels.mail.imap.tests.conftest import look_into, mailbox_on, mails
from kept.channels.mail.imap.troubles import SENTENCES, TroubleError, sentence
from kept.mailboxes.models import Mailbox
from kept.mailboxes.secrets import OAuth, Secrets
from tests.dovecot import Dovecot, dovecot


@dataclass
class Service:
    """A sign-in service: exchanges each refresh token once, and tells whose an access token is."""

    grant: str = "grant-0"
    given: list[str] = field(default_factory=list)
    url: str = ""

    def answer(self, path: str, form: dict[str, list[str]]) -> tuple[int, dict[str, object]]:
        if path == "/whose":
            return 200, {"active": form["token"][0] == self.given[-1], "user": "u1"}
        if form.get("refresh_token") != [self.grant]:
            return 400, {"error": "invalid_grant", "error_description": "Grant was withdrawn"}
        self.given.append(f"access-{len(self.given)}")
        self.grant = f"grant-{len(self.given)}"
        answer = {"access_token": self.given[-1], "expires_in": 3600, "refresh_token": self.grant}
        return 200, answer


@pytest.fixture
def service() -> Iterator[Service]:
    known = Service()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            status, answer = known.answer(self.path, parse_qs(body))
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(answer).encode())

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        known.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield known
        server.shutdown()
        thread.join()


def test_a_grant_opens_the_mailbox_and_what_replaces_it_is_kept(
    service: Service, desk: Path
) -> None:
    with dovecot(["u1"], tokens=f"{service.url}/whose") as server:
        box = mailbox_on(server, "u1", imap_auth="xoauth2")
        token_url = f"{service.url}/token"
        box.seal(Secrets(oauth=OAuth(token_url=token_url, refresh_token="grant-0")))
        box.save()
        server.deliver(mails(1), "u1")
        assert look_into(Mailbox.objects.get()).found == 1
        kept = Mailbox.objects.get().open_secrets().oauth
        assert kept is not None
        assert kept.refresh_token == "grant-1"
        look_into(Mailbox.objects.get())
        assert len(service.given) == 1, "an access token is used as long as it holds"
        tokens.forget(box)
        service.grant = "another"
        with pytest.raises(TroubleError, match="grant_refused: Grant was withdrawn"):
            connect(Mailbox.objects.get())


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"imap_security": "tls"}, "not_protected"),
        ({"imap_port": 1}, "unreachable"),
        ({"imap_user": "nobody-there"}, "refused"),
        ({"imap_folder": "Nowhere"}, "no_folder"),
        ({"imap_security": "starttls"}, "not_trusted"),
    ],
)
def test_what_stands_in_the_way_is_said(
    changed: dict[str, object], code: str, server: Dovecot, user: str, desk: Path
) -> None:
    box = mailbox_on(server, user, **changed)
    with pytest.raises(TroubleError) as trouble:
        look_into(box)
    assert trouble.value.code == code
    assert "pass phrase" not in str(trouble.value)


@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_trusted_certificate_opens_both_ways(
    security: str, server: Dovecot, user: str, desk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(server.certificate))
    port = server.tls_port if security == "tls" else server.port
    leave(connect(mailbox_on(server, user, imap_security=security, imap_port=port)))


def test_each_sentence_exists_in_french() -> None:
    for code in SENTENCES:
        with translation.override("en"):
            english = sentence(code, "x")
        with translation.override("fr"):
            assert sentence(code, "x") != english
