"""The second step of signing in: a code of an authenticator, a passkey, or a recovery code.

The authenticator's secret is sealed, the recovery codes are stored as digests and work once. They
are made with the first authenticator or passkey, and go with the last.
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
from django.utils.translation import gettext_noop as _

from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people import devices, totp
from kept.people.models import Passkey, RecoveryCode, SecondStep, SecondStepRule, Staff
from kept.record import audit, seals

CODES: Final = 10
_PURPOSE: Final = "second steps"

Who = SecondStepRule.Who

REQUIRED: Final = Refused(
    "second_step_required", _("This desk asks for a second step: first set up another one.")
)


def has(staff: Staff) -> bool:
    """Whether they are asked for a second step after their password."""
    return has_authenticator(staff) or Passkey.objects.filter(staff=staff).exists()


def has_authenticator(staff: Staff) -> bool:
    """Whether codes of theirs count."""
    return SecondStep.objects.filter(staff=staff, since__isnull=False).exists()


def new_secret() -> str:
    """A secret of 160 random bits to be put into an authenticator, in base 32."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def prove(staff: Staff, secret: str, typed: str, *, at: datetime) -> list[str] | None:
    """The authenticator that holds `secret` works: from now on it is asked for. The recovery codes
    where they are new, which are shown this once; None where the code is wrong."""
    step = totp.matched(secret, _plain(typed), at=at, after=0)
    if step is None:
        return None
    facts = {"sealed": seals.seal(secret, _PURPOSE), "since": at, "last_step": step}
    with transaction.atomic():
        codes = began(staff)
        SecondStep.objects.update_or_create(facts, staff=staff)
        audit.note("second_step_on", by=Actor("staff", staff.pk), at=at)
    return codes


def began(staff: Staff) -> list[str]:
    """New recovery codes for who had no second step until now; else none."""
    return [] if has(staff) else _new_codes(staff)


def passed(staff: Staff, typed: str, *, at: datetime) -> bool:
    """Whether `typed` is the authenticator's code, or a recovery code; each works once."""
    with transaction.atomic():
        row = _locked(staff).filter(since__isnull=False).first()
        if row is not None and _matches(row, typed, at):
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


def remove_authenticator(staff: Staff, *, at: datetime) -> Refused | None:
    """Codes of theirs count no more."""
    with transaction.atomic():
        SecondStep.objects.filter(staff=staff).delete()
        if refused := ended(staff):
            transaction.set_rollback(True)
            return refused
        actor = Actor("staff", staff.pk)
        audit.note("second_step_off", by=actor, about=actor, at=at)
    return None


def ended(staff: Staff) -> Refused | None:
    """A way to do the second step has just gone: without the last one, recovery codes are worth
    nothing. Refused where this desk asks them for a second step."""
    if has(staff):
        return None
    RecoveryCode.objects.filter(staff=staff).delete()
    return REQUIRED if needs(staff) else None


def take_away(staff: Staff, *, by: Staff, at: datetime) -> None:
    """A lead lets in who has lost their devices: all ways go at once, and the password alone is
    asked for (where this desk asks for more, a new second step at the door)."""
    with transaction.atomic():
        RecoveryCode.objects.filter(staff=staff).delete()
        gone = [kind.objects.filter(staff=staff).delete()[0] for kind in (SecondStep, Passkey)]
        if any(gone):
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
    step = totp.matched(secret, _plain(typed), at=at, after=row.last_step)
    if step is None:
        return False
    row.last_step = step
    row.save(update_fields=["last_step"])
    return True


def _plain(typed: str) -> str:
    return re.sub(r"\s", "", typed)


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
