"""The record: typed, append-only, durable, and what was published stays as it was."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, get_args

import pytest

from kept.conftest import NOW
from kept.core import events as e
from kept.core.event_json import UnknownEventError, from_json
from kept.core.policy import PolicyMistakes
from kept.core.promises import Edition
from kept.record import events, files, policy
from kept.record.models import PolicyVersion
from kept.site import prepare


@pytest.mark.parametrize(
    ("type_", "data"),
    [
        ("Exploded", "{}"),
        ("Assigned", '{"to": 1, "reason": "because"}'),
        ("Assigned", "{}"),
        ("Assigned", '{"to": "somebody"}'),
        ("Assigned", "to: 1"),
    ],
)
def test_what_is_not_in_the_vocabulary_raises(type_: str, data: str) -> None:
    with pytest.raises(UnknownEventError):
        from_json(type_, data)


@pytest.mark.parametrize("type_", get_args(e.Event))
def test_events_carry_no_personal_data(type_: type[e.Event]) -> None:
    """Erasing a person's rows erases the person: no event has a field for words or addresses
    (a reason is written by the team or by a mail server, about a promise or a delivery)."""
    personal = {"name", "email", "address", "subject", "text", "html", "body"}
    assert not personal & set(type_.__dataclass_fields__)


@pytest.mark.django_db(transaction=True)
def test_events_are_appended_in_the_transaction_that_makes_them_true() -> None:
    with pytest.raises(RuntimeError):
        events.append(1, [e.Recorded(e.Assigned(to=1), NOW, e.DESK)])


@pytest.mark.django_db
def test_events_read_back_as_they_were() -> None:
    told = [
        e.Recorded(e.Assigned(to=None), NOW, e.Actor("staff", 3)),
        e.Recorded(e.PromiseKept(promise=1, kept_at=NOW), NOW, e.DESK),
    ]
    events.append(7, told)
    assert events.history(7) == told
    assert dict(events.histories([7, 8])) == {7: told}


def test_a_file_is_kept_once_and_never_half(tmp_path: Path, settings: Any) -> None:
    settings.KEPT_HOME = tmp_path
    first, second = files.put(b"content"), files.put(b"content")
    assert first == second
    assert files.path(first).read_bytes() == b"content"
    assert [p.name for p in tmp_path.rglob("*") if p.is_file()] == [first[2:]]


@pytest.mark.parametrize("sha256", ["../../etc/passwd", "", "0" * 63, "Z" * 64])
def test_only_a_digest_names_a_file(sha256: str) -> None:
    with pytest.raises(ValueError, match="SHA-256"):
        files.path(sha256)


def test_a_failed_write_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(TypeError):
        files.write_durably(tmp_path / "target", b"half", None)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db
def test_a_changed_byte_of_a_published_policy_is_found(edition: Edition) -> None:
    assert policy.altered() == []
    row = PolicyVersion.objects.get(number=edition.version)
    row.files["en.md"] += " "
    row.save()
    assert policy.altered() == [edition.version]


@pytest.mark.django_db
def test_a_published_version_keeps_its_holidays(edition: Edition) -> None:
    again = policy.edition(edition.version)
    assert again.policy.calendar == edition.policy.calendar
    json.dumps(dict(again.policy.days_off))


@pytest.mark.django_db
def test_a_faulty_policy_is_not_published(edition: Edition) -> None:
    faulty = prepare.policy_files(prepare.policies() / "copyfy")
    faulty["policy.toml"] = faulty["policy.toml"].replace("48 hours", "48h")
    with pytest.raises(PolicyMistakes):
        policy.publish(faulty, at=NOW)
    assert policy.in_force().version == edition.version


@pytest.mark.django_db
def test_without_a_policy_nothing_can_be_promised() -> None:
    with pytest.raises(policy.NothingPublishedError, match="kept init"):
        policy.in_force()
