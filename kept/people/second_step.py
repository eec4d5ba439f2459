"""The second step of signing in: a code of an authenticator, or one of ten recovery codes.

The secret is sealed, the recovery codes are stored as digests and work once. Until a first code
has proved that the authenticator works, nothing is asked.
"""

from __future__ import annotations

import base64
import hashlib
import re
import secrets
from datetime import datetime
from typing import Final

from django.db import transaction
from django.db.models import QuerySet

from kept.core.events import Actor
from kept.people import devices, totp
from kept.people.models import RecoveryCode, SecondStep, SecondStepRule, Staff
from kept.record import audit, seals

CODES: Final = 10
_PURPOSE: Final = "second steps"

Who = SecondStepRule.Who


def has(staff: Staff) -> bool:
    """Whether they are asked for a code when they sign in."""
    return SecondStep.objects.filter(staff=staff, since__isnull=False).exists()


def begin(staff: Staff) -> str:
    """A new secret, to be put into an authenticator, in base 32; the same until it is proved."""
    secret = base64.b32encode(secrets.token_bytes(20)).decode()
    sealed = {"sealed": seals.seal(secret, _PURPOSE)}
    row, _new = SecondStep.objects.get_or_create(staff=staff, defaults=sealed)
    if row.since is not None:
        raise ValueError("the second step is set up already")
    try:
        return seals.unseal(row.sealed, _PURPOSE)
    except seals.OtherKeyError:  # nobody can have put it into an authenticator and prove it
        SecondStep.objects.filter(staff=staff, since=None).update(**sealed)
        return secret


def prove(staff: Staff, typed: str, *, at: datetime) -> list[str] | None:
    """The authenticator works: from now on it is asked for. The recovery codes, which are shown
    this once; None where the code is wrong."""
    with transaction.atomic():
        row = _locked(staff).filter(since=None).first()
        if row is None or not _matches(row, typed, at):
            return None
        row.since = at
        row.save(update_fields=["since"])
        audit.note("second_step_on", by=Actor("staff", staff.pk), at=at)
        return _new_codes(staff)


def passed(staff: Staff, typed: str, *, at: datetime) -> bool:
    """Whether `typed` is the authenticator's code, or a recovery code; each works once."""
    with transaction.atomic():
        row = _locked(staff).filter(since__isnull=False).first()
        if row is None:
            return False
        if _matches(row, typed, at):
            return True
        if not RecoveryCode.objects.filter(staff=staff, digest=_digest(typed)).delete()[0]:
            return False
        left = RecoveryCode.objects.filter(staff=staff).count()
        audit.note("recovery_code_used", by=Actor("staff", staff.pk), at=at, left=left)
        return True


def renew_codes(staff: Staff, *, at: datetime) -> list[str]:
    """New recovery codes; those before work no more."""
    with transaction.atomic():
        audit.note("recovery_codes_renewed", by=Actor("staff", staff.pk), at=at)
        return _new_codes(staff)


def take_away(staff: Staff, *, by: Staff, at: datetime) -> None:
    """Nobody is asked for a code of theirs any more: they, or a lead for who lost the telephone."""
    with transaction.atomic():
        RecoveryCode.objects.filter(staff=staff).delete()
        deleted, _rows = SecondStep.objects.filter(staff=staff).delete()
        if deleted:
            about = Actor("staff", staff.pk)
            audit.note("second_step_off", by=Actor("staff", by.pk), about=about, at=at)


def who_needs_it() -> str:
    """Who of the team must have a second step: one of `Who`."""
    rule = SecondStepRule.objects.first()
    return rule.who if rule else Who.NOBODY


def needs(staff: Staff) -> bool:
    """Whether they must set one up before they go on."""
    who = who_needs_it()
    return (who == Who.ALL or (who == Who.LEADING and staff.is_lead)) and not has(staff)


def require(who: str, *, by: Staff, at: datetime) -> None:
    """From now on `who` must have one. Those who have none are signed out, and set it up when they
    come back; only who decides it may first finish what they are at."""
    with transaction.atomic():
        SecondStepRule.objects.update_or_create({"who": who}, pk=1)
        audit.note("second_step_required", by=Actor("staff", by.pk), at=at, who=who)
        for staff in Staff.objects.filter(is_active=True).exclude(pk=by.pk):
            if needs(staff):
                devices.end_all(staff)


def _locked(staff: Staff) -> QuerySet[SecondStep]:
    return SecondStep.objects.select_for_update().filter(staff=staff)


def _matches(row: SecondStep, typed: str, at: datetime) -> bool:
    try:
        secret = seals.unseal(row.sealed, _PURPOSE)
    except seals.OtherKeyError:  # a recovery code still works
        return False
    step = totp.matched(secret, re.sub(r"\s", "", typed), at=at, after=row.last_step)
    if step is None:
        return False
    row.last_step = step
    row.save(update_fields=["last_step"])
    return True


def _new_codes(staff: Staff) -> list[str]:
    """Codes of 80 random bits each: nobody guesses one, so a plain digest keeps it."""
    RecoveryCode.objects.filter(staff=staff).delete()
    codes = [base64.b32encode(secrets.token_bytes(10)).decode().lower() for _ in range(CODES)]
    RecoveryCode.objects.bulk_create(
        RecoveryCode(staff=staff, digest=_digest(code)) for code in codes
    )
    return ["-".join(re.findall("....", code)) for code in codes]


def _digest(typed: str) -> str:
    plain = re.sub(r"[^a-z2-7]", "", typed.lower())
    return hashlib.sha256(plain.encode()).hexdigest()
