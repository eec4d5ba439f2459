"""SPF (RFC 7208): whether a domain lets a machine send mail in its name.

Ours because no library for it is kept up (decision 0012). The work is bounded: ten terms that ask
the name system, two of them in vain, ten names for each `mx` and `ptr`.
"""

from __future__ import annotations

import ipaddress
import re
from dataclasses import dataclass, field
from typing import Final

from kept.core.mail.authentication.asking import Ask, Kind, UnansweredError
from kept.core.mail.authentication.macros import Facts, SpfError, expanded
from kept.core.mail.authentication.results import Check, Result
from kept.core.mail.authentication.spf_record import (
    Mechanism,
    Record,
    is_spf,
    read_record,
)

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address

_MOST_TERMS: Final = 10
_MOST_VOID: Final = 2
_MOST_NAMES: Final = 10
_BY_SIGN: Final[dict[str, Result]] = {"+": "pass", "-": "fail", "~": "softfail", "?": "neutral"}
_LABELS: Final = re.compile(r"(?:[^.]{1,63}\.)+[^.]{1,63}\.?")


def check_spf(peer: str, mail_from: str, helo: str, ask: Ask) -> Check:
    """What the domain of the envelope says of the machine at `peer`, an address.

    For the null sender ('') it is the name by which the machine greeted. Total: bad records and
    silence are results ('permerror', 'temperror').
    """
    local, _at, domain = mail_from.rpartition("@")
    domain = (domain or helo).rstrip(".").lower()
    sender = f"{local or 'postmaster'}@{domain}"
    if not _LABELS.fullmatch(domain) or len(domain) > 253:
        return Check("none", "")
    try:
        evaluation = _Evaluation(_peer(peer), sender, helo, ask)
        return Check(evaluation.result(domain), domain)
    except UnansweredError:
        return Check("temperror", domain)
    except SpfError:
        return Check("permerror", domain)


def _peer(text: str) -> Ip:
    """The address of a machine; an IPv4 address that is written as IPv6 is an IPv4 address."""
    ip = ipaddress.ip_address(text)
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return mapped or ip


@dataclass(slots=True)
class _Evaluation:
    """One run of check_host() with its budget, which nested records share."""

    ip: Ip
    sender: str
    helo: str
    ask: Ask
    terms: int = 0
    void: int = 0
    asked: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def result(self, domain: str) -> Result:
        record = self._record(domain)
        if record is None:
            return "none"
        for mechanism in record.mechanisms:
            if self._matches(mechanism, domain):
                return _BY_SIGN[mechanism.sign]
        if record.redirect is None:
            return "neutral"
        self._count_term()
        onward = self.result(self._name(record.redirect, domain))
        if onward == "none":
            raise SpfError("redirect to a domain without a record")
        return onward

    def _record(self, domain: str) -> Record | None:
        if not _LABELS.fullmatch(domain) or len(domain) > 253:
            return None
        found = [text for text in self.ask(domain, "TXT") if is_spf(text)]
        if len(found) > 1:
            raise SpfError("more than one record")
        return read_record(found[0]) if found else None

    def _matches(self, one: Mechanism, domain: str) -> bool:
        if one.name == "all":
            return True
        if one.name in ("ip4", "ip6"):
            return one.network is not None and self.ip in one.network
        self._count_term()
        name = self._name(one.spec, domain) if one.spec else domain
        match one.name:
            case "include":
                return self._included(name)
            case "a":
                return self._is_one_of(self._addresses(name), one)
            case "mx":
                return self._is_mx(name, one)
            case "ptr":
                return any(_is_below(host, name) for host in self._hosts())
            case _:
                return bool(self._asked(name, "A"))

    def _included(self, name: str) -> bool:
        match self.result(name):
            case "pass":
                return True
            case "none":
                raise SpfError("include of a domain without a record")
            case _:
                return False

    def _is_mx(self, name: str, one: Mechanism) -> bool:
        hosts = self._asked(name, "MX")
        if len(hosts) > _MOST_NAMES:
            raise SpfError("more than ten MX")
        return any(self._is_one_of(self.ask(host, self._kind), one) for host in hosts if host)

    def _hosts(self) -> list[str]:
        """The names of the machine that lead back to it; a name system that is silent has none."""
        try:
            names = self._asked(self.ip.reverse_pointer, "PTR")[:_MOST_NAMES]
        except UnansweredError:
            return []
        return [name for name in names if self._leads_back(name)]

    def _leads_back(self, name: str) -> bool:
        try:
            return any(_address(text) == self.ip for text in self.ask(name, self._kind))
        except UnansweredError:
            return False

    def _addresses(self, name: str) -> tuple[str, ...]:
        return self._asked(name, self._kind)

    def _is_one_of(self, addresses: tuple[str, ...], one: Mechanism) -> bool:
        prefix = one.prefix4 if self.ip.version == 4 else one.prefix6
        shift = self.ip.max_prefixlen - prefix
        mine = int(self.ip) >> shift
        found = (_address(text) for text in addresses)
        return any(
            ip and ip.version == self.ip.version and int(ip) >> shift == mine for ip in found
        )

    @property
    def _kind(self) -> Kind:
        return "A" if self.ip.version == 4 else "AAAA"

    def _asked(self, name: str, kind: Kind) -> tuple[str, ...]:
        """An answer; the third that is empty ends it all (RFC 7208 4.6.4)."""
        answers = self.ask(name, kind)
        if not answers:
            self.void += 1
            if self.void > _MOST_VOID:
                raise SpfError("too many questions in vain")
        return answers

    def _count_term(self) -> None:
        self.terms += 1
        if self.terms > _MOST_TERMS:
            raise SpfError("more than ten terms that ask the name system")

    def _name(self, spec: str, domain: str) -> str:
        facts = Facts(self.sender, domain, self.helo, self.ip, lambda: self._proved(domain))
        return expanded(spec, facts)

    def _proved(self, domain: str) -> str:
        """The name of the machine for `%{p}`: the domain's own, else one below, else any."""
        hosts = [host.lower() for host in self._hosts()]
        own = [host for host in hosts if host == domain]
        below = [host for host in hosts if _is_below(host, domain)]
        return next(iter((*own, *below, *hosts)), "unknown")


def _is_below(host: str, name: str) -> bool:
    host, name = host.lower().rstrip("."), name.lower().rstrip(".")
    return host == name or host.endswith(f".{name}")


def _address(text: str) -> Ip | None:
    try:
        return ipaddress.ip_address(text)
    except ValueError:
        return None
