"""Whatever happens on a ticket, under whatever policy, in whatever zone: what always holds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from kept.core import decide
from kept.core import events as e
from kept.core.policy import Policy
from kept.core.promise import Promise
from kept.core.promises.pausing import moved
from kept.core.promises.tests.desks import Desk, policy
from kept.core.ticket import fold

ZONES = ["UTC", "Europe/Paris", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"]
HOURS = ["10:00 to 19:00", "9:00 to 12:30 and 14:00 to 18:00", "22:00 to 6:00", "0:00 to 24:00"]
OWED = ["48 hours", "72 hours", "4 business hours", "30 business hours", "2 business days"]
REPLIES = [*OWED, "end of the first hour of a business day"]
#: Each leaves something to those after it.
WHEN = [
    'when = { channel = "mail", kind = "bug" }',
    'when = { kind = "bug" }',
    'when = { plan = "pro", priority = ["low", "high"] }',
    'when = { product = ["app", "till"] }',
    "",
]
PAUSES = 'pauses = "while waiting for the customer"'
WARN = ["", 'warn = "30 minutes before"', 'warn = [{ before = "24 hours", tells = "lead" }]']
# Days around the changes of summer time, in the north and in the south.
STARTS = [datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 4, 3, tzinfo=UTC),
          datetime(2026, 10, 23, tzinfo=UTC), datetime(2026, 6, 1, tzinfo=UTC)]  # fmt: skip

ACTS = ["customer", "reply", "ask", "wait", "solve", "close", "reopen", "bounce", "bug",
        "question", "pro", "high", "low", "app", "release", "ended", "active"]  # fmt: skip


@st.composite
def policies(draw: st.DrawFn) -> Policy:
    """One or two rules of each kind, the special one first; any may pause that can."""
    said: list[str] = []
    for kind in ("first_reply", "next_reply", "update", "fix", "resolution"):
        choices = draw(st.lists(st.sampled_from(WHEN), unique=True, max_size=2))
        for number, when in enumerate(sorted(choices, key=WHEN.index)):
            owed = draw(st.sampled_from(REPLIES if kind in ("first_reply", "next_reply") else OWED))
            pauses = PAUSES if kind in ("update", "fix", "resolution") and draw(
                st.booleans()) else ""  # fmt: skip
            calendar = draw(st.sampled_from(["", 'calendar = "always"']))
            warn = draw(st.sampled_from(WARN))
            lines = (f'kind = "{kind}"', "clause = 1", f'owed = "{owed}"', when, pauses, calendar,
                     warn)  # fmt: skip
            said.append("\n".join([f"[promise.{kind}_{number}]", *filter(None, lines)]))
    said.append('[promise.always]\nkind = "resolution"\nclause = 1\nowed = "300 hours"\n'
                "internal = true")  # fmt: skip
    if draw(st.booleans()):
        said.append("[subscription]\nclause = 1\nrequired = true")
    if draw(st.booleans()):
        said.append('[reopening]\nclause = 1\nwithin = "24 hours"')
    zone, hours = draw(st.sampled_from(ZONES)), draw(st.sampled_from(HOURS))
    return policy("\n\n".join(said), zone, hours)


stories = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(min_value=0, max_value=60 * 60)), max_size=12
)


def lived(rules: Policy, start: datetime, story: Sequence[tuple[str, int]], watched: bool) -> Desk:
    """Let a story happen, with a watcher that is always there or looks only at the end."""
    desk = Desk(rules, start)
    at = start
    for what, minutes in story:
        at += timedelta(minutes=minutes)
        if watched:
            desk.watch_until(at)
        act(desk, what, at)
    end = at + timedelta(days=90)
    if watched:
        desk.watch_until(end)
    desk.watch(end)
    return desk


def act(desk: Desk, act: str, at: datetime) -> None:
    match act:
        case "customer" | "reply" | "wait" | "solve" | "close" | "reopen":
            getattr(desk, act)(at)
        case "ask":
            desk.reply(at, then="wait")
        case "bug" | "question":
            desk.classify(act, at)
        case "pro":
            desk.note(at, plan="pro")
        case "high" | "low":
            desk.note(at, priority=act)
        case "ended" | "active":
            desk.do(decide.set_subscription(desk.state, act), at)  # type: ignore[arg-type]
        case "app":
            desk.note(at, product="app")
        case "bounce":
            replies = [one.event.message for one in desk.history
                       if isinstance(one.event, e.ReplySent)]  # fmt: skip
            if replies:
                desk.bounce(replies[len(replies) // 2], at)
        case "release":
            owed = [p for p in desk.state.promises if p.owed]
            if owed:
                desk.do([e.PromiseReleased(promise=owed[0].number, reason="No need.", clause="1")],
                        at)  # fmt: skip


def verdict(promise: Promise) -> Promise:
    """Without what was told in time: that does depend on a watcher who is there."""
    return replace(promise, warned=0)


@given(policies(), st.sampled_from(STARTS), stories)
def test_the_verdict_does_not_depend_on_when_the_watcher_looked(
    rules: Policy, start: datetime, story: list[tuple[str, int]]
) -> None:
    lazy, busy = (lived(rules, start, story, watched) for watched in (False, True))
    assert [verdict(p) for p in lazy.state.promises] == [verdict(p) for p in busy.state.promises]
    assert all(p.state != "running" for p in lazy.state.promises)


@given(policies(), st.sampled_from(STARTS), stories)
def test_at_every_event_the_promises_make_sense(
    rules: Policy, start: datetime, story: list[tuple[str, int]]
) -> None:
    desk = lived(rules, start, story, watched=True)
    broken: set[int] = set()
    for end in range(1, len(desk.history) + 1):
        state = fold(desk.history[:end])
        for promise in state.promises:
            _check(promise, rules)
        assert broken <= {p.number for p in state.promises if p.state == "broken"}, (
            "what was broken stays so"
        )
        broken = {p.number for p in state.promises if p.state == "broken"}
    _check_one_of_a_kind(desk)


def _check(promise: Promise, rules: Policy) -> None:
    rule = rules.promise(promise.rule)
    assert promise.policy == 1
    assert promise.calendar == rules.calendars[rule.calendar].version
    match promise.state:
        case "kept":
            assert promise.met_at is not None
            assert promise.met_at <= promise.due_at
        case "paused":
            assert rule.pauses
            assert promise.next_at is None
        case "running":
            assert promise.met_at is None
            assert promise.next_at is not None
            assert promise.next_at <= promise.due_at
        case "broken" if promise.met_at is not None and not promise.reason:
            assert promise.met_at > promise.due_at
        case "released":
            assert promise.reason


def _check_one_of_a_kind(desk: Desk) -> None:
    """After each act, with all that follows from it, no two promises are owed for one thing."""
    acts = [0, *(n for n, one in enumerate(desk.history) if not isinstance(one.event, e.OnPromise)
                 and not isinstance(one.event, e.PromiseStarted)), len(desk.history)]  # fmt: skip
    for end in acts:
        owed = [(p.kind, p.internal) for p in fold(desk.history[:end]).promises if p.owed]
        assert len(owed) == len(set(owed)), owed


@given(policies(), st.sampled_from(STARTS), stories)
def test_a_due_moment_is_its_start_its_rule_and_its_pauses(
    rules: Policy, start: datetime, story: list[tuple[str, int]]
) -> None:
    """What was left of an earlier promise, and the place of one that paused, are told elsewhere."""
    desk = lived(rules, start, story, watched=True)
    if any(isinstance(one.event, e.Reopened | e.FactsChanged | e.Classified)
           for one in desk.history):  # fmt: skip
        return
    for promise in desk.state.promises:
        rule = rules.promise(promise.rule)
        calendar = rules.calendars[rule.calendar]
        due = rule.owed.due(promise.started_at, calendar)
        for since, until in promise.held:
            due = moved(due, since, until, rule.owed, calendar)
        assert due == promise.due_at
