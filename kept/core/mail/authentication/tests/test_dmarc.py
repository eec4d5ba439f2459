"""DMARC: what counts as the same domain, which policy holds, and how a server's word is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core.mail.authentication import Check, Kind, read, read_all, server_of, verdict
from kept.core.mail.authentication.results import Authentication

PASS, FAIL = Check("pass", "example.org"), Check("fail", "example.org")


def organisation(domain: str) -> str:
    return ".".join(domain.split(".")[-2:]) if "." in domain else ""


def judged(
    record: str | tuple[str, ...],
    spf: Check | None = FAIL,
    dkim: tuple[Check, ...] = (),
    domain: str = "example.org",
) -> tuple[str, str]:
    texts = (record,) if isinstance(record, str) else record

    def ask(name: str, kind: Kind) -> tuple[str, ...]:
        return texts if name == "_dmarc.example.org" else ()

    check, asked = verdict(domain, spf, dkim, ask, organisation)
    return check.result, asked


REJECT = "v=DMARC1; p=reject"


@pytest.mark.parametrize(
    ("record", "spf", "dkim", "domain", "expected"),
    [
        (REJECT, PASS, (), "example.org", ("pass", "reject")),
        (REJECT, FAIL, (PASS,), "example.org", ("pass", "reject")),
        (REJECT, FAIL, (FAIL, PASS), "example.org", ("pass", "reject")),
        (REJECT, FAIL, (), "example.org", ("fail", "reject")),
        (REJECT, Check("pass", "other.test"), (), "example.org", ("fail", "reject")),
        (REJECT, FAIL, (Check("pass", "other.test"),), "example.org", ("fail", "reject")),
        (REJECT, Check("pass", "mail.example.org"), (), "example.org", ("pass", "reject")),
        (REJECT, PASS, (), "mail.example.org", ("pass", "reject")),
        (f"{REJECT}; aspf=s", Check("pass", "mail.example.org"), (), "example.org",
         ("fail", "reject")),
        (f"{REJECT}; adkim=s", FAIL, (Check("pass", "a.example.org"),), "example.org",
         ("fail", "reject")),
        (f"{REJECT}; sp=none", FAIL, (), "mail.example.org", ("fail", "none")),
        ("v=DMARC1;p=quarantine;", FAIL, (), "example.org", ("fail", "quarantine")),
        ("v=DMARC1; rua=mailto:a@b", FAIL, (), "example.org", ("fail", "none")),
        ("v=DMARC1; p=what", FAIL, (), "example.org", ("none", "")),
        ("p=reject; v=DMARC1", FAIL, (), "example.org", ("none", "")),
        ("v=DMARC2; p=reject", FAIL, (), "example.org", ("none", "")),
        ((REJECT, REJECT), FAIL, (), "example.org", ("none", "")),
        ((REJECT, "other text"), FAIL, (), "example.org", ("fail", "reject")),
        ((), FAIL, (), "example.org", ("none", "")),
        (REJECT, None, (FAIL,), "example.org", ("none", "reject")),
        (REJECT, None, (PASS,), "example.org", ("pass", "reject")),
        (REJECT, Check("temperror", "example.org"), (), "example.org", ("temperror", "reject")),
        (REJECT, Check("temperror", "other.test"), (), "example.org", ("fail", "reject")),
        (REJECT, FAIL, (Check("temperror", "example.org"),), "example.org",
         ("temperror", "reject")),
        (REJECT, Check("softfail", "example.org"), (), "example.org", ("fail", "reject")),
        (REJECT, Check("pass", "ample.org"), (), "example.org", ("fail", "reject")),
        (REJECT, Check("pass", ""), (), "example.org", ("fail", "reject")),
    ],
)  # fmt: skip
def test_known_verdicts(
    record: str | tuple[str, ...],
    spf: Check | None,
    dkim: tuple[Check, ...],
    domain: str,
    expected: tuple[str, str],
) -> None:
    assert judged(record, spf, dkim, domain) == expected


FIELD = """mx.google.com;
       dkim=pass (2048-bit key; "quoted; text") header.i=@mail.example.org header.s=x header.b=ab;
       spf=hardfail (google.com: ada@x.example (nested) does not) smtp.mailfrom="ada@x.example";
       dmarc=fail (p=REJECT sp=REJECT dis=NONE) header.from=example.org; arc=none"""


def test_a_field_of_a_real_server_is_read() -> None:
    assert read(FIELD) == Authentication(
        "mx.google.com",
        Check("fail", "x.example"),
        (Check("pass", "mail.example.org"),),
        Check("fail", "example.org"),
        "reject",
    )


def test_fields_of_one_server_belong_together() -> None:
    found = read_all(["mx; spf=pass smtp.helo=a.example", "mx; dkim=fail header.d=b.example",
                      "mx; spf=fail smtp.mailfrom=c.example"])  # fmt: skip
    assert (found.spf, found.signature) == (Check("pass", "a.example"), Check("fail", "b.example"))


@pytest.mark.parametrize(
    ("field", "server"),
    [("mx.example 1; none", "mx.example"), ("(c) MX.Example; spf=pass", "mx.example"),
     ("spf=pass; dkim=pass", ""), ("", ""), ('"mx.example"; spf=pass', "mx.example"),
     ("mx.example", "mx.example"), ("evil (mx.example); spf=pass", "evil")],
)  # fmt: skip
def test_whose_word_it_is(field: str, server: str) -> None:
    assert server_of(field) == server


def test_words_within_quotes_and_comments_are_no_statements() -> None:
    forged = 'evil; x=y (; dmarc=pass) ; z="; dmarc=pass header.from=example.org"; dmarc=fail'
    assert read(forged).dmarc.result == "fail"


@given(st.text(max_size=300))
def test_no_field_makes_it_raise(field: str) -> None:
    found = read(field)
    assert read(found.line).dmarc.result == found.dmarc.result
