"""Read an SPF record (RFC 7208, 4.6 and 12): all of it is read before any of it counts."""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass
from typing import Final

from kept.core.mail.authentication.macros import SpfError, check_spec

Network = ipaddress.IPv4Network | ipaddress.IPv6Network

_MECHANISM: Final = re.compile(
    r"([+?~-]?)(all|include|a|mx|ptr|ip4|ip6|exists)(?![\w.=-])(.*)", re.I | re.S
)
_MODIFIER: Final = re.compile(r"([a-z][a-z0-9_.-]*)=(.*)", re.I | re.S)
_SPEC: Final = re.compile(r"(?::(.*?))?(?:/(0|[1-9]\d?))?(?://(0|[1-9]\d{0,2}))?", re.S)
_SPEC_ONLY: Final = re.compile(r":(.+)", re.S)
_IP4: Final = re.compile(r":((?:\d{1,3}\.){3}\d{1,3})(?:/(0|[1-9]\d?))?")
_IP6: Final = re.compile(r":([0-9a-f:.]+)(?:/(0|[1-9]\d{0,2}))?", re.I)


@dataclass(frozen=True, slots=True)
class Mechanism:
    """`spec`: the domain it names, with macros, '' for the domain of the record."""

    sign: str
    name: str
    spec: str = ""
    prefix4: int = 32
    prefix6: int = 128
    network: Network | None = None


@dataclass(frozen=True, slots=True)
class Record:
    mechanisms: tuple[Mechanism, ...]
    redirect: str | None


def is_spf(text: str) -> bool:
    """Whether a TXT record is one of SPF, good or bad."""
    version, space, _rest = text.partition(" ")
    return version.lower() == "v=spf1" and (space == " " or text.lower() == "v=spf1")


def read_record(text: str) -> Record:
    """The terms of a record. Raises SpfError for what is not to the letter."""
    if not text.isascii():
        raise SpfError("a letter that is not ASCII")
    mechanisms: list[Mechanism] = []
    modifiers: dict[str, str] = {}
    for term in text.split(" ")[1:]:
        if not term:
            continue
        if found := _MECHANISM.fullmatch(term):
            mechanisms.append(_mechanism(found[1] or "+", found[2].lower(), found[3]))
        elif found := _MODIFIER.fullmatch(term):
            _modifier(found[1].lower(), found[2], modifiers)
        else:
            raise SpfError(term)
    return Record(tuple(mechanisms), modifiers.get("redirect"))


def _modifier(name: str, value: str, seen: dict[str, str]) -> None:
    """`redirect` and `exp` stand once and name a domain; others are not ours, but well formed."""
    if name in ("redirect", "exp"):
        if name in seen or not value:
            raise SpfError(name)
        seen[name] = value
        check_spec(value, as_domain=True)
    else:
        check_spec(value, as_domain=False)


def _mechanism(sign: str, name: str, rest: str) -> Mechanism:
    match name:
        case "all":
            if rest:
                raise SpfError("all")
            return Mechanism(sign, name)
        case "ip4" | "ip6":
            return Mechanism(sign, name, network=_network(name, rest))
        case "include" | "exists":
            return Mechanism(sign, name, _domain(_SPEC_ONLY.fullmatch(rest)))
        case "ptr":
            return Mechanism(sign, name, _domain(_SPEC_ONLY.fullmatch(rest)) if rest else "")
    found = _SPEC.fullmatch(rest)
    if found is None or found[1] == "":
        raise SpfError(rest)
    prefix4, prefix6 = int(found[2] or 32), int(found[3] or 128)
    if prefix4 > 32 or prefix6 > 128:
        raise SpfError(rest)
    if found[1] is not None:
        check_spec(found[1], as_domain=True)
    return Mechanism(sign, name, found[1] or "", prefix4, prefix6)


def _domain(found: re.Match[str] | None) -> str:
    if found is None:
        raise SpfError("a domain is missing")
    check_spec(found[1], as_domain=True)
    return found[1]


def _network(name: str, rest: str) -> Network:
    found = (_IP4 if name == "ip4" else _IP6).fullmatch(rest)
    if found is None:
        raise SpfError(rest)
    try:
        most = 32 if name == "ip4" else 128
        prefix = most if found[2] is None else int(found[2])
        if name == "ip4":
            return ipaddress.IPv4Network((found[1], prefix), strict=False)
        return ipaddress.IPv6Network((found[1], prefix), strict=False)
    except ValueError:
        raise SpfError(rest) from None
