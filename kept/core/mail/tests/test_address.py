"""Addresses: strict for what people type, lenient for what arrives."""

from __future__ import annotations

import pytest

from kept.core.mail import Address, read_addresses


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("ada@example.org", Address("", "ada@example.org")),
        ("  Ada@EXAMPLE.org ", Address("", "Ada@example.org")),
        ("Ada L <ada@example.org>", Address("Ada L", "ada@example.org")),
        ('"L, Ada" <ada+x@sub.example.org>', Address("L, Ada", "ada+x@sub.example.org")),
        ("élise@exämple.org", Address("", "élise@exämple.org")),
    ],
)
def test_what_people_type(text: str, address: Address) -> None:
    assert Address.parse(text) == address


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ada",
        "@example.org",
        "ada@",
        "ada@example",
        "ada@@example.org",
        "ada@example..org",
        ".ada@example.org",
        "ada@-example.org",
        "ada example@example.org",
        "ada@example.org\nBcc: eve@example.org",
        "ada@example.org\r\n",
        "Ada\r\nBcc: eve@example.org <ada@example.org>",
        "ada\0@example.org",
        "ada@example.org\u2028",
        "a" * 250 + "@example.org",
        "ada@example.org, bob@example.org",
        "<ada@example.org",
    ],
)
def test_what_is_no_address_is_refused_with_a_sentence(text: str) -> None:
    with pytest.raises(ValueError, match=r"e-mail address.*\."):
        Address.parse(text)


@pytest.mark.parametrize(
    ("field", "found"),
    [
        ("ada@example.org", [("", "ada@example.org")]),
        ("<ada@example.org>", [("", "ada@example.org")]),
        ('"Lovelace, Ada" <ada@example.org>', [("Lovelace, Ada", "ada@example.org")]),
        (r'"Ada \"A\" L" <ada@example.org>', [('Ada "A" L', "ada@example.org")]),
        ("ada@example.org (Ada)", [("Ada", "ada@example.org")]),
        ("a@x.org; b@x.org", [("", "a@x.org"), ("", "b@x.org")]),
        ("Team: a@x.org, b@x.org;, c@x.org", [("", "a@x.org"), ("", "b@x.org"), ("", "c@x.org")]),
        ("undisclosed-recipients:;", []),
        ("=?utf-8?q?L=2C_Ad=C3=A9?= <a@x.org>", [("L, Adé", "a@x.org")]),
        ("=?utf-8?q?a=40x=2Eorg?=", [("", "a@x.org")]),
        ("Ada ada@example.org", [("Ada", "ada@example.org")]),
        ("'ada@example.org'", [("", "ada@example.org")]),
        ("mailto:ada@example.org", [("", "ada@example.org")]),
        ("ada@example.org.", [("", "ada@example.org")]),
        ("Ada <>, nobody", []),
        ("Ada <ada(her own)@example .org>", [("Ada", "ada@example.org")]),
        ('"unclosed <ada@example.org>', [("unclosed", "ada@example.org")]),
    ],
)
def test_what_arrives(field: str, found: list[tuple[str, str]]) -> None:
    assert [(address.name, address.email) for address in read_addresses(field)] == found


def test_addresses_are_compared_without_case() -> None:
    assert Address("A", "Ada@Example.org").key == Address("B", "ada@EXAMPLE.ORG").key
