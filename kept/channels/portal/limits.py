"""How often the same address or network may use a form, so that nobody floods a mailbox."""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest

from kept.people.limits import count, network

HOUR: Final = 3600
PER_ADDRESS: Final = 10
#: Several people share a network's address: an office, a mobile operator.
PER_NETWORK: Final = 30


def allowed(form: str, request: HttpRequest, address: str) -> bool:
    """Count one use of `form` and say whether it is still within the hour's number."""
    by_address = count(f"{form}:address:{address}", HOUR) <= PER_ADDRESS
    by_network = count(f"{form}:network:{network(request)}", HOUR) <= PER_NETWORK
    return by_address and by_network
