"""The one place that changes a ticket: events, row, promises and mail in one transaction.

    state = what happened so far → decide (pure) → append → project → commit

Everything an action causes is here or it does not happen; nothing runs after the commit that
must not be lost. Within a caller's transaction both hold or neither does: no savepoint of its own.
"""

from __future__ import annotations

import secrets
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from kept.core import ticket as core
from kept.core.decide import Decision, Refused
from kept.core.events import Actor, Recorded
from kept.core.promises import Edition, unfold
from kept.deadlines import promises
from kept.record import events, policy, rows
from kept.record.questions import Columns, Given, question
from kept.tickets import attention, outgoing, tags, taking_part, warned
from kept.tickets.draft import Draft, storable
from kept.tickets.models import Ticket


@dataclass(frozen=True, slots=True)
class Done:
    """What an action did: the ticket's number and what was recorded (nothing: it was so)."""

    ticket: int
    recorded: Sequence[Recorded]


def create(
    opening: Callable[[Edition], Decision],
    draft: Draft,
    *,
    at: datetime,
    by: Actor,
    under: datetime | None = None,
) -> Done | Refused:
    """Open a ticket with its first message, under the policy in force at `under` (at `at`)."""
    with transaction.atomic(savepoint=False):
        edition = policy.in_force(under or at)
        decided = opening(edition)
        if isinstance(decided, Refused):
            return decided
        recorded, state = unfold(core.Ticket(), decided, at, by, edition)
        row = Ticket(
            token=secrets.token_hex(8),
            subject=storable(draft.subject)[:400],
            **columns(state),
            **draft.preview(),
        )
        rows.insert([row])
        draft.write(row.number, place=1, at=at)
        ids = events.append(row.number, recorded)
        promises.project(row.number, (), state.promises)
        outgoing.owe(row.number, zip(ids, recorded, strict=True), draft)
        return Done(row.number, recorded)


def create_lived(
    facts: Sequence[Recorded], edition: Edition, *, subject: str, preview: str
) -> Done:
    """Open a ticket that has lived already: `facts` in their order, each at its own moment and by
    whom it was, with all that follows from each. Its messages are for the caller to write."""
    with transaction.atomic(savepoint=False):
        state, recorded = core.Ticket(), list[Recorded]()
        for fact in facts:
            told, state = unfold(state, [fact.event], fact.at, fact.by, edition)
            recorded += told
        row = Ticket(
            token=secrets.token_hex(8),
            subject=storable(subject)[:400],
            preview=preview,
            **columns(state),
        )
        rows.insert([row])
        events.append(row.number, recorded)
        promises.project(row.number, (), state.promises)
        taking_part.project(row.number, core.Ticket(), state)
        return Done(row.number, recorded)


def change(
    number: int,
    decide: Callable[[core.Ticket, Edition], Decision],
    *,
    at: datetime,
    by: Actor,
    draft: Draft | None = None,
    applied: Collection[int] = (),
    merged_too: bool = False,
    erased_too: bool = False,
) -> Done | Refused:
    """Let `decide` say what happens on a ticket as it stands now, and make it so.

    The ticket is locked from reading to commit: two acts at once happen one after the other, and
    the second decides on what the first left. `applied`: further versions of the policy that
    the act is about. A ticket that was merged into another is left alone, unless `merged_too`;
    so is one whose customer was erased, unless `erased_too`.
    Raises Ticket.DoesNotExist.
    """
    with transaction.atomic(savepoint=False):
        if not _locked(number):
            raise Ticket.DoesNotExist(f"There is no ticket {number}.")
        before = core.fold(events.history(number))
        if before.merged_into is not None and not merged_too:
            facts = {"ticket": number, "into": before.merged_into}
            return Refused("merged", "#%(ticket)d goes on as #%(into)d: write there.", facts)
        if before.customer in before.erased and not erased_too:
            said = "Who asked in #%(ticket)d was erased: nobody reads there."
            return Refused("erased", said, {"ticket": number})
        versions = {promise.policy for promise in before.promises}
        edition = policy.pinned(before.policy, versions | set(applied))
        decided = decide(before, edition)
        if isinstance(decided, Refused) or not decided:
            return decided if isinstance(decided, Refused) else Done(number, ())
        recorded, after = unfold(before, decided, at, by, edition)
        news = columns(after)
        if draft:
            draft.write(number, place=before.messages + 1, at=at)
            news |= draft.preview()
        ids = events.append(number, recorded)
        _project(number, before, after)
        rows.update(Ticket, {"id": number}, **news)
        outgoing.owe(number, zip(ids, recorded, strict=True), draft)
        warned.owe(number, zip(ids, recorded, strict=True), after, edition)
        return Done(number, recorded)


def _project(number: int, before: core.Ticket, after: core.Ticket) -> None:
    """Bring what stands in rows beside the ticket's own to what the events say now."""
    promises.project(number, before.promises, after.promises)
    taking_part.project(number, before, after)
    tags.project(number, before, after)
    attention.project(number, before, after)


@question
def _locked(number: Given) -> Columns:
    """The ticket, if there is one: nobody else gets it so before this transaction has ended."""
    return Ticket.objects.select_for_update().filter(pk=number).values_list("pk")


def columns(state: core.Ticket) -> dict[str, object]:
    """The columns of a ticket's row that its events determine."""
    return {
        "customer_id": state.customer,
        "channel": state.channel,
        "language": state.language,
        "policy": state.policy,
        "status": state.status,
        "assignee_id": state.assignee,
        "kind": state.kind,
        "cause": state.cause,
        "product": state.product,
        "plan": state.plan,
        "priority": state.priority,
        "tags": list(state.tags),
        "team": state.team or None,
        "to_hand_out": state.to_hand_out,
        "subscription": state.subscription,
        "follows": state.follows,
        "mailbox": state.mailbox,
        "urgent": state.urgent,
        "doubted": len(state.doubted),
        "messages_count": state.messages,
        "opened_at": state.opened_at,
        "changed_at": state.changed_at,
        "unanswered_since": state.unanswered_since,
        "rank": state.rank,
        "matters_at": state.matters_at,
        "wakes_at": state.asleep.until if state.asleep else None,
        "woken": state.woken,
        "merged_into_id": state.merged_into,
    }
