"""What every event is, and who did it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from pydantic import ConfigDict


class Fact:
    """Part of the vocabulary: a field that it does not know raises."""

    __pydantic_config__ = ConfigDict(extra="forbid", strict=False)
    __slots__ = ()


@dataclass(frozen=True, slots=True)
class Actor:
    """Who did it: a customer, a member of staff, or the desk itself (rules and clocks)."""

    kind: Literal["customer", "staff", "desk"]
    id: int | None = None

    def __str__(self) -> str:
        return self.kind if self.id is None else f"{self.kind}:{self.id}"

    @classmethod
    def parse(cls, text: str) -> Actor:
        kind, _, number = text.partition(":")
        if kind not in ("customer", "staff", "desk"):
            raise ValueError(f"no such actor: {text!r}")
        return cls(kind, int(number) if number else None)  # type: ignore[arg-type]


DESK = Actor("desk")
