"""What leaves with a signature verifies, and nobody on the way can add to it."""

from __future__ import annotations

import time
from datetime import UTC, datetime

import dkim
import pytest

from kept.core.mail import Address, Outgoing, compose
from kept.core.mail.authentication import UnansweredError
from kept.mailboxes.keys import new_key, record, selector
from kept.mailboxes.models import Mailbox
from kept.mailboxes.records import advise
from kept.mailboxes.secrets import Secrets
from kept.mailboxes.signing import signed

AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
KEY = new_key()
RAW = compose(
    Outgoing(
        sender=Address("L’équipe", "desk@example.org"),
        to=(Address("", "ada@example.com"),),
        subject="Réponse",
        text="C’est réglé.\n\n.\nFrom us",
        html="<p>C’est réglé.</p>",
        message_id="<1@example.org>",
        date=AT,
    )
)


def mailbox(**facts: str) -> Mailbox:
    row = Mailbox(address="desk@example.org", **facts)
    row.seal(Secrets(dkim_key=KEY))
    return row


def verifies(raw: bytes) -> bool:
    asked: list[bytes] = []

    def txt(name: bytes, timeout: int = 5) -> bytes:
        asked.append(name)
        return record(KEY).encode()

    told = dkim.verify(raw, dnsfunc=txt)
    assert asked == [b"kept202601._domainkey.example.org."]
    return bool(told)


@pytest.fixture
def mail() -> bytes:
    row = mailbox(dkim_domain="example.org", dkim_selector="kept202601")
    return signed(RAW, row)


def test_it_verifies(mail: bytes) -> None:
    assert mail.endswith(RAW)
    assert verifies(mail)


@pytest.mark.parametrize("blank", [" " * 80_000, "\t \t" * 30_000, "\n" * 80_000, " \n" * 40_000])
def test_what_an_agent_pastes_is_signed_at_once_and_leaves_as_it_was(blank: str) -> None:
    written = f"Here it is:{blank}the end"
    raw = RAW.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" + written.replace("\n", "\r\n").encode()
    began = time.process_time()
    mail = signed(raw, mailbox(dkim_domain="example.org", dkim_selector="kept202601"))
    assert time.process_time() - began < 1
    assert mail.endswith(raw)
    spaced = mail.replace(blank.encode(), b" ") if "\n" not in blank else mail
    assert verifies(spaced)  # a receiver that is not dkimpy takes no longer


@pytest.mark.parametrize(
    "added",
    [b"From: eve@example.net", b"Subject: x", b"Reply-To: eve@example.net",
     b"Cc: eve@example.net", b"List-Unsubscribe: <https://example.net>", b"Content-Type: text/x"],
)  # fmt: skip
def test_whatever_is_added_on_the_way_breaks_it(mail: bytes, added: bytes) -> None:
    assert not verifies(added + b"\r\n" + mail)


def test_each_key_has_a_name_of_its_own() -> None:
    other = new_key()
    assert selector(KEY, AT).startswith("kept202601-")
    assert len({selector(KEY, AT), selector(other, AT)}) == 2
    assert selector(KEY, AT) == selector(KEY, AT)


def test_without_a_key_it_leaves_as_it_is() -> None:
    assert signed(RAW, mailbox()) == RAW
    bare = Mailbox(address="desk@example.org", dkim_domain="example.org", dkim_selector="a")
    assert signed(RAW, bare) == RAW


def test_a_key_that_is_none_is_a_sentence() -> None:
    row = Mailbox(address="desk@example.org", dkim_domain="example.org", dkim_selector="a")
    row.seal(Secrets(dkim_key="no key"))
    with pytest.raises(
        ValueError, match=r"The DKIM key a\._domainkey\.example\.org .+ does not sign"
    ):
        signed(RAW, row)


def test_a_new_key_is_shown_while_the_name_system_says_nothing() -> None:
    """What to publish is known all the same: nobody has to come back for it."""

    def silent(name: str, kind: str) -> tuple[str, ...]:
        raise UnansweredError(name)

    dkim = advise(mailbox(dkim_selector="kept202601"), "", KEY, silent)[1]
    assert (dkim.state, dkim.name) == ("unknown", "kept202601._domainkey.example.org")
    assert dkim.value == record(KEY)
