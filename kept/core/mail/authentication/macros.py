"""The macros of SPF (RFC 7208, 7): `%{i}._spf.%{d2}` for one mail."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

_MACRO: Final = re.compile(r"%(?:\{([a-z])(\d{0,3})(r?)([.+,/_=-]*)\}|([%_-]))", re.I)
_LITERAL: Final = re.compile(r"[!-$&-~]*")
_TOP: Final = re.compile(r"[a-z0-9]*[a-z][a-z0-9]*|[a-z0-9]+-[a-z0-9-]*[a-z0-9]", re.I)
_KNOWN: Final = frozenset("slodiphv")
_PLAIN: Final = {"%": "%", "_": " ", "-": "%20"}
_LONGEST: Final = 253


class SpfError(ValueError):
    """The record cannot be followed: 'permerror'."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What macros stand for. `proved`: the name of the machine, asked for only where it is used."""

    sender: str
    domain: str
    helo: str
    ip: ipaddress.IPv4Address | ipaddress.IPv6Address
    proved: Callable[[], str]

    def value(self, letter: str) -> str:
        local, _at, domain = self.sender.rpartition("@")
        match letter:
            case "s":
                return self.sender
            case "l":
                return local
            case "o":
                return domain
            case "d":
                return self.domain
            case "h":
                return self.helo
            case "p":
                return self.proved()
            case "v":
                return "in-addr" if self.ip.version == 4 else "ip6"
        dotted = isinstance(self.ip, ipaddress.IPv4Address)
        return str(self.ip) if dotted else ".".join(self.ip.exploded.replace(":", ""))


def check_spec(spec: str, *, as_domain: bool) -> None:
    """Raises SpfError unless `spec` is literal text and macros; `as_domain`: ends like a name."""
    at = last = 0
    for found in _MACRO.finditer(spec):
        known = found[1] is None or found[1].lower() in _KNOWN
        if not known or (found[2] and int(found[2]) == 0):
            raise SpfError(spec)
        if not _LITERAL.fullmatch(spec, at, found.start()):
            raise SpfError(spec)
        at = last = found.end()
    if not _LITERAL.fullmatch(spec, at):
        raise SpfError(spec)
    if as_domain and not _may_end_a_name(spec, last):
        raise SpfError(spec)


def _may_end_a_name(spec: str, macros_end: int) -> bool:
    """A domain ends with a macro, or with a label that could be a top one."""
    if macros_end == len(spec) and spec:
        return spec.endswith("}")
    _rest, dot, top = spec.removesuffix(".").rpartition(".")
    return bool(dot) and _TOP.fullmatch(top) is not None


def expanded(spec: str, facts: Facts) -> str:
    """The name that `spec` means for one mail, its first labels left out where it is too long."""
    name = _MACRO.sub(lambda found: _value(found, facts), spec).removesuffix(".")
    while len(name) > _LONGEST and "." in name:
        name = name.partition(".")[2]
    return name


def _value(found: re.Match[str], facts: Facts) -> str:
    if found[5]:
        return _PLAIN[found[5]]
    parts = re.split(f"[{re.escape(found[4] or '.')}]", facts.value(found[1].lower()))
    if found[3]:
        parts.reverse()
    value = ".".join(parts[-int(found[2]) :] if found[2] else parts)
    return quote(value, safe="") if found[1].isupper() else value
