"""Signing in at a real server: by password or by a grant, and what stands in the way."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.utils import translation

from kept.channels.mail.imap.connect import connect, leave
from kept.channels.mail.imap.tests.conftest import look_into, mailbox_on, mails
from kept.channels.mail.imap.troubles import SENTENCES, TroubleError, said, sentence
from kept.mailboxes import grants
from kept.mailboxes import troubles as setting_up
from kept.mailboxes.models import Mailbox
from kept.mailboxes.secrets import OAuth, Secrets
from tests import sign_in_service
from tests.dovecot import Dovecot, dovecot
from tests.sign_in_service import Answer, Service


@pytest.fixture
def service() -> Iterator[Service]:
    with sign_in_service.service() as running:
        yield running


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
        grants.forget(box)
        service.grant = "another"
        with pytest.raises(TroubleError, match="grant_refused: Grant was withdrawn"):
            connect(Mailbox.objects.get())


@pytest.mark.parametrize(
    ("instead", "code"),
    [
        ((503, b"down"), "no_token: HTTP 503"),
        ((200, b"<html>"), "no_token: it answers no JSON"),
        ((200, b'{"access_token": 7}'), "no_token: it sent no access token"),
        ((200, {"access_token": "a\r\nb"}), "no_token: it sent no access token"),
        ((429, {"error": "slow_down"}), "no_token: slow_down"),
        ((401, {"error": "invalid_client"}), "grant_refused: invalid_client"),
    ],
)
def test_what_a_sign_in_service_answers_instead(
    service: Service, desk: Path, instead: Answer, code: str
) -> None:
    box = Mailbox(address="help@shop.example", imap_auth="xoauth2")
    box.seal(Secrets(oauth=OAuth(token_url=f"{service.url}/token", refresh_token="grant-0")))
    box.save()
    service.instead = instead
    with pytest.raises(setting_up.TroubleError) as trouble:
        grants.access(box)
    told = trouble.value.trouble
    assert f"{told.code}: {told.facts['words']}" == code
    service.instead = None
    assert grants.access(box) == "access-0", "it is asked again"


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


def test_a_server_s_words_are_told_without_its_code() -> None:
    assert said(Exception("b'[AUTHENTICATIONFAILED] Not this one.'")) == "Not this one"


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
