"""Count what comes from one address or network, so that nobody floods the desk or guesses.

Counted in the cache of this process, on purpose: a restart forgets, and each web process of a
desk on several nodes allows the number anew. A count in the record would be a durable write for
each try, so that whoever floods the door would also hold up SQLite's one writer.
"""

from __future__ import annotations

import contextlib
import hashlib
import ipaddress
from collections.abc import Mapping

from django.core.cache import cache
from django.http import HttpRequest


def network(request: HttpRequest) -> str:
    """Where the request comes from: an IPv4 address, or the /64 that an IPv6 visitor owns."""
    given = request.META.get("REMOTE_ADDR", "")
    try:
        address = ipaddress.ip_address(given)
    except ValueError:
        return str(given)
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is None:
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)


def count(what: str, seconds: int) -> int:
    """Count `what` once more; how often that was within `seconds` of the first time."""
    key = _key(what)
    if cache.add(key, 1, seconds):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two calls
        cache.set(key, 1, seconds)
        return 1


def may_try(tries: Mapping[str, int], seconds: int) -> bool:
    """Count a try before it is made, under each name with the most that it may have within
    `seconds`; whether it may be made. Of a hundred at the same moment no more come through."""
    counted = [count(what, seconds) for what in tries]
    return all(number <= most for number, most in zip(counted, tries.values(), strict=True))


def give_back(what: str) -> None:
    """A try that was a good one counts no more."""
    with contextlib.suppress(ValueError):  # it ran out meanwhile
        cache.decr(_key(what))


def forget(what: str) -> None:
    """Count `what` from nothing again."""
    cache.delete(_key(what))


def _key(what: str) -> str:
    return "limit:" + hashlib.sha256(what.encode()).hexdigest()
