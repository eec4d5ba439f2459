"""What starts, keeps, breaks and releases a promise: PROMISES.md 3 and 10 to 18 as stories."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from kept.core import decide
from kept.core import events as e
from kept.core.policy import read
from kept.core.promises import Edition, overdue, unfold
from kept.core.ticket import OWED, QUIET, SETTLED, URGENT, WAITING, Ticket, fold

TOML = """
name = "example"
company = "Example"
contact = "help@example.org"
languages = ["en"]
updated = 2026-01-01

[hours]
clause = 1
zone = "UTC"
days = "Monday to Friday"
open = "10:00 to 19:00"

[kinds]
question = { clause = 1 }
bug = { clause = 3 }

[promise.first_reply]
clause = 2
owed = "end of the first hour of a business day"
aim = "1 business hour"
warn = "1 hour before"

[promise.next_reply]
clause = 2
owed = "4 business hours"

[promise.fix]
clause = 3
owed = "48 hours"
when = { kind = "bug" }

[resend]
clause = 2
after = "24 hours"
makes = "urgent"
"""
TEXT = """# Support

We help.

## 1 Hours

We are open {{ hours }}.

## 2 Answers

You hear by the {{ promise.first_reply }}, later within {{ promise.next_reply }}. After
{{ resend.after }} ask again.

## 3 Bugs

Fixed within {{ promise.fix }}.
"""
EDITION = Edition(1, read({"policy.toml": TOML, "en.md": TEXT}))
CUSTOMER = e.Actor("customer", 1)
AGENT = e.Actor("staff", 1)
FRIDAY_18 = datetime(2026, 1, 9, 18, tzinfo=UTC)
MONDAY = datetime(2026, 1, 12, tzinfo=UTC)


class Desk:
    """One ticket to act on, with the whole of its history."""

    def __init__(self, at: datetime = FRIDAY_18) -> None:
        self.history: list[e.Recorded] = []
        self.state = Ticket()
        opened = decide.open_ticket(
            customer=1, channel="mail", language="en", edition=EDITION, acknowledge=True
        )
        self.do(opened, at, CUSTOMER)

    def do(self, decided: decide.Decision, at: datetime, by: e.Actor = AGENT) -> None:
        assert not isinstance(decided, decide.Refused), str(decided)
        recorded, self.state = unfold(self.state, decided, at, by, EDITION)
        self.history += recorded
        assert fold(self.history) == self.state

    def reply(self, at: datetime) -> None:
        self.do(decide.reply(self.state, seen=self.state.messages), at)

    def customer(self, at: datetime, same_text: bool = False) -> None:
        received = e.Recorded(
            e.MessageReceived(message=self.state.messages + 1, customer=1, channel="mail"),
            at,
            CUSTOMER,
        )
        decided = decide.receive(
            self.state, received, edition=EDITION, same_text=same_text, acknowledge=True
        )
        self.do(decided, at, CUSTOMER)

    def bug(self, at: datetime) -> None:
        self.do(decide.classify(self.state, "bug", "", EDITION), at)

    def solve(self, at: datetime) -> None:
        self.do(decide.solve(self.state), at)

    def watch(self, at: datetime) -> None:
        self.do(overdue(self.state, at), at, e.DESK)

    def promised(self) -> list[tuple[str, str]]:
        return [(p.rule, p.state) for p in self.state.promises]


@pytest.mark.parametrize(
    ("received", "due", "aim"),
    [
        ("2026-01-09T18:00:00", "2026-01-12T11:00:00", "2026-01-09T19:00:00"),
        ("2026-01-12T10:00:00", "2026-01-12T11:00:00", "2026-01-12T11:00:00"),
        ("2026-01-12T10:00:01", "2026-01-13T11:00:00", "2026-01-12T11:00:01"),
    ],
)
def test_a_request_starts_the_first_reply(received: str, due: str, aim: str) -> None:
    promise = Desk(datetime.fromisoformat(received + "+00:00")).state.promises[0]
    assert promise.due_at == datetime.fromisoformat(due + "+00:00")
    assert promise.aim_at == datetime.fromisoformat(aim + "+00:00")
    assert (promise.clause, promise.policy, promise.message) == ("2", 1, 1)


@pytest.mark.parametrize(
    ("answered", "state"),
    [
        (MONDAY + timedelta(hours=11), "kept"),
        (MONDAY + timedelta(hours=11, microseconds=1), "broken"),
    ],
)
def test_kept_means_at_or_before_the_due_moment(answered: datetime, state: str) -> None:
    desk = Desk()
    desk.reply(answered)
    assert desk.promised()[0] == ("first_reply", state)
    assert desk.state.promises[0].met_at == answered


def test_acknowledgements_notes_and_status_keep_nothing() -> None:
    desk = Desk()
    desk.do(decide.note(desk.state), FRIDAY_18)
    desk.do(decide.assign(desk.state, 1), FRIDAY_18)
    desk.do(decide.mark_waiting(desk.state), FRIDAY_18)
    assert desk.promised() == [("first_reply", "running")]
    assert desk.state.rank == OWED


def test_solving_in_silence_is_refused_and_cites_the_clause() -> None:
    refused = decide.solve(Desk().state)
    assert isinstance(refused, decide.Refused)
    assert (refused.code, refused.clause) == ("reply_owed", "2")


def test_a_miss_stays_a_miss_and_says_how_late_in_both_measures() -> None:
    desk = Desk()
    desk.watch(MONDAY + timedelta(hours=12))
    desk.reply(MONDAY + timedelta(days=1, hours=11))
    met = next(r.event for r in desk.history if isinstance(r.event, e.PromiseMetLate))
    assert desk.promised() == [("first_reply", "broken")]
    assert met.late_seconds == timedelta(hours=24).total_seconds()
    assert met.late_open_seconds == timedelta(hours=9).total_seconds()
    assert desk.state.next_owed is None


def test_a_further_run_of_messages_owes_one_next_reply_from_its_oldest() -> None:
    desk = Desk()
    desk.reply(MONDAY + timedelta(hours=10, minutes=30))
    desk.customer(MONDAY + timedelta(hours=12))
    desk.customer(MONDAY + timedelta(hours=13))
    assert desk.promised() == [("first_reply", "kept"), ("next_reply", "running")]
    assert desk.state.promises[1].due_at == MONDAY + timedelta(hours=16)
    desk.reply(MONDAY + timedelta(hours=15))
    assert desk.promised()[1] == ("next_reply", "kept")


def test_thanks_may_be_released_with_a_reason_and_only_with_one() -> None:
    desk = Desk()
    assert isinstance(decide.release(desk.state, 1, " "), decide.Refused)
    desk.do(decide.release(desk.state, 1, "Says thanks."), FRIDAY_18)
    assert desk.promised() == [("first_reply", "released")]
    assert desk.state.promises[0].reason == "Says thanks."


def test_releasing_a_broken_promise_leaves_it_broken() -> None:
    desk = Desk()
    desk.watch(MONDAY + timedelta(hours=12))
    desk.do(decide.release(desk.state, 1, "Answered by phone."), MONDAY + timedelta(hours=13))
    assert desk.promised() == [("first_reply", "broken")]
    assert desk.state.next_owed is None


def test_a_bug_owes_a_fix_from_the_moment_the_request_was_received() -> None:
    desk = Desk()
    desk.bug(FRIDAY_18 + timedelta(hours=20))
    fix = desk.state.promises[1]
    assert (fix.rule, fix.started_at) == ("fix", FRIDAY_18)
    assert fix.due_at == FRIDAY_18 + timedelta(hours=48)


def test_a_change_of_kind_keeps_what_was_owed() -> None:
    desk = Desk()
    desk.bug(FRIDAY_18)
    desk.do(decide.classify(desk.state, "question", "", EDITION), FRIDAY_18)
    assert desk.promised() == [("first_reply", "running"), ("fix", "running")]


def test_reopening_owes_the_fix_again_with_what_was_left() -> None:
    desk = Desk()
    desk.bug(FRIDAY_18)
    desk.reply(FRIDAY_18 + timedelta(minutes=10))
    desk.solve(FRIDAY_18 + timedelta(hours=8))
    assert desk.promised()[1] == ("fix", "kept")
    again = FRIDAY_18 + timedelta(days=5)
    desk.do(decide.reopen(desk.state), again)
    assert desk.promised()[2] == ("fix", "running")
    assert desk.state.promises[2].due_at == again + timedelta(hours=40)


def test_a_bounced_reply_is_owed_again_from_its_first_start() -> None:
    desk = Desk()
    desk.reply(FRIDAY_18 + timedelta(minutes=10))
    gone = decide.delivery_failed(2, "550 no such user", permanent=True)
    desk.do(gone, FRIDAY_18 + timedelta(minutes=11), e.DESK)
    promise = desk.state.promises[0]
    assert (promise.state, promise.started_at) == ("running", FRIDAY_18)
    assert desk.state.unanswered_since == FRIDAY_18


def test_a_bounce_after_the_due_moment_breaks_the_promise() -> None:
    desk = Desk()
    desk.reply(FRIDAY_18 + timedelta(minutes=10))
    gone = decide.delivery_failed(2, "550 no such user", permanent=True)
    desk.do(gone, MONDAY + timedelta(hours=12), e.DESK)
    assert desk.promised() == [("first_reply", "broken")]


def test_the_customer_closes_and_nothing_is_owed() -> None:
    desk = Desk()
    desk.do(decide.close(desk.state), FRIDAY_18 + timedelta(hours=1), CUSTOMER)
    assert desk.promised() == [("first_reply", "released")]
    assert desk.state.rank == SETTLED


@pytest.mark.parametrize(
    ("waited", "same_text", "happens"),
    [
        (timedelta(hours=24), False, "Resent"),
        (timedelta(hours=24), True, "Resent"),
        (timedelta(hours=23, minutes=59), True, "Repeated"),
        (timedelta(hours=23, minutes=59), False, None),
    ],
)
def test_asking_again(waited: timedelta, same_text: bool, happens: str | None) -> None:
    desk = Desk()
    desk.customer(FRIDAY_18 + waited, same_text)
    names = [type(r.event).__name__ for r in desk.history]
    assert ("Resent" in names, "Repeated" in names) == (happens == "Resent", happens == "Repeated")
    assert desk.state.urgent is (happens == "Resent")
    assert desk.promised()[0] == ("first_reply", "running")


def test_a_repetition_is_answered_once() -> None:
    desk = Desk()
    for minutes in (10, 20, 30):
        desk.customer(FRIDAY_18 + timedelta(minutes=minutes), same_text=True)
    told = [r.event for r in desk.history if isinstance(r.event, e.Acknowledged)]
    assert [a.occasion for a in told] == ["request", "repetition"]


def test_the_waiting_time_counts_from_the_customers_last_message() -> None:
    desk = Desk()
    desk.customer(FRIDAY_18 + timedelta(hours=10))
    desk.customer(FRIDAY_18 + timedelta(hours=26))
    assert not desk.state.urgent


def test_a_stranger_starts_nothing() -> None:
    desk = Desk()
    desk.reply(FRIDAY_18 + timedelta(minutes=5))
    message = e.MessageReceived(message=3, customer=9, channel="mail", stranger=True)
    received = e.Recorded(message, MONDAY, e.Actor("customer", 9))
    desk.do(
        decide.receive(desk.state, received, edition=EDITION, same_text=False, acknowledge=True),
        MONDAY,
        e.Actor("customer", 9),
    )
    assert desk.state.unanswered_since is None
    assert [p.rule for p in desk.state.promises] == ["first_reply"]


def test_a_reply_is_refused_when_the_thread_has_moved_on() -> None:
    desk = Desk()
    desk.customer(FRIDAY_18 + timedelta(minutes=1))
    refused = decide.reply(desk.state, seen=1)
    assert isinstance(refused, decide.Refused)
    assert refused.code == "moved_on"
    assert isinstance(decide.reply(desk.state, seen=2), list)


def test_the_inbox_ranks_what_is_owed_before_what_waits() -> None:
    desk = Desk()
    assert desk.state.rank == OWED
    desk.reply(FRIDAY_18 + timedelta(minutes=1))
    desk.do(decide.mark_waiting(desk.state), FRIDAY_18 + timedelta(minutes=2))
    assert desk.state.rank == WAITING
    desk.customer(FRIDAY_18 + timedelta(minutes=3))
    assert desk.state.status == "open"
    desk.do(decide.release(desk.state, 2, "Thanks only."), FRIDAY_18 + timedelta(minutes=4))
    assert desk.state.rank == QUIET


def test_a_resend_comes_before_all_else_until_it_is_answered() -> None:
    desk = Desk()
    desk.customer(FRIDAY_18 + timedelta(hours=25))
    assert desk.state.rank == URGENT
    desk.reply(FRIDAY_18 + timedelta(hours=26))
    assert not desk.state.urgent


def test_who_closed_unanswered_and_comes_back_is_owed_a_first_reply_again() -> None:
    desk = Desk()
    desk.do(decide.close(desk.state), FRIDAY_18, CUSTOMER)
    desk.customer(MONDAY + timedelta(hours=12))
    assert desk.promised() == [("first_reply", "released"), ("first_reply", "running")]
    assert desk.state.promises[1].due_at == MONDAY + timedelta(days=1, hours=11)


acts = st.lists(
    st.tuples(
        st.sampled_from(["customer", "reply", "bug", "solve", "reopen", "close", "bounce", "wait"]),
        st.integers(min_value=1, max_value=4000),
    ),
    max_size=12,
)


def _live(story: list[tuple[str, int]], watched: bool) -> Ticket:
    """Let a story happen, with a watcher that looks every few minutes or only at the end."""
    desk = Desk()
    at = FRIDAY_18
    for act, minutes in story:
        later = at + timedelta(minutes=minutes)
        if watched:
            for due in sorted(p.due_at for p in desk.state.promises if p.state == "running"):
                if at <= due < later:
                    desk.watch(due + timedelta(microseconds=1))
        at = later
        match act:
            case "customer":
                desk.customer(at)
            case "reply":
                desk.reply(at)
            case "bug":
                desk.bug(at)
            case "solve":
                if not isinstance(decide.solve(desk.state), decide.Refused):
                    desk.solve(at)
            case "reopen":
                desk.do(decide.reopen(desk.state), at)
            case "close":
                desk.do(decide.close(desk.state), at, CUSTOMER)
            case "bounce" if desk.state.replied:
                last = max(
                    r.event.message for r in desk.history if isinstance(r.event, e.ReplySent)
                )
                desk.do(decide.delivery_failed(last, "550", True), at, e.DESK)
            case "wait":
                decided = decide.mark_waiting(desk.state)
                desk.do([] if isinstance(decided, decide.Refused) else decided, at)
    desk.watch(at + timedelta(days=60))
    return desk.state


@given(acts)
def test_the_verdict_does_not_depend_on_when_the_watcher_looked(
    story: list[tuple[str, int]],
) -> None:
    lazy, busy = _live(story, watched=False), _live(story, watched=True)
    assert lazy.promises == busy.promises
    assert all(p.state != "running" for p in lazy.promises)
