"""Passkeys: keys that a person's device holds, in place of the password or as the second step.

What browser and device say is verified by `webauthn`. A passkey whose device has made sure who
holds it (a finger, a face, a PIN) is both steps in one; after the password, having it is enough.
Each challenge of the desk is answered once, within five minutes, in the browser that asked for it.
"""

from __future__ import annotations

import base64
import ipaddress
import json
import secrets
from datetime import datetime
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.db import transaction
from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    AuthenticatorTransport,
    CredentialDeviceType,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from kept.core.decide import Refused
from kept.core.events import Actor
from kept.people import second_step
from kept.people.models import Passkey, Staff
from kept.record import audit

#: Passkeys of one person: more than anybody has devices.
MOST: Final = 20
SECONDS: Final = 300
_KEY: Final = "passkey"

Purpose = Literal["add", "sign_in", "second_step"]


def possible() -> bool:
    """Whether browsers offer passkeys for this desk: its address must be a name, with https."""
    parts = urlsplit(settings.DESK.url)
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return parts.scheme == "https" or host == "localhost"
    return False


def asked_to_add(session: SessionBase, staff: Staff, *, at: datetime) -> str:
    """What a browser needs to make a passkey for `staff`, as JSON."""
    held = list(staff.passkeys.all())
    choice = AuthenticatorSelectionCriteria(
        resident_key=ResidentKeyRequirement.PREFERRED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )
    handle = bytes(held[0].handle) if held else secrets.token_bytes(32)
    options = generate_registration_options(
        rp_id=_host(),
        rp_name=settings.DESK.name,
        user_id=handle,
        user_name=staff.email,
        user_display_name=staff.name,
        challenge=_challenge(session, "add", at, handle),
        timeout=SECONDS * 1000,
        authenticator_selection=choice,
        exclude_credentials=_known(held),
    )
    return options_to_json(options)


def add(
    session: SessionBase, staff: Staff, answer: str, name: str, *, at: datetime
) -> list[str] | None:
    """The browser has made one: from now on it signs `staff` in, under this name. Recovery codes
    where it is their first second step, else an empty list; None where the answer is not good."""
    challenge, handle = _answered(session, "add", at)
    told = _told(answer)
    try:
        made = verify_registration_response(
            credential=told,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=settings.DESK.url,
        )
    except Exception:  # the bytes are a stranger's: whatever they break, they prove nothing
        return None
    with transaction.atomic():
        codes = second_step.began(staff)
        row, new = Passkey.objects.get_or_create(
            credential=bytes_to_base64url(made.credential_id),
            defaults={
                "staff": staff,
                "name": name,
                "public_key": made.credential_public_key,
                "handle": handle,
                "transports": _transports(told),
                "count": made.sign_count,
                "synced": made.credential_device_type == CredentialDeviceType.MULTI_DEVICE,
                "since": at,
            },
        )
        if not new or staff.passkeys.count() > MOST:
            transaction.set_rollback(True)
            return None
        audit.note("passkey_added", by=Actor("staff", staff.pk), at=at, passkey=row.pk)
    return codes


def asked_to_use(session: SessionBase, staff: Staff | None, *, at: datetime) -> str:
    """What a browser needs to use a passkey, as JSON: one of `staff` after their password, else
    any that somebody of the team has for this desk."""
    options = generate_authentication_options(
        rp_id=_host(),
        challenge=_challenge(session, "second_step" if staff else "sign_in", at),
        timeout=SECONDS * 1000,
        allow_credentials=_known(staff.passkeys.all()) if staff else None,
        user_verification=UserVerificationRequirement.PREFERRED
        if staff
        else UserVerificationRequirement.REQUIRED,
    )
    return options_to_json(options)


def used(session: SessionBase, staff: Staff | None, answer: str, *, at: datetime) -> Staff | None:
    """Whose passkey the browser has used, of those who may sign in; None where it is nobody's, or
    not of `staff` after their password."""
    challenge, _handle = _answered(session, "second_step" if staff else "sign_in", at)
    told = _told(answer)
    with transaction.atomic():
        held = Passkey.objects.select_for_update(of=("self",)).select_related("staff")
        row = held.filter(credential=str(told.get("id", "")), staff__is_active=True).first()
        if row is None or (staff is not None and row.staff_id != staff.pk):
            return None
        alone = staff is None
        if not (_is_of(row, told, alone) and _verified(row, told, challenge, alone)):
            return None
        row.used_at = at
        row.save(update_fields=["used_at", "count"])
        return row.staff


def rename(staff: Staff, number: int, name: str) -> bool:
    """What they call it. False where they have none of this number."""
    return bool(staff.passkeys.filter(pk=number).update(name=name))


def remove(staff: Staff, number: int, *, at: datetime) -> Refused | None:
    """It signs them in no more. Refused where it is the last second step of who needs one."""
    with transaction.atomic():
        if not staff.passkeys.filter(pk=number).delete()[0]:
            return None
        if refused := second_step.ended(staff):
            transaction.set_rollback(True)
            return refused
        audit.note("passkey_removed", by=Actor("staff", staff.pk), at=at, passkey=number)
    return None


def _verified(row: Passkey, told: dict[str, Any], challenge: bytes, alone: bool) -> bool:
    try:
        done = verify_authentication_response(
            credential=told,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=settings.DESK.url,
            credential_public_key=bytes(row.public_key),
            # devices that share a key count each for itself, if at all
            credential_current_sign_count=0 if row.synced else row.count,
            require_user_verification=alone,
        )
    except Exception:  # as above
        return False
    row.count = done.new_sign_count
    return True


def _is_of(row: Passkey, told: dict[str, Any], alone: bool) -> bool:
    """Whether the device knows it as the same person's. Only after the password may it not say."""
    response = told.get("response")
    said = response.get("userHandle") if isinstance(response, dict) else None
    return said == bytes_to_base64url(bytes(row.handle)) if said else not alone


def _challenge(session: SessionBase, purpose: Purpose, at: datetime, handle: bytes = b"") -> bytes:
    challenge = secrets.token_bytes(32)
    parts = [base64.b64encode(part).decode() for part in (challenge, handle)]
    session[_KEY] = [purpose, int(at.timestamp()), *parts]
    return challenge


def _answered(session: SessionBase, purpose: Purpose, at: datetime) -> tuple[bytes, bytes]:
    """The challenge that is answered, and the handle that was offered with it. Where nothing was
    asked, or too long ago, one that nobody knows."""
    asked, since, *parts = session.pop(_KEY, ("", 0, "", ""))
    if asked != purpose or at.timestamp() - since > SECONDS:
        return secrets.token_bytes(32), b""
    challenge, handle = (base64.b64decode(part) for part in parts)
    return challenge, handle


def _known(held: Any) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(
            id=base64url_to_bytes(row.credential),
            transports=[AuthenticatorTransport(way) for way in row.transports],
        )
        for row in held
    ]


def _told(answer: str) -> dict[str, Any]:
    try:
        told = json.loads(answer)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _transports(told: dict[str, Any]) -> list[str]:
    """How the device can be reached, as far as the library knows the words."""
    response = told.get("response")
    said = response.get("transports") if isinstance(response, dict) else None
    known = {way.value for way in AuthenticatorTransport}
    return [way for way in said if way in known] if isinstance(said, list) else []


def _host() -> str:
    return urlsplit(settings.DESK.url).hostname or ""
