"""Each kind of event that decides something, explained."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from functools import singledispatch

from kept.core import events as e
from kept.core.explain.explanation import Decision, Explanation, Looked
from kept.core.explain.telling import Telling
from kept.core.policy import PromiseRule
from kept.core.ticket import Promise


@singledispatch
def explained(event: object, telling: Telling) -> Explanation | None:
    """None for what decides nothing: messages and notes are in the thread."""
    return None


@explained.register
def _(event: e.TicketOpened, telling: Telling) -> Explanation:
    facts = tuple(telling.known())
    if telling.policy.subscription_required:
        facts = (*facts, telling.looked("required", telling.naming.told.yes))
    if event.follows is not None:
        facts = (*facts, telling.looked("follows", f"#{event.follows}"))
    clause = telling.policy.excluding(telling.after.facts)
    said = {"version": str(event.policy)}
    return telling.explanation("unowed" if clause else "opened", said, clause=clause, facts=facts)


@explained.register
def _(event: e.PromiseStarted, telling: Telling) -> Explanation:
    promise = telling.promise(event.promise)
    rule = telling.rule(promise)
    facts = tuple(_of_start(promise, rule, telling)) if rule else ()
    said = {"due": telling.when(event.due_at)}
    return telling.on_promise("due", promise, said, facts, telling.reckoned(promise))


def _of_start(promise: Promise, rule: PromiseRule, telling: Telling) -> Iterator[Looked]:
    """What the rule looked at: its conditions beside the ticket's facts, and what it owes."""
    words, naming = telling.words, telling.naming
    started, at = promise.started_at, telling.when(promise.started_at)
    late = started == telling.after.renewed_at
    said = words.renewed if late else words.message
    yield telling.looked("started", said.format(number=promise.message, at=at))
    for fact, allowed in rule.when.items():
        wanted = naming.value(allowed, ("promises", "when"))
        yield Looked(
            words.facts["only_for"].format(fact=words.facts[fact]), telling.typeset(wanted)
        )
    yield from telling.known(tuple(rule.when))
    yield telling.looked("owed", telling.owed(rule.owed))
    if rule.aim and promise.aim_at:
        aim = f"{telling.owed(rule.aim)} ({telling.when(promise.aim_at)})"
        yield telling.looked("aim", aim)
    yield telling.looked("calendar", naming.calendar(rule.calendar))
    yield telling.looked("zone", telling.policy.calendars[rule.calendar].zone)
    if promise.pauses:
        yield telling.looked("pauses", naming.told.yes)


@explained.register
def _(event: e.Classified, telling: Telling) -> Explanation:
    """By the clause on problems where the cause is known, else by that of the kind."""
    who = telling.who(telling.one.by)
    term = telling.policy.kinds.get(event.kind)
    clause, binding = (term.clause if term else ""), ""
    facts = [telling.looked("kind", telling.fact("kind", event.kind))]
    if event.cause:
        clause, binding = telling.policy.problem or "", f"problem.causes.{event.cause}"
        facts.append(telling.looked("cause", telling.fact("cause", event.cause)))
    facts.append(telling.looked("who", who))
    return telling.explanation(
        "sorted",
        {"who": who, "kind": telling.fact("kind", event.cause or event.kind)},
        clause=clause,
        binding=binding,
        facts=tuple(facts),
    )


@explained.register
def _(event: e.FactsChanged, telling: Telling) -> Explanation:
    names = ("product", "plan", "priority", "team", "subscription")
    facts = tuple(
        telling.looked(name, telling.fact(name, value))
        for name in names
        if (value := getattr(event, name)) is not None
    )
    by = telling.policy.subscription if event.subscription is not None else None
    clause = by.clause if by and by.required else ""
    said = {"who": telling.who(telling.one.by)}
    return telling.explanation("facts", said, clause=clause, facts=facts)


@explained.register
def _(event: e.Assigned, telling: Telling) -> Explanation:
    by = telling.one.by
    said = {"who": telling.who(by), "to": telling.staff(event.to)}
    facts = (*telling.known(), telling.looked("who", said["who"]))
    if event.to is None:
        return telling.explanation("given_back", said, facts=facts)
    own = by == e.Actor("staff", event.to)
    return telling.explanation("taken" if own else "assigned", said, facts=facts)


@explained.register
def _(event: e.HandedOut, telling: Telling) -> Explanation:
    said = {"to": telling.staff(event.to), "team": telling.fact("team", event.team)}
    facts = (*telling.known(), telling.looked("open", str(event.open)))
    way: Decision = "handed_by_turn" if event.by == "turn" else "handed_to_fewest"
    return telling.explanation(way, said, facts=facts)


@explained.register
def _(event: e.Resent, telling: Telling) -> Explanation:
    return _asked_again("resend", event.clause, telling, telling.span(event.waited_seconds))


@explained.register
def _(event: e.Repeated, telling: Telling) -> Explanation:
    return _asked_again("repetition", event.clause, telling)


def _asked_again(
    decision: Decision, clause: str, telling: Telling, waited: str = ""
) -> Explanation:
    """By the waiting time of the clause, from the customer's message before this one."""
    rule, last = telling.policy.resend, telling.written
    after = telling.owed(rule.after) if rule else ""
    said = {"waited": waited, "after": after}
    if rule is None or last is None:
        return telling.explanation(decision, said, clause=clause)
    over = rule.after.due(last, telling.policy.calendar)
    moments = {"last": last, "over": over, "again": telling.one.at}
    when = {name: telling.when(at) for name, at in moments.items()}
    return telling.explanation(
        decision,
        said,
        clause=clause,
        binding="after resend.after",
        facts=(
            telling.looked("last_written", when["last"]),
            telling.looked("written_again", when["again"]),
            telling.looked("waiting_time", after),
        ),
        steps=telling.steps(decision, after=after, **when),
    )


@explained.register
def _(event: e.Reopened, telling: Telling) -> Explanation | None:
    """By how long a settled request opens again, where a clause says so."""
    rule, settled = telling.policy.reopening, telling.before.settled_at
    if rule is None or settled is None or not telling.before.settled:
        return None
    over = rule.within.due(settled, telling.policy.calendar)
    return telling.explanation(
        "reopened",
        {"who": telling.who(telling.one.by)},
        clause=rule.clause,
        binding="within reopening.within",
        facts=(
            telling.looked("settled", telling.when(settled)),
            telling.looked("opens_until", telling.when(over)),
        ),
    )


@explained.register
def _(event: e.PromiseImproved, telling: Telling) -> Explanation:
    """By the clause of the version that is better, with what was owed before."""
    promise = telling.promise(event.promise)
    who, due = telling.who(telling.one.by), telling.when(event.due_at)
    facts = (
        telling.looked("due_before", telling.when(event.was_due_at)),
        telling.looked("version_before", str(event.was_policy)),
        telling.looked("version", str(event.policy)),
        telling.looked("who", who),
    )
    said = {"who": who, "version": str(event.policy), "due": due}
    return telling.on_promise("improved", promise, said, facts, telling.reckoned(promise))


@explained.register
def _(event: e.PromiseWarned, telling: Telling) -> Explanation:
    promise = telling.promise(event.promise)
    known = 0 < event.warning <= len(promise.warns)
    before = telling.span(promise.warns[event.warning - 1].before_seconds) if known else ""
    due, at = telling.when(event.due_at), telling.when(telling.one.at)
    said = {"tells": telling.naming.word(event.tells), "due": due}
    facts = (telling.looked("due", due), telling.looked("before", before))
    steps = telling.steps("warned", before=before, at=at)
    return telling.on_promise("warned", promise, said, facts, steps)


@explained.register
def _(event: e.PromisePaused, telling: Telling) -> Explanation:
    promise = telling.promise(event.promise)
    facts = (telling.looked("due", telling.when(promise.due_at)),)
    return telling.on_promise("paused", promise, {"left": telling.span(event.left_seconds)}, facts)


@explained.register
def _(event: e.PromiseResumed, telling: Telling) -> Explanation:
    promise, was = telling.promise(event.promise), telling.before.promise(event.promise)
    steps = telling.reckoned(promise)
    facts = (
        telling.looked("paused", telling.when(event.paused_at)),
        telling.looked("due", telling.when(was.due_at)),
    )
    return telling.on_promise("resumed", promise, {"due": telling.when(event.due_at)}, facts, steps)


def _done(telling: Telling, due: datetime, done: datetime) -> tuple[Looked, ...]:
    return (
        telling.looked("due", telling.when(due)),
        telling.looked("done", telling.when(done)),
    )


@explained.register
def _(event: e.PromiseKept, telling: Telling) -> Explanation:
    promise = telling.promise(event.promise)
    early = telling.span((promise.due_at - event.kept_at).total_seconds())
    steps = telling.steps("kept", early=early)
    facts = _done(telling, promise.due_at, event.kept_at)
    return telling.on_promise("kept", promise, {"early": early}, facts, steps)


@explained.register
def _(event: e.PromiseBroken, telling: Telling) -> Explanation:
    due = telling.when(event.due_at)
    facts = (telling.looked("due", due),)
    steps = telling.steps("broken", due=due)
    return telling.on_promise("broken", telling.promise(event.promise), {"due": due}, facts, steps)


@explained.register
def _(event: e.PromiseMetLate, telling: Telling) -> Explanation:
    promise = telling.promise(event.promise)
    late, late_open = telling.span(event.late_seconds), telling.span(event.late_open_seconds)
    steps = telling.steps("late", late=late, late_open=late_open)
    facts = _done(telling, promise.due_at, event.met_at)
    return telling.on_promise("late", promise, {"late": late}, facts, steps)


@explained.register
def _(event: e.PromiseOwedAgain, telling: Telling) -> Explanation:
    promise = telling.promise(event.promise)
    facts = (telling.looked("due", telling.when(promise.due_at)),)
    return telling.on_promise("owed_again", promise, {}, facts, telling.reckoned(promise))


@explained.register
def _(event: e.PromiseReleased, telling: Telling) -> Explanation:
    reason = telling.words.released.get(event.code or "", event.reason)
    facts = (telling.looked("who", telling.who(telling.one.by)),)
    promise = telling.promise(event.promise)
    return telling.on_promise("released", promise, {"reason": reason}, facts)
