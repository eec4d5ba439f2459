"""The people of a small desk, under the policy that comes with Kept."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from django.test import Client

from kept.core.promises import Edition
from kept.people.customers import find_or_add
from kept.people.models import Customer, Staff
from kept.record import policy
from kept.site import prepare
from kept.tickets import actions

#: A Friday evening: open for another hour, so the first reply is owed by Monday 11:00.
NOW = datetime(2026, 1, 9, 18, 0, tzinfo=UTC)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Set the clock that pages are read by; it stands at NOW until then."""

    def at(moment: datetime) -> None:
        monkeypatch.setattr("django.utils.timezone.now", lambda: moment)

    at(NOW)
    return at


@pytest.fixture
def edition(db: None) -> Edition:
    """The policy in force."""
    return policy.publish(prepare.policy_files(prepare.policies() / "copyfy"), at=NOW)


@pytest.fixture
def agent(db: None) -> Staff:
    return Staff.objects.create_user("ines@kept.example", "correct horse", name="Inès Haddad")


@pytest.fixture
def lead(db: None) -> Staff:
    return Staff.objects.create_user(
        "piotr@kept.example", "correct horse", name="Piotr Zieliński", role=Staff.Role.LEAD
    )


@pytest.fixture
def customer(db: None) -> Customer:
    return _customer("camille@maison-oriol.example", "Camille Roussel", "fr", "Europe/Paris")


@pytest.fixture
def stranger(db: None) -> Customer:
    """Another customer, to whom none of the first one's tickets belong."""
    return _customer("mallory@elsewhere.example", "Mallory", "en", "")


def _customer(email: str, name: str, language: str, zone: str) -> Customer:
    return find_or_add(key=email, email=email, name=name, language=language, zone=zone, at=NOW)


@pytest.fixture
def browser(
    customer: Customer, stranger: Customer, agent: Staff, lead: Staff
) -> Callable[..., Client]:
    """The browser of 'customer', 'stranger', 'agent', 'lead' or 'nobody'."""
    customers = {"customer": customer, "stranger": stranger}
    staff = {"agent": agent, "lead": lead}

    def of(who: str, **headers: str) -> Client:
        client = Client(headers={"accept-language": "en", **headers})
        if who in customers:
            session = client.session
            session["customer"] = customers[who].pk
            session.save()
            client.cookies["sessionid"] = str(session.session_key)
        if who in staff:
            client.force_login(staff[who])
        return client

    return of


@pytest.fixture
def ask(edition: Edition, customer: Customer) -> Callable[..., int]:
    """Let the customer ask for something; the number of the ticket that opens."""

    def ask(
        text: str = "The report stops at 62 %.",
        *,
        subject: str = "The report stops",
        at: datetime = NOW,
        by: Customer = customer,
        **more: object,
    ) -> int:
        draft = actions.Draft(
            kind="customer",
            channel="mail",
            subject=subject,
            text=text,
            customer=by,
            recipient=by.email,
            language=by.language,
            **more,  # type: ignore[arg-type]
        )
        done = actions.open_ticket(draft, at=at)
        assert isinstance(done, actions.Done)
        return done.ticket

    return ask
