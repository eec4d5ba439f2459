"""The name system, asked about senders: bounded in time, remembered, and never relied upon.

Guarantee: `Resolver.ask` answers or raises UnansweredError within its time, whatever the servers
do. What is known is not asked again; servers that are silent are left alone for a while, so that
a desk without a network takes mail in as fast as one with it.

`KEPT_DNS` names the server to ask, '127.0.0.1:5353'; 'off' asks nobody; unset, the system's own.
Never call this inside a transaction.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Final, Protocol

import dns.exception
import dns.name
import dns.rdatatype
import dns.resolver
from django.conf import settings

from kept.core.mail.authentication import Kind, UnansweredError

OFF: Final = "off"
_QUESTION, _SILENCE = 2.0, 30.0
_SHORTEST, _LONGEST, _NOTHING = 30.0, 3600.0, 300.0
_REMEMBERED, _TOLERATED = 8192, 3
_LONGEST_NAME = 253

Question = tuple[str, Kind]
Clock = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Told:
    """An answer (None: there was none), and when it is forgotten."""

    answers: tuple[str, ...] | None
    until: float


class Servers(Protocol):
    """What answers over the wire."""

    def __call__(self, name: str, kind: Kind, within: float) -> tuple[tuple[str, ...], float]:
        """The answers, and for how many seconds they hold. Raises UnansweredError."""
        ...


class Resolver:
    """Asks within a time, and remembers. Threads may share one."""

    def __init__(self, servers: Servers, clock: Clock = time.monotonic) -> None:
        self._servers, self._clock = servers, clock
        self._told: OrderedDict[Question, Told] = OrderedDict()
        self._lock = threading.Lock()
        self._in_vain, self._silent_until = 0, 0.0

    def ask(self, name: str, kind: Kind, *, within: float = _QUESTION) -> tuple[str, ...]:
        """The answers to one question, () where there is nothing of that name and kind.

        `within`: seconds. Raises UnansweredError.
        """
        name = name.rstrip(".").lower()
        if not _is_name(name):
            return ()
        told = self._remembered((name, kind)) or self._asked(name, kind, within)
        if told.answers is None:
            raise UnansweredError(name)
        return told.answers

    def within(self, seconds: float) -> Callable[[str, Kind], tuple[str, ...]]:
        """`ask` with one time for all that is asked through it, a mail's whole share."""
        end = self._clock() + seconds

        def ask(name: str, kind: Kind) -> tuple[str, ...]:
            left = min(end - self._clock(), _QUESTION)
            return self.ask(name, kind, within=left)

        return ask

    def _remembered(self, question: Question) -> Told | None:
        with self._lock:
            told = self._told.get(question)
            if told is None or told.until <= self._clock():
                return None
            self._told.move_to_end(question)
            return told

    def _asked(self, name: str, kind: Kind, within: float) -> Told:
        now = self._clock()
        if within <= 0 or now < self._silent_until:
            return Told(None, now)
        try:
            answers, holds = self._servers(name, kind, within)
        except UnansweredError:
            self._count_silence()
            return self._remember((name, kind), Told(None, self._clock() + _SILENCE))
        self._in_vain = 0
        holds = min(max(holds, _SHORTEST), _LONGEST) if answers else _NOTHING
        return self._remember((name, kind), Told(answers, self._clock() + holds))

    def _count_silence(self) -> None:
        """Servers that were silent several times in a row are not waited for again for a while."""
        self._in_vain += 1
        if self._in_vain >= _TOLERATED:
            self._in_vain, self._silent_until = 0, self._clock() + _SILENCE

    def _remember(self, question: Question, told: Told) -> Told:
        with self._lock:
            self._told[question] = told
            self._told.move_to_end(question)
            if len(self._told) > _REMEMBERED:
                self._told.popitem(last=False)
        return told


def _is_name(name: str) -> bool:
    """Whether the name system can be asked for it: what a stranger wrote may be anything."""
    labels = name.split(".")
    return len(name) <= _LONGEST_NAME and all(0 < len(label) <= 63 for label in labels)


def asking(resolver: dns.resolver.Resolver) -> Servers:
    """Servers that are asked by dnspython: over UDP, over TCP where an answer is cut off."""

    def ask(name: str, kind: Kind, within: float) -> tuple[tuple[str, ...], float]:
        try:
            # a name of a mail is bytes, not a name that somebody typed: nothing is appended to it
            asked = dns.name.from_text(name.encode("idna").decode() if not name.isascii() else name)
            found = resolver.resolve(
                asked, kind, lifetime=within, raise_on_no_answer=False, search=False
            )
        except dns.resolver.NXDOMAIN:
            return (), 0.0
        except (dns.exception.DNSException, OSError, UnicodeError) as error:
            raise UnansweredError(name) from error
        rrset = found.rrset or ()
        answers = tuple(_text(record, kind) for record in rrset)
        ttl = float(found.rrset.ttl) if found.rrset is not None else 0.0
        if kind == "MX":
            ordered = sorted(rrset, key=lambda one: int(one.preference))
            answers = tuple(_text(one, kind) for one in ordered)
        return answers, ttl

    return ask


def _text(record: object, kind: Kind) -> str:
    if kind == "TXT":
        return b"".join(record.strings).decode("latin-1")  # type: ignore[attr-defined]
    shown = {"MX": "exchange", "PTR": "target"}.get(kind)
    value = getattr(record, shown) if shown else record
    return str(value).rstrip(".")


def _nobody(name: str, kind: Kind, within: float) -> tuple[tuple[str, ...], float]:
    raise UnansweredError(name)


@cache
def _resolver(server: str) -> Resolver:
    if server == OFF:
        return Resolver(_nobody)
    try:
        wire = dns.resolver.Resolver(configure=not server)
    except dns.resolver.NoResolverConfiguration:
        return Resolver(_nobody)
    if server:
        host, _, port = server.rpartition(":")
        wire.nameservers, wire.port = [host.strip("[]")], int(port)
    return Resolver(asking(wire))


def forgetful() -> Resolver:
    """One that remembers nothing of before: for somebody who has just published a record."""
    return _resolver.__wrapped__(settings.KEPT_DNS)


def resolver() -> Resolver:
    """The one that this process asks."""
    return _resolver(settings.KEPT_DNS)
