"""A real Postfix before the desk hands mail over, and one after it takes what the desk sends."""

from __future__ import annotations

import shutil
import smtplib
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from kept.channels.mail import spool
from kept.channels.mail.conftest import DESK, Listen, house, listen, mail
from kept.channels.mail.sending.relays import Relay
from kept.channels.mail.sending.transport import Transport
from kept.site.desk import Smtp
from tests.postfix import NoPostfixError, Postfix, running, usable

__all__ = ["house", "listen"]

ME = "camille@example.org"
PATIENCE = 15.0


@pytest.fixture(autouse=True)
def postfix_is_there() -> None:
    try:
        usable()
    except NoPostfixError as reason:
        pytest.skip(str(reason))


def send(postfix: Postfix, *to: str, raw: bytes | None = None) -> dict[str, tuple[int, bytes]]:
    with smtplib.SMTP("127.0.0.1", postfix.port, "client.example.org", timeout=20) as smtp:
        return smtp.sendmail(ME, list(to), raw or mail())


def wait_for(what: Callable[[], Any], postfix: Postfix) -> Any:
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if found := what():
            return found
        time.sleep(0.05)
    raise AssertionError(postfix.log())


def stored() -> list[spool.Spooled]:
    return [spool.read(file) for file in spool.waiting()]


@pytest.fixture(params=["smtp", "lmtp at a port", "lmtp at a socket"])
def before(request: pytest.FixtureRequest, listen: Listen) -> Iterator[Postfix]:
    """A Postfix that is the MX of the desk's domain, as docs/operating/postfix.md sets it up."""
    folder = Path(tempfile.mkdtemp(prefix="kept-lmtp-"))
    folder.chmod(0o755)  # Postfix runs as somebody else
    if request.param == "smtp":
        way = f"smtp:[127.0.0.1]:{listen()}"
    elif request.param == "lmtp at a port":
        way = f"lmtp:inet:127.0.0.1:{listen(lmtp=True)}"
    else:
        listen(lmtp=folder / "lmtp")
        way = f"lmtp:unix:{folder / 'lmtp'}"
    with running(
        {
            "virtual_mailbox_domains": "copyfy.io",
            "virtual_transport": way,
            "recipient_delimiter": "+",
            "smtpd_recipient_restrictions": "reject_unverified_recipient, permit_mynetworks",
        }
    ) as postfix:
        yield postfix
    shutil.rmtree(folder)


def test_an_mx_hands_over_what_is_for_the_desk_and_refuses_the_rest_at_its_door(
    before: Postfix,
) -> None:
    raw = mail("…\r\n.a dot\r\nFrom here on", Message_ID="<1@example.org>")
    refused = send(before, DESK, "contact+12.k3x9@copyfy.io", "nobody@copyfy.io", raw=raw)
    assert list(refused) == ["nobody@copyfy.io"]
    code, words = refused["nobody@copyfy.io"]
    assert code == 550
    assert b"is not an address of this desk" in words, "the desk's own words"
    kept = wait_for(stored, before)
    to = {address for one in kept for address in one.rcpt_to}
    assert to == {DESK, "contact+12.k3x9@copyfy.io"}
    assert all(one.raw.endswith(raw) for one in kept), "below what Postfix writes above it"
    assert all(one.mail_from == ME for one in kept)
    wait_for(lambda: not before.waiting(), before)


def test_a_desk_that_has_no_room_has_the_mail_wait_in_the_queue(
    listen: Listen, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = listen(lmtp=True)
    settings = {
        "virtual_mailbox_domains": "copyfy.io",
        "virtual_transport": f"lmtp:inet:127.0.0.1:{port}",
    }

    def full(*parts: object, **facts: object) -> str:
        raise OSError(28, "No space left on device")

    with running(settings) as postfix:
        with monkeypatch.context() as broken:
            broken.setattr(spool, "accept", full)
            send(postfix, DESK)
            wait_for(lambda: "disk is full" in postfix.log(), postfix)
            assert stored() == []
        postfix.flush()
        (kept,) = wait_for(stored, postfix)
        assert kept.rcpt_to == (DESK,)


def test_what_the_desk_sends_is_taken_put_off_or_refused_with_the_server_s_words() -> None:
    table = (
        "inline:{ {later@example.org=450 4.2.1 Greylisted, come again}, "
        "{full@example.org=452 4.2.2 The mailbox is full}, "
        "{nobody@example.org=550 5.1.1 There is nobody of that name} }"
    )
    settings = {
        "virtual_mailbox_domains": "example.org",
        "virtual_mailbox_maps": "static:ada/",
        "smtpd_recipient_restrictions": f"check_recipient_access {table}, permit_mynetworks",
    }
    with running(settings) as postfix:
        relay = Relay("postfix", Smtp(host="127.0.0.1", port=postfix.port, security="none"))
        transport = Transport(relay)
        try:
            raw = mail(sender=DESK, to="ada@example.org", Message_ID="<2@copyfy.io>")
            taken = transport.send(DESK, "ada@example.org", raw)
            assert taken.accepted
            (arrived,) = wait_for(postfix.boxes, postfix)
            assert arrived.replace(b"\n", b"\r\n").endswith(raw)
            for who, words, permanent in (
                ("later", "Greylisted, come again", False),
                ("full", "The mailbox is full", False),
                ("nobody", "There is nobody of that name", True),
            ):
                answer = transport.send(DESK, f"{who}@example.org", raw)
                assert (answer.accepted, answer.permanent) == (False, permanent)
                assert words in answer.words
            assert transport.send(DESK, "ada@example.org", raw).accepted, "and it goes on"
        finally:
            transport.close()
    gone = Transport(relay).send(DESK, "ada@example.org", raw)
    assert (gone.accepted, gone.permanent) == (False, False), "nobody is there: it waits"
