"""Whether a mail comes from whom it says, asked of a name server on this machine."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from kept.channels.mail.conftest import MONDAY, mail
from kept.channels.mail.senders import authentication, signatures
from kept.channels.mail.senders.dns import Resolver, _resolver, resolver
from kept.channels.mail.senders.tests.names import Server, serving
from kept.channels.mail.senders.tests.senders import ELSEWHERE, HOME, key, signed, zone
from kept.channels.mail.spool import Spooled
from kept.core.mail import Incoming, understand
from kept.core.mail.authentication import (
    NOBODY,
    THE_DESK,
    UNKNOWN,
    Authentication,
    Check,
    Kind,
    UnansweredError,
    read,
)
from kept.site.desk import Mail


@pytest.fixture
def names(settings: Any) -> Iterator[Server]:
    with serving(zone()) as server:
        settings.KEPT_DNS = server.address
        yield server
    _resolver.cache_clear()


def found(
    raw: bytes, *, peer: str = HOME, mail_from: str | None = "camille@example.org", helo: str = ""
) -> Authentication:
    spooled = Spooled("1", MONDAY, mail_from, (), peer, raw, helo=helo)
    incoming = understand(
        raw, mail_from=mail_from, rcpt_to=(), received_at=MONDAY, own_addresses=frozenset()
    )
    assert isinstance(incoming, Incoming)
    return authentication.authenticate(spooled, incoming)


def said(result: Authentication) -> tuple[str, str, str]:
    return result.spf.result, result.signature.result, result.dmarc.result


def test_a_mail_from_the_domain_s_own_machine_is_proved(names: Server, house: Path) -> None:
    assert said(found(mail())) == ("pass", "none", "pass")


def test_a_mail_of_an_older_mailbox_asks_nobody(names: Server, house: Path) -> None:
    spooled = Spooled("1", MONDAY, None, (), "import", mail(), imported=True)
    incoming = understand(
        spooled.raw, mail_from=None, rcpt_to=(), received_at=MONDAY, own_addresses=frozenset()
    )
    assert authentication.authenticate(spooled, incoming) == UNKNOWN
    assert names.asked == []


def test_a_signature_proves_it_from_any_machine(names: Server, house: Path) -> None:
    result = found(signed(mail()), peer=ELSEWHERE)
    assert said(result) == ("fail", "pass", "pass")
    assert result.signature.domain == "example.org"


@pytest.mark.parametrize(
    ("raw", "mail_from"),
    [
        (mail(), "camille@example.org"),
        (mail(), "x@elsewhere.example"),  # passes for a domain that nobody sees
        (signed(mail(), "evil.example"), "x@evil.example"),
        (signed(mail()).replace(b"62 percent", b"99 percent"), "camille@example.org"),
        (signed(mail(), length=True) + b"and more\r\n", "camille@example.org"),
        (signed(mail(), signature_algorithm=b"rsa-sha1"), "camille@example.org"),
    ],
    ids=["machine", "other-envelope", "other-signature", "changed", "longer", "sha-1"],
)
def test_what_proves_nothing_of_the_domain_that_is_shown_fails(
    names: Server, house: Path, raw: bytes, mail_from: str
) -> None:
    result = found(raw, peer=ELSEWHERE, mail_from=mail_from)
    assert result.failed
    assert result.policy == "reject"


def test_a_policy_that_asks_for_nothing_is_a_policy(names: Server, house: Path) -> None:
    raw = mail(sender="Lou <lou@mail.loose.example>")
    result = found(raw, peer=ELSEWHERE, mail_from="lou@loose.example")
    assert (result.dmarc.result, result.policy) == ("fail", "none")


def test_where_nothing_is_published_nothing_is_said(names: Server, house: Path) -> None:
    raw = mail(sender="Sam <sam@unknown.example>")
    assert said(found(raw, peer=ELSEWHERE, mail_from="sam@unknown.example")) == ("none",) * 3


def test_the_null_sender_is_known_by_its_greeting(names: Server, house: Path) -> None:
    assert said(found(mail(), mail_from="", helo="example.org")) == ("pass", "none", "pass")


def test_several_senders_are_none(names: Server, house: Path) -> None:
    raw = signed(mail(sender="camille@example.org, x@evil.example"))
    assert found(raw).failed
    two = b"From: victim@loose.example\r\n" + signed(mail())
    assert found(two).failed


@pytest.mark.parametrize("peer", ["127.0.0.1", "10.1.2.3", "::1", "", "/run/lmtp"])
def test_a_mail_that_was_handed_on_cannot_fail_without_a_word(
    names: Server, house: Path, peer: str
) -> None:
    result = found(mail(), peer=peer)
    assert said(result) == ("none",) * 3
    assert result.by == NOBODY
    assert names.asked == []
    assert found(signed(mail()), peer=peer).proved


WORD = (
    "Received: from a by mx.example.net\r\n"
    "Authentication-Results: mx.example.net 1;\r\n"
    " spf=fail smtp.mailfrom=x@evil.example;\r\n"
    " dmarc=fail (p=quarantine dis=none) header.from=example.org\r\n"
)


def test_a_trusted_server_s_word_counts_and_nobody_else_s(
    names: Server, house: Path, settings: Any
) -> None:
    raw = WORD.encode() + b"Received: x\r\n" + mail()
    assert not found(raw, peer="127.0.0.1").failed
    settings.DESK = replace(settings.DESK, mail=Mail(trusts="mx.example.net"))
    result = found(raw, peer="127.0.0.1")
    assert (result.by, result.failed, result.policy) == ("mx.example.net", True, "quarantine")
    direct = found(raw, peer=HOME)  # a stranger's machine may write any name
    assert (direct.by, direct.proved) == (THE_DESK, True)
    below = b"Received: one\r\n" + WORD.replace("fail", "pass").encode() + WORD.encode() + mail()
    assert found(below, peer="127.0.0.1").proved, "the uppermost word of the server counts"


def test_a_trusted_server_may_stand_elsewhere(names: Server, house: Path, settings: Any) -> None:
    names.zone["mx.example.net"] = {"A": ["203.0.113.5"]}
    settings.DESK = replace(settings.DESK, mail=Mail(trusts="mx.example.net"))
    raw = WORD.encode() + mail()
    assert found(raw, peer="203.0.113.5").by == "mx.example.net"
    assert found(raw, peer=HOME).by == THE_DESK


def test_the_verdict_is_ours_where_a_trusted_server_leaves_it(
    names: Server, house: Path, settings: Any
) -> None:
    settings.DESK = replace(settings.DESK, mail=Mail(trusts="mx.example.net"))
    word = b"Authentication-Results: mx.example.net; spf=pass smtp.mailfrom=example.org\r\n"
    assert found(word + mail(), peer="127.0.0.1").proved
    other = word.replace(b"example.org", b"evil.example")
    assert found(other + mail(), peer="127.0.0.1").failed
    for_another = b"Authentication-Results: mx.example.net; dmarc=pass header.from=evil.example\r\n"
    assert found(for_another + mail(), peer="127.0.0.1").failed


def test_silence_is_an_answer_in_time(
    names: Server, house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("kept.channels.mail.senders.dns._QUESTION", 0.4)
    raw = mail(sender="Sam <sam@silent.example>")
    began = time.monotonic()
    result = found(raw, peer=ELSEWHERE, mail_from="sam@silent.example")
    assert time.monotonic() - began < authentication.SECONDS
    assert result.dmarc.result == result.spf.result == "temperror"
    assert not result.failed
    began = time.monotonic()
    found(raw, peer=ELSEWHERE, mail_from="sam@silent.example")
    assert time.monotonic() - began < 0.5, "what was silent is not waited for again"


def test_a_question_is_asked_once(names: Server, house: Path) -> None:
    for _ in range(3):
        found(signed(mail()))
    assert len(names.asked) == len(set(names.asked)) == 3


def test_without_a_network_everything_goes_on(house: Path, settings: Any) -> None:
    settings.KEPT_DNS = "off"
    assert said(found(signed(mail()))) == ("temperror", "temperror", "temperror")


@pytest.mark.parametrize("dry", [b" ", b"\t ", b"a \t"])
def test_no_signature_takes_long(names: Server, house: Path, dry: bytes) -> None:
    raw = mail()
    worst = [
        signed(raw) + dry * 400_000 + b"x",
        b"DKIM-Signature: v=1; b=" + dry * 60_000 + b"!; bh=a\r\n" + raw,
        b"DKIM-Signature: v=1; a=rsa-sha256; d=example.org; s=one; bh=aaaa; b=aaaa; h=from"
        + b":x" * 3000 + b"\r\n" + b"x: 1\r\n" * 10_000 + raw,
        signed(raw) * 2,
    ]  # fmt: skip
    began = time.monotonic()
    results = [signatures.check(one, 5, lambda *_: (key()[1],)) for one in worst]
    assert time.monotonic() - began < 2
    assert all(results)


@pytest.mark.parametrize("junk", [b"", b"\0", b"DKIM-Signature\r\n", b"DKIM-Signature:\r\n\r\n"])
def test_broken_signatures_prove_nothing(junk: bytes) -> None:
    def ask(name: str, kind: Kind) -> tuple[str, ...]:
        return ("v=DKIM1; p=!!!",)

    assert all(one.result != "pass" for one in signatures.check(junk, 2, ask))
    assert all(one.result != "pass" for one in signatures.check(signed(mail()), 1, ask))


# The resolver by itself


def test_servers_that_are_silent_are_left_alone_for_a_while() -> None:
    now, asked = [0.0], []

    def servers(name: str, kind: Kind, within: float) -> tuple[tuple[str, ...], float]:
        asked.append(name)
        if now[0] < 20:
            raise UnansweredError(name)
        return ("ok",), 1.0

    names = Resolver(servers, clock=lambda: now[0])
    for number in range(10):
        with pytest.raises(UnansweredError):
            names.ask(f"n{number}.example", "TXT")
    assert len(asked) == 3
    now[0] = 40
    assert names.ask("n9.example", "TXT") == ("ok",)
    now[0] = 60
    assert names.ask("n9.example", "TXT") == ("ok",)
    assert len(asked) == 4, "a short life is at least half a minute"


def test_a_mail_has_one_time_for_all_its_questions() -> None:
    now = [0.0]

    def slow(name: str, kind: Kind, within: float) -> tuple[tuple[str, ...], float]:
        assert within > 0
        now[0] += within
        return ("late",), 60.0

    ask = Resolver(slow, clock=lambda: now[0]).within(5.0)
    told = 0
    for number in range(20):
        try:
            told += len(ask(f"n{number}.example", "A"))
        except UnansweredError:
            pass
    assert told == 3
    assert now[0] == 5.0


@pytest.mark.parametrize("name", ["", "a..b", "x" * 64 + ".example", "a." * 130 + "b", ".", " "])
def test_what_is_no_name_is_not_asked(name: str) -> None:
    def never(name: str, kind: Kind, within: float) -> tuple[tuple[str, ...], float]:
        raise AssertionError(name)

    if name.strip():
        assert Resolver(never).ask(name, "A") == ()


def test_what_servers_answer(names: Server, house: Path) -> None:
    names.zone["mx.example"] = {
        "MX": ["20 b.example.", "10 a.example."],
        "A": ["192.0.2.1"],
        "TXT": ["x" * 400],
    }
    ask = resolver().ask
    assert ask("MX.example.", "MX") == ("a.example", "b.example")
    assert ask("mx.example", "A") == ("192.0.2.1",)
    assert ask("mx.example", "TXT") == ("x" * 400,)
    assert ask("mx.example", "AAAA") == ask("nothing.example", "A") == ()
    assert ask("café.example", "A") == ()


# Where it is written down


def test_a_line_says_all_and_nobody_s_address(names: Server, house: Path) -> None:
    result = found(signed(mail()), mail_from="camille.private@example.org")
    assert "camille" not in result.line
    assert read(result.line) == result


def test_a_line_is_read_back() -> None:
    told = Authentication(
        "desk",
        Check("softfail", "a.example"),
        (Check("pass", "b.example"), Check("fail", "c.example")),
        Check("fail", "d.example"),
        "reject",
    )
    assert read(told.line) == told
