"""Who is who in the demo."""

from __future__ import annotations

import tomllib
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import Any, Final, NamedTuple

from kept.people.customers import find_or_add
from kept.people.models import Customer, Staff

PASSWORD: Final = "kept-demo"  # noqa: S105 - the demo says it aloud


class Known(NamedTuple):
    """What the demo knows of a customer."""

    name: str
    email: str
    language: str
    zone: str

    @property
    def first_name(self) -> str:
        return self.name.partition(" ")[0]

    def customer(self, at: datetime) -> Customer:
        """Their row; made when they first write."""
        return find_or_add(key=self.email, at=at, **self._asdict())


def staff() -> dict[str, Staff]:
    """The team; made where it is not there yet."""
    return {
        key: Staff.objects.filter(email=facts["email"]).first()
        or Staff.objects.create_user(password=PASSWORD, **facts)
        for key, facts in told("people.toml")["staff"].items()
    }


@cache
def customers() -> dict[str, Known]:
    """Everybody who ever writes."""
    return {**_known("customer"), **regulars()}


@cache
def regulars() -> dict[str, Known]:
    """Those whose requests are long settled."""
    return _known("regular")


def _known(table: str) -> dict[str, Known]:
    return {key: Known(*facts) for key, facts in told("people.toml")[table].items()}


@cache
def told(file: str) -> dict[str, Any]:
    """One of the demo's files beside this one."""
    return tomllib.loads(files("kept.demo").joinpath(file).read_text("utf-8"))
