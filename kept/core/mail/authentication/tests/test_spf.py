"""SPF: known answers, after RFC 7208's own examples and what attackers publish."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core.mail.authentication import Kind, UnansweredError, check_spf

HOME, AWAY, SIX = "192.0.2.10", "198.51.100.7", "2001:db8::1"

Zone = dict[str, dict[str, tuple[str, ...]]]


def spf(record: str, peer: str = HOME, more: Zone | None = None, **envelope: str) -> str:
    """The result for mail from example.org, which publishes `record`."""
    zone: Zone = {"example.org": {"TXT": (record,)}} | (more or {})

    def ask(name: str, kind: Kind) -> tuple[str, ...]:
        known = zone.get(name.lower(), {})
        if "SILENT" in known:
            raise UnansweredError(name)
        return known.get(kind, ())

    facts = {"mail_from": "ada@example.org", "helo": "mx.example.org"} | envelope
    return check_spf(peer, facts["mail_from"], facts["helo"], ask).result


HOSTS: Zone = {
    "example.org": {"TXT": (), "A": (HOME,), "AAAA": (SIX,), "MX": ("mx.example.org",)},
    "mx.example.org": {"A": (AWAY,)},
    "good.example": {"TXT": ("v=spf1 ip4:192.0.2.0/24 -all",)},
    "bad.example": {"TXT": ("v=spf1 nonsense",)},
    "silent.example": {"SILENT": ()},
    "10.2.0.192.in-addr.arpa": {"PTR": ("host.example.org",)},
    "host.example.org": {"A": (HOME,)},
    "192.0.2.10._spf.example.org": {"A": ("127.0.0.2",)},
    "ada.mail.example": {"A": ("127.0.0.2",)},
}


@pytest.mark.parametrize(
    ("record", "peer", "result"),
    [
        ("v=spf1 -all", HOME, "fail"),
        ("v=spf1 ~all", HOME, "softfail"),
        ("v=spf1 ?all", HOME, "neutral"),
        ("v=spf1", HOME, "neutral"),
        ("v=spf10 +all", HOME, "none"),
        ("V=SPF1 +ALL", HOME, "pass"),
        ("v=spf1 ip4:192.0.2.0/24 -all", HOME, "pass"),
        ("v=spf1 ip4:192.0.2.0/24 -all", AWAY, "fail"),
        ("v=spf1 ip4:192.0.2.0/24 -all", f"::ffff:{HOME}", "pass"),
        ("v=spf1 ip6:2001:db8::/32 -all", SIX, "pass"),
        ("v=spf1 ip4:192.0.2.300 -all", HOME, "permerror"),
        ("v=spf1 ip4:192.0.2.0/33 -all", HOME, "permerror"),
        ("v=spf1 a -all", HOME, "pass"),
        ("v=spf1 a -all", SIX, "pass"),
        ("v=spf1 a/24 -all", "192.0.2.200", "pass"),
        ("v=spf1 a//32 -all", "2001:db8:ffff::9", "pass"),
        ("v=spf1 mx -all", AWAY, "pass"),
        ("v=spf1 mx:nothing.example -all", AWAY, "fail"),
        ("v=spf1 ptr -all", HOME, "pass"),
        ("v=spf1 ptr -all", AWAY, "fail"),
        ("v=spf1 include:good.example -all", HOME, "pass"),
        ("v=spf1 include:good.example -all", AWAY, "fail"),
        ("v=spf1 include:none.example -all", HOME, "permerror"),
        ("v=spf1 include:bad.example -all", HOME, "permerror"),
        ("v=spf1 include:silent.example -all", HOME, "temperror"),
        ("v=spf1 redirect=good.example", HOME, "pass"),
        ("v=spf1 redirect=none.example", HOME, "permerror"),
        ("v=spf1 exists:%{i}._spf.%{d} -all", HOME, "pass"),
        ("v=spf1 exists:%{l}.mail.example -all", HOME, "pass"),
        ("v=spf1 exists:%{q}.example -all", HOME, "permerror"),
        ("v=spf1 unknown -all", HOME, "permerror"),
        ("v=spf1 x=1 y.z=%{d} +all", HOME, "pass"),
        ("v=spf1 redirect=a.example redirect=b.example", HOME, "permerror"),
        ("v=spf1 é +all", HOME, "permerror"),
    ],
)
def test_known_answers(record: str, peer: str, result: str) -> None:
    own = {"example.org": HOSTS["example.org"] | {"TXT": (record,)}}
    assert spf(record, peer, HOSTS | own) == result


@pytest.mark.parametrize(
    "mail_from", ["", "ada", "ada@", "@", "ada@" + "x" * 64 + ".org", "ada@a..b", "ada@localhost"]
)
def test_what_names_no_domain_says_nothing(mail_from: str) -> None:
    assert spf("v=spf1 -all", mail_from=mail_from, helo="") == "none"


def test_two_records_are_none_to_follow() -> None:
    more: Zone = {"example.org": {"TXT": ("v=spf1 +all", "v=spf1 -all", "else")}}
    assert spf("", more=more) == "permerror"


def test_questions_are_bounded() -> None:
    """A record that includes itself, ten and eleven terms, three questions in vain."""
    assert spf("v=spf1 include:example.org -all") == "permerror"
    ten = {f"n{n}.example": {"A": (AWAY,)} for n in range(11)}
    assert spf("v=spf1 " + " ".join(f"a:n{n}.example" for n in range(10)), more=ten) == "neutral"
    terms = " ".join(f"a:n{n}.example" for n in range(11))
    assert spf(f"v=spf1 {terms} +all", more=ten) == "permerror"
    assert spf("v=spf1 a:x.example a:y.example a:z.example +all") == "permerror"
    many: Zone = {"mx.example": {"MX": tuple(f"m{n}.example" for n in range(11))}}
    assert spf("v=spf1 mx:mx.example +all", more=many) == "permerror"


@given(
    st.text(st.characters(codec="ascii"), max_size=200), st.text(max_size=40), st.text(max_size=20)
)
def test_no_record_makes_it_raise_or_pass_by_itself(record: str, sender: str, helo: str) -> None:
    result = spf(f"v=spf1 {record}", mail_from=f"{sender}@example.org", helo=helo)
    assert result in ("none", "pass", "fail", "softfail", "neutral", "permerror", "temperror")


def test_long_records_take_no_time() -> None:
    began = time.monotonic()
    for piece in ("%{d", "a:", "a/", "ip4:1.", "%{l1r-}", "x=", "a" * 50 + ".", "-" * 50):
        spf("v=spf1 " + piece * 3000)
        spf("v=spf1 a:" + piece * 3000 + "!")
    assert time.monotonic() - began < 2
