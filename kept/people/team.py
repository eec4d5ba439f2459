"""Who of the team may do what, and who may change that: roles, switching off, bringing back.

A desk always has somebody who may lead it. Who is an admin, admins alone decide; where there is
none yet, a lead.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, Final

from django.db import transaction
from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people import devices, second_step
from kept.people.models import Staff
from kept.record import audit

Role = Staff.Role

ROLES: Final[Mapping[str, Lazy]] = {
    Role.AGENT: gettext_lazy("Agent"),
    Role.LEAD: gettext_lazy("Lead"),
    Role.PRODUCT: gettext_lazy("Product team"),
    Role.BUSINESS: gettext_lazy("Business development"),
    Role.ADMIN: gettext_lazy("Admin"),
}

NOT_YOURS: Final = Refused("not_yours", _("Only an admin decides who is an admin."))
NOBODY_LEFT: Final = Refused(
    "nobody_left", _("Nobody would be left to lead the desk: first make somebody else a lead.")
)
NOT_YOURSELF: Final = Refused(
    "not_yourself", _("Nobody switches themselves off: ask somebody else who leads the desk.")
)


#: Roles that are rules. The other two are given again when they have rooms of their own; until
#: then who has one is an agent, and keeps the name.
OFFERED: Final = (Role.AGENT, Role.LEAD, Role.ADMIN)


def roles_to_give(by: Staff) -> list[str]:
    """The roles that `by` may give to somebody."""
    return [role for role in OFFERED if role != Role.ADMIN or _decides_on_admins(by)]


def roles_by_mail() -> list[str]:
    """The roles that somebody may be invited to: nobody becomes an admin by mail."""
    return [role for role in OFFERED if role != Role.ADMIN]


def change_role(number: int, role: str, *, by: Staff, at: datetime) -> Refused | None:
    """Give somebody another role, which counts from their next request on. Who needs a second step
    for it and has none is signed out, and sets it up at the door. Recorded in the transaction that
    makes it true."""
    if role not in OFFERED:
        raise ValueError(f"nobody is made {role!r}")

    def change(of: Staff) -> Refused | None:
        was, of.role = of.role, role
        if was == role:
            return None
        if Role.ADMIN in (was, role) and not _decides_on_admins(by):
            return NOT_YOURS
        refused = _kept("role_changed", of, by, at, {"was": was, "now": role})
        if refused is None and of.pk != by.pk and second_step.needs(of):
            devices.end_all(of)
        return refused

    return _changed(number, change)


def switch_off(number: int, *, by: Staff, at: datetime) -> Refused | None:
    """Somebody signs in no more, and is signed out everywhere, at once. Their tickets stay theirs
    until somebody hands them over."""

    def change(of: Staff) -> Refused | None:
        if of.pk == by.pk:
            return NOT_YOURSELF
        if not of.is_active:
            return None
        if of.role == Role.ADMIN and not _decides_on_admins(by):
            return NOT_YOURS
        of.is_active = False
        refused = _kept("switched_off", of, by, at, {})
        if refused is None:
            devices.end_all(of)
        return refused

    return _changed(number, change)


def bring_back(number: int, *, by: Staff, at: datetime) -> Refused | None:
    """Somebody who was switched off signs in again, by the password that they had."""

    def change(of: Staff) -> Refused | None:
        if of.is_active:
            return None
        if of.role == Role.ADMIN and not _decides_on_admins(by):
            return NOT_YOURS
        of.is_active = True
        return _kept("brought_back", of, by, at, {})

    return _changed(number, change)


def _changed(number: int, change: Callable[[Staff], Refused | None]) -> Refused | None:
    """Change one person while nobody else changes any: two who switch each other off do not both
    succeed. Raises Staff.DoesNotExist."""
    with transaction.atomic():
        leading = Staff.objects.select_for_update().filter(role__in=Staff.LEADING)
        list(leading.order_by("pk").values_list("pk"))
        return change(Staff.objects.select_for_update().get(pk=number))


def _kept(
    what: audit.What, of: Staff, by: Staff, at: datetime, facts: dict[str, Any]
) -> Refused | None:
    """Write down a change of somebody, unless nobody would be left to lead."""
    if not (of.is_lead and of.is_active) and not _others_lead(of):
        return NOBODY_LEFT
    of.save(update_fields=["role", "is_active"])
    audit.note(what, by=Actor("staff", by.pk), about=Actor("staff", of.pk), at=at, **facts)
    return None


def _others_lead(of: Staff) -> bool:
    others = Staff.objects.exclude(pk=of.pk)
    return others.filter(is_active=True, role__in=Staff.LEADING).exists()


def _decides_on_admins(by: Staff) -> bool:
    if by.role == Role.ADMIN:
        return True
    admins = Staff.objects.filter(is_active=True, role=Role.ADMIN)
    return by.is_lead and not admins.exists()
