"""How the pure part of authentication asks the name system: through a function it is given."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

Kind = Literal["A", "AAAA", "MX", "PTR", "TXT"]

#: The answers to a question, () where the name or the kind does not exist. Addresses as text,
#: names without the last dot, the pieces of a TXT record joined, MX by preference.
Ask: TypeAlias = Callable[[str, Kind], tuple[str, ...]]


class UnansweredError(LookupError):
    """The name system gave no answer in time, or none that counts; later it may."""
