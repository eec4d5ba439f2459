"""The demo as who tries Kept finds it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from kept.announcements import announcing
from kept.announcements.models import Announcement, Subscriber
from kept.deadlines.models import Promise
from kept.demo import fill
from kept.demo.cast import told
from kept.demo.stories import span
from kept.record import policy
from kept.record.draft import draft
from kept.record.models import Event, OutgoingMail
from kept.reports import remarks
from kept.reports.figures import of_the_desk
from kept.site import prepare
from kept.tickets import check
from kept.tickets.models import Ticket

pytestmark = pytest.mark.slow

#: A Monday morning, before the desk opens.
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)
SCRIPTS = told("tickets.toml")["ticket"]


CLAIMS: list[Callable[[str], None]] = []


def claim(check: Callable[[str], None]) -> Callable[[str], None]:
    """Something that holds of the filled desk. Filling takes seconds, so all look at one."""
    CLAIMS.append(check)
    return check


def test_the_demo_is_believable(db: None) -> None:
    said = fill(NOW)
    for holds in CLAIMS:
        holds(said)


@claim
def it_says_who_can_sign_in(said: str) -> None:
    assert "lead@kept.example / kept-demo" in said
    assert f"{Ticket.objects.count()} tickets" in said


@claim
def a_filled_desk_is_left_as_it_is(said: str) -> None:
    before = Event.objects.count()
    fill(NOW + timedelta(days=1))
    assert Event.objects.count() == before


@claim
def the_desk_agrees_with_its_events(said: str) -> None:
    assert list(check.differences()) == []


@claim
def only_the_written_tickets_wait_for_somebody(said: str) -> None:
    waiting = Ticket.objects.exclude(status__in=("solved", "closed")).order_by("rank", "matters_at")
    subjects = list(waiting.values_list("subject", flat=True))
    assert set(subjects) <= {script["subject"] for script in SCRIPTS}
    assert subjects[0] == "Le rapport concurrents s’arrête à 62 %"
    assert Ticket.objects.filter(urgent=True).count() == 2


@claim
def tickets_are_numbered_as_they_came_in(said: str) -> None:
    opened = list(Ticket.objects.order_by("pk").values_list("opened_at", flat=True))
    assert opened == sorted(opened)
    written = sorted(SCRIPTS, key=lambda script: span(script["ago"]), reverse=True)
    subjects = [script["subject"] for script in written]
    found = Ticket.objects.filter(subject__in=subjects).order_by("pk")
    assert list(found.values_list("subject", flat=True)) == subjects


@claim
def three_months_lie_behind_it_in_two_languages(said: str) -> None:
    assert 260 <= Ticket.objects.count() <= 330
    for language in ("en", "fr"):
        assert Ticket.objects.filter(language=language).count() > 80
    assert Event.objects.filter(type="Resent").count() >= 5


@claim
def most_was_kept_and_some_was_not(said: str) -> None:
    figures = of_the_desk(at=NOW, days=90)
    assert 0.9 < figures.kept / figures.counted < 0.98
    slow = Promise.objects.filter(kind="fix", state="broken", met_at__isnull=False)
    regular = Ticket.objects.exclude(subject__in=[script["subject"] for script in SCRIPTS])
    assert slow.filter(ticket__in=regular.values("pk")).count() == 2


@claim
def the_worst_day_has_a_word_of_the_lead(said: str) -> None:
    [english] = remarks.said((NOW - timedelta(days=90)).date(), NOW.date(), "en")
    [french] = remarks.said((NOW - timedelta(days=90)).date(), NOW.date(), "fr")
    assert english.words == "Mail provider down for 3 h"
    assert french.language == "fr"
    broken = Promise.objects.filter(state="broken", kind="first_reply")
    days = [at.date() for at in broken.values_list("due_at", flat=True)]
    assert english.on == max(set(days), key=days.count)
    assert days.count(english.on) >= 5


@claim
def two_versions_are_published_and_the_second_is_the_one_kept_comes_with(said: str) -> None:
    second, first = policy.history()
    assert policy.in_force(NOW).version == second.number == 2
    assert policy.files(2) == prepare.policy_files(prepare.policies() / "copyfy")
    assert policy.in_force(NOW - timedelta(days=60)).version == first.number == 1
    assert (first.major, second.major) == (False, True)
    assert first.note
    assert second.note
    assert draft() is None
    assert {1, 2} == set(Ticket.objects.values_list("policy", flat=True))


@claim
def the_second_was_announced_before_it_came_into_force(said: str) -> None:
    found = Announcement.objects.get()
    far = announcing.progress(found)
    assert (found.version, found.state, far.sent, far.waiting) == (2, "sent", far.total, 0)
    assert far.total == Subscriber.objects.filter(state="confirmed").count() >= 5
    assert found.ended_at is not None
    assert found.ended_at < policy.history()[0].effective_at
    assert set(found.letters) == {"en", "fr"}


@claim
def the_outbox_has_every_mail_in_its_time(said: str) -> None:
    warnings = OutgoingMail.objects.filter(purpose="warning")
    # Taken back where somebody answered in time; at night they wait for the opening.
    assert not warnings.exclude(state__in=("sent", "undone")).exists()
    mails = OutgoingMail.objects.exclude(purpose="warning")
    assert not mails.exclude(state="sent").exists()
    late = [
        mail for mail in mails if mail.sent_at - mail.created_at > timedelta(hours=1, minutes=1)
    ]
    assert late == []
