"""Whose address it is, what opens it, whom the desk does not hear, and what a domain publishes."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from kept.conftest import NOW
from kept.core.decide import Refused
from kept.core.events import DESK
from kept.mailboxes import blocking, directory, keys, records, trips
from kept.mailboxes.models import Mailbox, RoundTrip
from kept.mailboxes.reach import Server, reach
from kept.mailboxes.secrets import SealBrokenError, Secrets
from kept.mailboxes.troubles import TroubleError


@pytest.fixture
def shop(db: None) -> Mailbox:
    return Mailbox.objects.create(address="Help@Shop.example", aliases=["Info@Shop.example"])


def test_every_address_and_alias_is_the_desk_s_own(shop: Mailbox, settings: object) -> None:
    desk = settings.DESK.address.lower()
    assert directory.own_addresses() == {desk, "help@shop.example", "info@shop.example"}
    for address in ("HELP@shop.example", "help+12.abcd@shop.example", "info@shop.example"):
        assert directory.of_address(address) == shop
    assert directory.of_address("other@shop.example") is None


def test_a_change_is_known_at_once(shop: Mailbox) -> None:
    directory.own_addresses()
    shop.aliases = []
    shop.save()
    assert directory.of_address("info@shop.example") is None
    shop.delete()
    assert directory.of_address("help@shop.example") is None


def test_the_directory_costs_one_query(shop: Mailbox, django_assert_num_queries: object) -> None:
    directory.own_addresses()
    with django_assert_num_queries(1):
        directory.receiving(["ada@example.org", "help@shop.example"])


def test_a_resting_mailbox_answers_from_the_desk(shop: Mailbox, settings: object) -> None:
    assert directory.directory().sending(shop.address) == shop
    shop.active = False
    shop.save()
    assert directory.directory().sending(shop.address).address == settings.DESK.address.lower()


def test_secrets_are_sealed_and_shown_nowhere(shop: Mailbox, settings: object) -> None:
    shop.seal(Secrets(imap_password="sesame"))
    assert "sesame" not in shop.secrets + repr(shop.open_secrets())
    assert shop.open_secrets().imap_password == "sesame"
    settings.SECRET_KEY = "another"
    with pytest.raises(SealBrokenError, match=r"another secret\.key"):
        shop.open_secrets()


@pytest.mark.parametrize(
    ("who", "refused", "heard"),
    [
        ("Eve@Spam.example", "eve@spam.example", "ada@spam.example"),
        ("spam.example", "eve@mail.spam.example", "eve@notspam.example"),
        ("@spam.example", "eve@spam.example", "eve@example"),
    ],
)
def test_an_address_or_a_domain_is_blocked(db: None, who: str, refused: str, heard: str) -> None:
    done = blocking.block(who, by=DESK, at=NOW)
    assert not isinstance(done, Refused)
    assert blocking.blocked(refused) == done
    assert blocking.blocked(heard) is None
    assert blocking.unblock(done.key, by=DESK, at=NOW)
    assert blocking.blocked(refused) is None


@pytest.mark.parametrize("who", ["", "no one", "com", "shop.example", "help@shop.example"])
def test_what_cannot_be_blocked_is_refused_with_a_reason(shop: Mailbox, who: str) -> None:
    done = blocking.block(who, by=DESK, at=NOW)
    assert isinstance(done, Refused)
    assert str(done)


def test_a_test_mail_is_known_by_its_id_alone(shop: Mailbox) -> None:
    trip = RoundTrip.objects.create(token="0" * 32, mailbox=shop, sent_at=NOW)
    assert not trips.arrived(f"kept-test.{'1' * 32}@shop.example", at=NOW)
    assert trips.arrived(trips.message_id(trip), at=NOW)
    trip.refresh_from_db()
    assert trip.arrived_at == NOW


KEY = keys.new_key()
HOST = "mail.shop.example"


@pytest.mark.parametrize(
    ("published", "state", "value"),
    [
        ((), "missing", f"v=spf1 a:{HOST} ~all"),
        ((f"v=spf1 a:{HOST} -all",), "right", ""),
        (("v=spf1 ip4:192.0.2.7 -all",), "right", ""),
        (("v=spf1 ip4:192.0.2.9 -all",), "wrong", f"v=spf1 ip4:192.0.2.9 a:{HOST} -all"),
        (("v=spf1 mx ~all", "v=spf1 a ~all"), "wrong", f"v=spf1 mx a a:{HOST} ~all"),
    ],
)
def test_spf_keeps_what_is_published(published: tuple[str, ...], state: str, value: str) -> None:
    known = {("shop.example", "TXT"): published, (HOST, "A"): ("192.0.2.7",)}
    mailbox = Mailbox(address="help@shop.example")
    spf = records.advise(mailbox, HOST, "", lambda name, kind: known.get((name, kind), ()))[0]
    assert (spf.state, spf.value) == (state, value)
    assert spf.sentence


@pytest.mark.parametrize(
    ("published", "state"),
    [((), "missing"), ((keys.record(KEY),), "right"), (("v=DKIM1; p=AAAA",), "wrong")],
)
def test_a_key_is_found_or_asked_for(published: tuple[str, ...], state: str) -> None:
    mailbox = Mailbox(address="help@shop.example", dkim_selector="kept202601")
    known = {"kept202601._domainkey.shop.example": published}
    dkim = records.advise(mailbox, "", KEY, lambda name, kind: known.get(name, ()))[1]
    assert dkim.state == state


@contextmanager
def speaking(*lines: bytes) -> Iterator[int]:
    """A server that says these lines, each after it was spoken to; its port."""
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            while True:
                try:
                    line, _peer = server.accept()
                except OSError:
                    return
                with line:
                    for one in lines:
                        line.sendall(one)
                        if not line.recv(200):
                            break

        threading.Thread(target=serve, daemon=True).start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)


@pytest.mark.parametrize(
    ("protocol", "security", "lines", "code"),
    [
        ("imap", "none", (b"* OK hello\r\n",), ""),
        ("imap", "tls", (b"* OK hello\r\n",), "speaks_plain"),
        ("imap", "starttls", (b"* OK hello\r\n", b"k1 BAD what\r\n"), "no_starttls"),
        ("imap", "none", (b"220 smtp\r\n",), "other_protocol"),
        ("smtp", "none", (b"220 hello\r\n",), ""),
        ("smtp", "starttls", (b"220 hi\r\n", b"250 hi\r\n", b"502 no\r\n"), "no_starttls"),
    ],
)
def test_what_stands_between_is_told_apart(
    protocol: str, security: str, lines: tuple[bytes, ...], code: str
) -> None:
    with speaking(*lines) as port:
        assert trouble(Server(protocol, "127.0.0.1", port, security)) == code


def test_a_closed_port_and_a_name_that_is_none_are_told_apart() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        port = server.getsockname()[1]
    assert trouble(Server("imap", "127.0.0.1", port, "tls")) == "closed"
    assert trouble(Server("imap", "", 993, "tls")) == "no_host"


def trouble(server: Server) -> str:
    try:
        reach(server)
    except TroubleError as error:
        said, code = str(error.trouble), error.trouble.code
    else:
        return ""
    assert "%" not in said
    return code
