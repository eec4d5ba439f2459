"""The second step: codes as the RFCs say, each once; and recovery codes."""

from __future__ import annotations

import base64
from datetime import UTC, datetime, timedelta

import pytest
from django.test import override_settings
from hypothesis import given
from hypothesis import strategies as st

from kept.conftest import NOW
from kept.people import second_step, totp
from kept.people.models import RecoveryCode, SecondStep, Staff

#: The secret of the examples in RFC 4226 (appendix D) and RFC 6238 (appendix B).
SECRET = base64.b32encode(b"12345678901234567890").decode()
HALF_A_MINUTE = timedelta(seconds=30)


@pytest.mark.parametrize(
    ("step", "code"),
    list(enumerate(
        ("755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871",
         "520489")
    )),
)  # fmt: skip
def test_codes_are_those_of_rfc_4226(step: int, code: str) -> None:
    assert totp.code(SECRET, step) == code


@pytest.mark.parametrize(
    ("seconds", "code"),
    [
        (59, "287082"),
        (1111111109, "081804"),
        (1111111111, "050471"),
        (1234567890, "005924"),
        (2000000000, "279037"),
        (20000000000, "353130"),
    ],
)
def test_codes_are_those_of_rfc_6238(seconds: int, code: str) -> None:
    at = datetime.fromtimestamp(seconds, UTC)
    assert totp.matched(SECRET, code, at=at, after=0) == seconds // 30


@given(st.integers(min_value=2, max_value=10**9), st.integers(min_value=-5, max_value=5))
def test_a_code_counts_for_a_minute_and_a_half_and_once(step: int, astray: int) -> None:
    at = datetime.fromtimestamp(step * 30, UTC)
    typed = totp.code(SECRET, max(step + astray, 0))
    found = totp.matched(SECRET, typed, at=at, after=0)
    if abs(astray) <= 1:
        assert found is not None
        assert totp.matched(SECRET, typed, at=at, after=step + 1) is None
    elif found is not None:  # another step near by that happens to have the same code
        assert totp.code(SECRET, found) == typed


@pytest.mark.parametrize("typed", ["", "1", "28708", "2870820", "²87082", "abcdef"])
def test_what_is_no_code_is_wrong(typed: str) -> None:
    at = datetime.fromtimestamp(59, UTC)
    assert totp.matched(SECRET, typed, at=at, after=0) is None


def _set_up(staff: Staff) -> tuple[str, list[str]]:
    """The secret and the recovery codes."""
    secret = second_step.new_secret()
    codes = second_step.prove(staff, secret, totp.code(secret, _step(NOW)), at=NOW)
    assert codes
    return secret, codes


def _step(at: datetime) -> int:
    return int(at.timestamp()) // 30


def test_nothing_is_asked_before_the_authenticator_has_proved_to_work(agent: Staff) -> None:
    assert second_step.prove(agent, second_step.new_secret(), "000000x", at=NOW) is None
    assert not second_step.has(agent)
    _set_up(agent)
    assert second_step.has(agent)


def test_the_code_that_proved_it_does_not_pass(agent: Staff) -> None:
    secret, _codes = _set_up(agent)
    assert not second_step.passed(agent, totp.code(secret, _step(NOW)), at=NOW)


def test_a_code_passes_once(agent: Staff) -> None:
    secret, _codes = _set_up(agent)
    later = NOW + 2 * HALF_A_MINUTE
    code = totp.code(secret, _step(later))
    spaced = f"{code[:3]} {code[3:]}"
    assert second_step.passed(agent, spaced, at=later)
    assert not second_step.passed(agent, code, at=later)


def test_each_recovery_code_passes_once_however_it_is_written(agent: Staff, lead: Staff) -> None:
    _secret, codes = _set_up(agent)
    assert len(set(codes)) == 10
    assert not second_step.passed(lead, codes[0], at=NOW)
    assert second_step.passed(agent, codes[0].upper().replace("-", " "), at=NOW)
    assert not second_step.passed(agent, codes[0], at=NOW)
    assert not second_step.passed(agent, "", at=NOW)
    fresh = second_step.renew_codes(agent, at=NOW)
    assert not second_step.passed(agent, codes[1], at=NOW)
    assert second_step.passed(agent, fresh[0], at=NOW)
    assert RecoveryCode.objects.filter(staff=agent).count() == 9


def test_the_record_alone_shows_no_secret_and_no_code(agent: Staff) -> None:
    secret, codes = _set_up(agent)
    held = str([*SecondStep.objects.values(), *RecoveryCode.objects.values()])
    assert secret not in held
    assert not any(code in held or code.replace("-", "") in held for code in codes)


def test_with_another_key_recovery_codes_still_work(agent: Staff) -> None:
    secret, codes = _set_up(agent)
    with override_settings(SECRET_KEY="another key of another desk, long enough for it"):
        later = NOW + 2 * HALF_A_MINUTE
        code = totp.code(secret, _step(later))
        assert not second_step.passed(agent, code, at=later)
        assert second_step.passed(agent, codes[0], at=later)


@pytest.mark.parametrize(
    ("who", "needed"), [("nobody", []), ("leading", ["lead"]), ("all", ["lead", "agent"])]
)
def test_who_needs_one(agent: Staff, lead: Staff, who: str, needed: list[str]) -> None:
    second_step.require(who, by=lead, at=NOW)
    assert [staff.role for staff in (lead, agent) if second_step.needs(staff)] == needed
    _set_up(lead)
    assert not second_step.needs(lead)
    second_step.take_away(lead, by=lead, at=NOW)
    assert second_step.needs(lead) is ("lead" in needed)


@pytest.mark.parametrize("who", ["nobody", "all"])
def test_where_it_is_required_the_last_one_stays(agent: Staff, lead: Staff, who: str) -> None:
    _set_up(agent)
    second_step.require(who, by=lead, at=NOW)
    refused = second_step.remove_authenticator(agent, at=NOW)
    assert (refused is not None) is (who == "all")
    assert second_step.has(agent) is (who == "all")
    assert RecoveryCode.objects.count() == (10 if who == "all" else 0)
