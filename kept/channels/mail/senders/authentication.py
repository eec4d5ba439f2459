"""Find out whether a mail comes from whom it says: SPF, DKIM and DMARC over the name system.

Guarantee: total and bounded. Whatever the mail and the name system do, there is an answer within
`SECONDS`; what could not be found out is 'temperror' or 'none', and the mail goes its way.
Never call this inside a transaction.
"""

from __future__ import annotations

import ipaddress
from collections.abc import Collection
from dataclasses import replace
from functools import cache, lru_cache
from typing import Final

from django.conf import settings
from publicsuffixlist import PublicSuffixList

from kept.channels.mail.senders import signatures
from kept.channels.mail.senders.dns import Resolver, resolver
from kept.channels.mail.spool import Spooled
from kept.core.mail import Incoming, Refused
from kept.core.mail.authentication import (
    NOBODY,
    THE_DESK,
    UNKNOWN,
    Ask,
    Authentication,
    Check,
    Claims,
    UnansweredError,
    check_spf,
    read_claims,
    verdict,
)

SECONDS: Final = 5.0

#: Where machines of one's own stand: a mail from there was handed on, not sent, by its peer.
_OWN: Final = tuple(
    ipaddress.ip_network(one)
    for one in (
        "127.0.0.0/8", "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
        "::1/128", "fc00::/7", "fe80::/10",
    )
)  # fmt: skip


def authenticate(
    mail: Spooled, incoming: Incoming | Refused, names: Resolver | None = None
) -> Authentication:
    """All that can be found out about who sent a mail.

    The peer of a mail that a stranger's machine handed over is asked for with SPF; of one that
    came through a mail server of one's own, IMAP or a provider, that server's word counts where
    `desk.toml` trusts it, else what the mail itself proves by its signature.
    """
    if isinstance(incoming, Refused) or mail.imported:
        return UNKNOWN  # it becomes no message, or one of a time when nobody could look
    names = names or resolver()
    claims, ask = read_claims(mail.raw), names.within(SECONDS)
    domain = _wire(incoming.sender.domain)
    trusted = settings.DESK.mail.trusted
    handed_on = not mail.peer or _is_own(mail.peer) or _is_of(mail.peer, trusted, ask)
    if handed_on and (word := claims.of_server(trusted)):
        found = _completed(word, domain, ask)
    else:
        found = _found(mail, claims, domain, ask, direct=not handed_on)
    return _of_one_sender(found, claims, domain)


def _found(mail: Spooled, claims: Claims, domain: str, ask: Ask, *, direct: bool) -> Authentication:
    spf = check_spf(mail.peer, mail.mail_from or "", mail.helo, ask) if direct else None
    dkim = signatures.check(mail.raw, claims.signatures, ask)
    dmarc, policy = verdict(domain, spf, dkim, ask, organisation)
    by = THE_DESK if direct or dkim else NOBODY
    return Authentication(by, spf or Check(), dkim, dmarc, policy)


def _completed(word: Authentication, domain: str, ask: Ask) -> Authentication:
    """What a trusted server found out, and the verdict where it left that to us."""
    if word.dmarc.result == "none" and not word.dmarc.domain and not word.policy:
        dmarc, policy = verdict(domain, word.spf, word.dkim, ask, organisation)
        return replace(word, dmarc=dmarc, policy=policy)
    if word.dmarc.domain and _wire(word.dmarc.domain) != domain:
        return replace(word, dmarc=Check("fail", domain))  # it speaks of another sender
    return replace(word, dmarc=replace(word.dmarc, domain=domain))


def _of_one_sender(found: Authentication, claims: Claims, domain: str) -> Authentication:
    """Several senders are none: one of them would vouch for the others (RFC 7489 6.6.1)."""
    owners = {organisation(_wire(one)) or one for one in claims.domains}
    if len(owners) < 2 or found.by == NOBODY:
        return found
    return replace(found, dmarc=Check("fail", domain))


def _is_own(peer: str) -> bool:
    try:
        ip = ipaddress.ip_address(peer)
    except ValueError:
        return True  # a socket of this machine
    mapped = ip.ipv4_mapped if isinstance(ip, ipaddress.IPv6Address) else None
    return any((mapped or ip) in network for network in _OWN)


def _is_of(peer: str, trusted: Collection[str], ask: Ask) -> bool:
    """Whether the peer is one of the trusted servers, by the name system's word."""
    try:
        mine = ipaddress.ip_address(peer)
        kind = "A" if mine.version == 4 else "AAAA"
        return any(
            ipaddress.ip_address(text) == mine
            for host in sorted(trusted)
            for text in ask(host, kind)  # type: ignore[arg-type]
        )
    except (UnansweredError, ValueError):
        return False


def _wire(domain: str) -> str:
    """A domain as the name system writes it."""
    domain = domain.rstrip(".").lower()
    if domain.isascii():
        return domain
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


@lru_cache(maxsize=8192)
def organisation(domain: str) -> str:
    """The domain that somebody registered, of any name below it; '' of a public suffix."""
    return _suffixes().privatesuffix(domain) or ""


@cache
def _suffixes() -> PublicSuffixList:
    return PublicSuffixList()
