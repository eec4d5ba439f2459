"""How often the same address or network may use a form, so that nobody floods a mailbox."""

from __future__ import annotations

import hashlib
import ipaddress
from typing import Final

from django.core.cache import cache
from django.http import HttpRequest

HOUR: Final = 3600
PER_ADDRESS: Final = 10
#: Several people share a network's address: an office, a mobile operator.
PER_NETWORK: Final = 30


def allowed(form: str, request: HttpRequest, address: str) -> bool:
    """Count one use of `form` and say whether it is still within the hour's number.

    Counted in the cache: a restart forgets, and that is enough here.
    """
    by_address = _count(f"{form}:address:{address}") <= PER_ADDRESS
    by_network = _count(f"{form}:network:{network(request)}") <= PER_NETWORK
    return by_address and by_network


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


def _count(what: str) -> int:
    key = "limit:" + hashlib.sha256(what.encode()).hexdigest()
    if cache.add(key, 1, HOUR):
        return 1
    try:
        return cache.incr(key)
    except ValueError:  # it ran out between the two calls
        cache.set(key, 1, HOUR)
        return 1
