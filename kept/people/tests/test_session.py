"""A session counts for as long as the record has it, whichever process is asked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from kept.core.promises import Edition
from kept.people.models import Staff
from kept.people.session import SessionStore

pytestmark = pytest.mark.django_db


def _stored(**facts: object) -> str:
    session = SessionStore()
    session.update(facts)
    session.save()
    assert session.session_key
    return session.session_key


def test_what_is_stored_is_read_back_with_one_query() -> None:
    key = _stored(customer=7)
    with CaptureQueriesContext(connection) as seen:
        assert dict(SessionStore(key).items()) == {"customer": 7}
    assert len(seen) == 1


def test_a_session_that_ended_elsewhere_is_over_here() -> None:
    """Another process of the web has nothing but the database in common with this one."""
    key = _stored(customer=7)
    assert SessionStore(key).get("customer") == 7
    Session.objects.filter(pk=key).delete()
    left = SessionStore(key)
    assert left.get("customer") is None
    assert left.session_key is None


def test_a_session_is_over_at_its_moment() -> None:
    key = _stored(customer=7)
    Session.objects.filter(pk=key).update(expire_date=timezone.now() - timedelta(seconds=1))
    assert SessionStore(key).get("customer") is None


@pytest.mark.parametrize("key", ["nobodys-session-at-all", "", "\N{SNOWMAN}" * 40])
def test_a_key_that_nobody_was_given_opens_nothing(key: str) -> None:
    assert SessionStore(key).is_empty() or SessionStore(key).get("customer") is None


def test_a_copied_cookie_is_worth_nothing_after_the_sign_out(
    client: Client, agent: Staff, edition: Edition
) -> None:
    client.force_login(agent)
    copy = Client()
    copy.cookies.update(client.cookies)
    assert copy.get("/desk/").status_code == 200
    # signed out in another process: only the row goes
    Session.objects.filter(pk=client.session.session_key).delete()
    assert copy.get("/desk/").status_code == 302
