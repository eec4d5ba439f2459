"""The people of the team as leads see them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _

from kept.people import invitations, team
from kept.people.models import Invitation, Passkey, SecondStep, Staff
from kept.people.reader import Reader
from kept.people_settings import handing_over


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody of the team. `open_tickets`: how many they answer for that are not settled."""

    row: Staff
    role: Lazy
    seen: str
    open_tickets: int
    is_reader: bool
    second_step: bool


@dataclass(frozen=True, slots=True)
class Invited:
    """Somebody who was asked into the team and has not come yet."""

    row: Invitation
    role: Lazy
    sent: str
    over: bool


def members(read: Reader) -> list[Member]:
    """Everybody, who may sign in first, by name."""
    held = handing_over.open_tickets(read.staff).exclude(assignee=None)
    numbers = dict(held.order_by().values_list("assignee").annotate(Count("pk")))
    rows = with_second_steps().order_by("-is_active", "name", "pk")
    return [member(row, read, numbers.get(row.pk, 0)) for row in rows]


def with_second_steps() -> QuerySet[Staff]:
    """The team, with whether each has a second step (`has_second_step`)."""
    authenticator = SecondStep.objects.filter(staff=OuterRef("pk"), since__isnull=False)
    passkey = Passkey.objects.filter(staff=OuterRef("pk"))
    return Staff.objects.annotate(has_second_step=Exists(authenticator) | Exists(passkey))


def member(row: Staff, read: Reader, open_tickets: int) -> Member:
    """One of those `with_second_steps`."""
    seen = read.moment(row.seen_at) if row.seen_at else _("never yet")
    asked: bool = row.has_second_step  # type: ignore[attr-defined]
    return Member(row, team.ROLES[row.role], seen, open_tickets, row.pk == read.staff.pk, asked)


@dataclass(frozen=True, slots=True)
class Held:
    """A passkey of the reader's."""

    row: Passkey
    since: str
    used: str


def held(row: Passkey, read: Reader) -> Held:
    """One of them."""
    used = read.moment(row.used_at) if row.used_at else _("never yet")
    return Held(row, read.moment(row.since), used)


def invited(read: Reader) -> list[Invited]:
    """Who was asked and has not come, the newest first."""
    return [
        Invited(row, team.ROLES[row.role], read.moment(row.sent_at),
                invitations.over(row, read.now))
        for row in Invitation.objects.order_by("-sent_at")
    ]  # fmt: skip


def names(numbers: Sequence[int]) -> dict[int, str]:
    """The names of people by their numbers."""
    return dict(Staff.objects.filter(pk__in=numbers).values_list("pk", "name"))
