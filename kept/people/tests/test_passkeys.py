"""Passkeys: what a device answers counts once, for this desk, for whose it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.test import override_settings

from kept.conftest import NOW
from kept.core.decide import Refused
from kept.people import passkeys, second_step
from kept.people.models import Passkey, RecoveryCode, Staff
from kept.record.models import AuditEntry
from tests.passkey import Device

HERE = "https://help.kept.example"


@pytest.fixture(autouse=True)
def named() -> Iterator[None]:
    """The desk's address is a name."""
    with override_settings(DESK=replace(settings.DESK, url=HERE)):
        yield


@pytest.fixture
def session() -> SessionStore:
    return SessionStore()


def _add(session: SessionStore, staff: Staff, device: Device, **changed: Any) -> list[str] | None:
    asked = passkeys.asked_to_add(session, staff, at=NOW)
    return passkeys.add(session, staff, device.make(asked, **changed), "Telephone", at=NOW)


def _use(
    session: SessionStore, device: Device, staff: Staff | None = None, **changed: Any
) -> Staff | None:
    asked = passkeys.asked_to_use(session, staff, at=NOW)
    return passkeys.used(session, staff, device.use(asked, **changed), at=NOW)


@pytest.mark.parametrize(
    ("url", "possible"),
    [
        (HERE, True),
        ("http://help.kept.example", False),
        ("http://localhost:8000", True),
        ("http://127.0.0.1:8000", False),
        ("https://192.0.2.7", False),
        ("https://[2001:db8::1]", False),
    ],
)
def test_a_desk_whose_address_is_no_name_offers_none(url: str, possible: bool) -> None:
    with override_settings(DESK=replace(settings.DESK, url=url)):
        assert passkeys.possible() is possible


def test_a_passkey_signs_in_alone_and_is_a_second_step(session: SessionStore, agent: Staff) -> None:
    device = Device(HERE)
    codes = _add(session, agent, device)
    assert codes is not None
    assert len(codes) == 10
    assert second_step.has(agent)
    assert _use(session, device) == agent
    assert _use(session, device, agent) == agent
    row = Passkey.objects.get()
    assert (row.name, row.transports, row.used_at) == ("Telephone", ["internal", "hybrid"], NOW)
    assert _add(session, agent, Device(HERE)) == [], "recovery codes are made with the first alone"


def test_a_device_that_does_not_know_who_holds_it_is_only_a_second_step(
    session: SessionStore, agent: Staff
) -> None:
    key = Device(HERE, verifies=False)
    _add(session, agent, key)
    assert _use(session, key) is None
    assert _use(session, key, agent, response={"userHandle": None}) == agent


@pytest.mark.parametrize(
    "changed",
    [
        {"client": {"origin": "https://help.kept.example.evil.example"}},
        {"client": {"challenge": "bm90IGFza2Vk"}},
        {"client": {"type": "webauthn.get"}},
    ],
)
def test_what_was_not_asked_here_adds_nothing(
    session: SessionStore, agent: Staff, changed: dict[str, Any]
) -> None:
    assert _add(session, agent, Device(HERE), **changed) is None
    assert not second_step.has(agent)
    assert not RecoveryCode.objects.exists()


@pytest.mark.parametrize(
    "changed",
    [
        {"client": {"origin": "https://elsewhere.example"}},
        {"client": {"challenge": "bm90IGFza2Vk"}},
        {"client": {"type": "webauthn.create"}},
        {"response": {"signature": "AAAA"}},
        {"response": {"userHandle": "c29tZWJvZHk"}},
        {"response": {"userHandle": None}},
        {"response": {"authenticatorData": "AAAA"}},
        {"response": {"clientDataJSON": 7}},
    ],
)
def test_what_was_not_asked_here_opens_nothing(
    session: SessionStore, agent: Staff, changed: dict[str, Any]
) -> None:
    device = Device(HERE)
    _add(session, agent, device)
    assert _use(session, device, **changed) is None
    assert _use(session, device) == agent


@pytest.mark.parametrize("answer", ["", "[]", "{}", "null", '{"id": 1, "response": []}', "\ud800"])
def test_nonsense_opens_and_adds_nothing(session: SessionStore, agent: Staff, answer: str) -> None:
    passkeys.asked_to_use(session, None, at=NOW)
    assert passkeys.used(session, None, answer, at=NOW) is None
    passkeys.asked_to_add(session, agent, at=NOW)
    assert passkeys.add(session, agent, answer, "Telephone", at=NOW) is None


def test_an_answer_counts_once_and_for_five_minutes(session: SessionStore, agent: Staff) -> None:
    device = Device(HERE)
    _add(session, agent, device)
    answer = device.use(passkeys.asked_to_use(session, None, at=NOW))
    assert passkeys.used(session, None, answer, at=NOW) == agent
    assert passkeys.used(session, None, answer, at=NOW) is None
    late = device.use(passkeys.asked_to_use(session, None, at=NOW))
    assert passkeys.used(session, None, late, at=NOW + timedelta(seconds=301)) is None


def test_what_was_asked_for_one_thing_does_not_do_another(
    session: SessionStore, agent: Staff
) -> None:
    device = Device(HERE, verifies=False)
    _add(session, agent, device)
    answer = device.use(passkeys.asked_to_use(session, agent, at=NOW))
    assert passkeys.used(session, None, answer, at=NOW) is None


def test_nobody_comes_in_as_somebody_else(session: SessionStore, agent: Staff, lead: Staff) -> None:
    device = Device(HERE)
    _add(session, agent, device)
    assert _use(session, device, lead) is None
    Staff.objects.filter(pk=agent.pk).update(is_active=False)
    assert _use(session, device) is None


@pytest.mark.parametrize(("synced", "again"), [(False, False), (True, True)])
def test_a_key_that_counts_less_than_before_was_copied(
    session: SessionStore, agent: Staff, synced: bool, again: bool
) -> None:
    device = Device(HERE, counts=True, synced=synced, used=5)
    _add(session, agent, device)
    assert _use(session, device) == agent
    device.used = 2
    assert (_use(session, device) == agent) is again


def test_a_device_is_added_once(session: SessionStore, agent: Staff, lead: Staff) -> None:
    device = Device(HERE)
    _add(session, agent, device)
    assert _add(session, agent, device) is None
    assert _add(session, lead, device) is None
    assert not second_step.has(lead)
    assert not RecoveryCode.objects.filter(staff=lead).exists()


def test_with_the_last_one_the_codes_go(session: SessionStore, agent: Staff, lead: Staff) -> None:
    _add(session, agent, Device(HERE))
    _add(session, agent, Device(HERE))
    first, last = Passkey.objects.order_by("pk")
    assert not passkeys.rename(lead, first.pk, "Mine")
    passkeys.remove(lead, first.pk, at=NOW)
    assert Passkey.objects.count() == 2
    second_step.require("all", by=lead, at=NOW)
    assert passkeys.remove(agent, first.pk, at=NOW) is None
    assert isinstance(passkeys.remove(agent, last.pk, at=NOW), Refused)
    assert RecoveryCode.objects.filter(staff=agent).count() == 10
    second_step.require("nobody", by=lead, at=NOW)
    assert passkeys.remove(agent, last.pk, at=NOW) is None
    assert not second_step.has(agent)
    assert not RecoveryCode.objects.exists()
    told = AuditEntry.objects.filter(what="passkey_removed").count()
    assert told == 2
