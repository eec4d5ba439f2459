"""What a verb may do on a ticket as it stands: the events it causes, or a refusal that says why.

Pure: the ticket's state, the facts of the act and the policy in force come in, `Refused` or the
events go out. What follows for the promises is not decided here (`core.promises`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from kept.core import events as e
from kept.core.promises import Edition, improved, resendable
from kept.core.ticket import REPLIES, Ticket

#: So long after its request was settled an answer may be rated, or rated otherwise.
RATED_WITHIN: Final = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Refused:
    """Why not. `reason` is an English sentence with %(name)s places for `facts`: its msgid."""

    code: str
    reason: str
    facts: Mapping[str, object] = field(default_factory=dict)
    clause: str | None = None

    def __str__(self) -> str:
        return self.reason % self.facts


Decision = Refused | list[e.Event]


def open_ticket(
    *,
    customer: int,
    channel: e.Channel,
    language: str,
    edition: Edition,
    acknowledge: bool,
    product: str = "",
    plan: str = "",
    priority: str = "",
    team: str = "",
    mailbox: str = "",
    subscription: e.Subscription = "",
    follows: int | None = None,
) -> list[e.Event]:
    """A request opens a ticket; the acknowledgement says what is owed. A product, plan or
    priority that the policy does not declare is left out: it could decide nothing. A `team` is
    the desk's own, whether or not the policy speaks of it."""
    rules = edition.policy
    events: list[e.Event] = [
        e.TicketOpened(
            customer=customer,
            channel=channel,
            language=language,
            policy=edition.version,
            product=product if product in rules.products else "",
            plan=plan if plan in rules.plans else "",
            priority=priority if priority in rules.priorities else "",
            team=team,
            mailbox=mailbox,
            subscription=subscription,
            follows=follows,
        ),
        e.MessageReceived(message=1, customer=customer, channel=channel),
    ]
    if acknowledge:
        events.append(e.Acknowledged(message=1, occasion="request"))
    return events


def import_ticket(
    *, customer: int, language: str, edition: Edition, mailbox: str, team: str = ""
) -> list[e.Event]:
    """A request found in an old mailbox becomes history."""
    opened = e.TicketImported(
        customer=customer,
        channel="mail",
        language=language,
        policy=edition.version,
        mailbox=mailbox,
        team=team,
    )
    return [opened, e.MessageImported(message=1, customer=customer)]


def import_message(state: Ticket, author: int | None) -> Decision:
    """A further mail of an old request. What lives is never changed by an import."""
    if not state.imported:
        return Refused("alive", "This request lives here: an import adds nothing to it.")
    return [e.MessageImported(message=state.messages + 1, customer=author)]


def receive(
    state: Ticket,
    received: e.Recorded,
    *,
    edition: Edition,
    same_text: bool,
    acknowledge: bool,
) -> list[e.Event]:
    """A further message. A resend (§ of `[resend]`) makes the ticket urgent, a repetition is told
    once when the answer is due, and a customer's word opens a settled ticket again."""
    message = received.event
    assert isinstance(message, e.MessageReceived)
    events: list[e.Event] = [message]
    if message.stranger:
        return events
    if state.status in ("solved", "closed"):
        return [*events, e.Reopened()]
    rule = edition.policy.resend
    if rule is None or state.unanswered_since is None or edition.policy.excluding(state.facts):
        return events
    facts = {"message": message.message, "clause": rule.clause, "policy": edition.version}
    occasion: str | None = None
    if waited := resendable(state, received.at, edition):
        events.append(e.Resent(**facts, waited_seconds=waited.total_seconds()))  # type: ignore[arg-type]
        occasion = "resend"
    elif same_text:
        events.append(e.Repeated(**facts))  # type: ignore[arg-type]
        occasion = "repetition" if state.repetitions == 0 else None
    if occasion and acknowledge:
        events.append(e.Acknowledged(message=message.message, occasion=occasion))  # type: ignore[arg-type]
    return events


def vouch(state: Ticket, message: int, received_at: datetime, edition: Edition) -> Decision:
    """Take a doubted message for the customer's own. It counts from when it was received."""
    if message not in state.doubted:
        return Refused("not_doubted", "This message does not wait for anybody's word.")
    events: list[e.Event] = [e.MessageVouched(message=message, received_at=received_at)]
    rule = edition.policy.resend
    if rule and (waited := resendable(state, received_at, edition)):
        seconds = waited.total_seconds()
        version = edition.version
        events.append(
            e.Resent(message=message, clause=rule.clause, policy=version, waited_seconds=seconds)
        )
    return events


def discard(state: Ticket, message: int, *, ticket: int | None = None) -> Decision:
    """Hold a doubted message to be nothing of this request. `ticket`: the one it became."""
    if message not in state.doubted:
        return Refused("not_doubted", "This message does not wait for anybody's word.")
    return [e.MessageDiscarded(message=message, ticket=ticket)]


def returned_late(state: Ticket, at: datetime, edition: Edition) -> str:
    """The clause by which a customer who writes `at` begins a new request, as this one was
    settled too long ago; '' where they go on with it (PROMISES.md 12)."""
    return edition.policy.too_late(state.settled_at, at) if state.settled else ""


def ratable(state: Ticket, at: datetime) -> bool:
    """Whether answers may still be rated: for a while after the request was settled."""
    return not state.settled or state.settled_at is None or at - state.settled_at <= RATED_WITHIN


def rate(state: Ticket, answer: e.AnswerRated, by: int, at: datetime) -> Decision:
    """Say how an answer was, for whoever takes part."""
    if by not in (state.customer, *state.participants):
        return Refused("not_theirs", "Only who takes part in the request can rate its answers.")
    if not ratable(state, at):
        return Refused("late", "This was settled too long ago to rate its answers.")
    return [answer]


def reply(
    state: Ticket, *, seen: int, then: str | None = None, copies: Collection[int] = ()
) -> Decision:
    """An answer to the customer, refused when the thread has moved on since `seen`.

    `seen` is the last message that the writer had on the screen; `then` may be 'wait' or 'solve';
    `copies`: who else gets it, of those who take part.
    """
    if state.last_public > seen:
        return Refused("moved_on", "Not sent: something came in while you wrote. Read it first.")
    number = state.messages + 1
    events: list[e.Event] = []
    if state.status in ("solved", "closed"):
        events.append(e.Reopened())
    also = tuple(who for who in state.participants if who in copies)
    events.append(e.ReplySent(message=number, copies=also))
    if then == "wait":
        events.append(e.MarkedWaiting())
    if then == "solve":
        events.append(e.Solved())
    return events


def withdraw(state: Ticket, message: int) -> Decision:
    """Take a reply back that has not left: the ticket is as if it had never been written."""
    if not any(reply.message == message for reply in state.replies):
        return Refused("no_reply", "There is no such reply to take back.")
    if state.status == "closed":
        return Refused("closed", "Too late: the customer has closed the request meanwhile.")
    return [e.ReplyWithdrawn(message=message)]


def send_again(state: Ticket, message: int) -> Decision:
    """Hand a reply over once more. What failed for good answers again from now on."""
    arrived = any(reply.message == message for reply in state.replies)
    return [] if arrived else [e.ReplySentAgain(message=message)]


def note(state: Ticket, mentions: tuple[int, ...] = ()) -> Decision:
    return [e.NoteWritten(message=state.messages + 1, mentions=mentions)]


def assign(state: Ticket, to: int | None) -> Decision:
    return [] if state.assignee == to else [e.Assigned(to=to)]


def set_team(state: Ticket, team: str) -> Decision:
    """Make it the work of a team; '' of everybody. Who answers stays; what that owes starts."""
    return [] if state.team == team else [e.FactsChanged(team=team)]


def hand_out(state: Ticket, to: e.HandedOut) -> Decision:
    """Give the ticket to whose turn it is, unless it has found somebody, another team or its end
    meanwhile: then nothing happens."""
    return [to] if state.to_hand_out and state.team == to.team else []


def classify(state: Ticket, kind: str, cause: str, edition: Edition) -> Decision:
    if kind not in edition.policy.kinds:
        return Refused("kind", "The policy knows no kind %(kind)s.", {"kind": kind})
    if cause and (kind != "bug" or cause not in edition.policy.causes):
        return Refused("cause", "The policy knows no cause %(cause)s here.", {"cause": cause})
    if (state.kind, state.cause) == (kind, cause):
        return []
    return [e.Classified(kind=kind, cause=cause or None)]


def set_facts(
    state: Ticket,
    edition: Edition,
    *,
    product: str | None = None,
    plan: str | None = None,
    priority: str | None = None,
) -> Decision:
    """Say what the request is about; '' takes it back, None leaves it. What that owes starts."""
    known = edition.policy.products, edition.policy.plans, edition.policy.priorities
    changes: dict[str, Any] = {}
    for (fact, value), terms in zip(
        (("product", product), ("plan", plan), ("priority", priority)), known, strict=True
    ):
        if value is None or value == state.facts[fact]:
            continue
        if value and value not in terms:
            return Refused(fact, _UNKNOWN[fact], {fact: value})
        changes[fact] = value
    return [e.FactsChanged(**changes)] if changes else []


def set_subscription(state: Ticket, subscription: e.Subscription) -> Decision:
    """Say whether the customer's subscription runs; '': nobody knows. What that owes starts."""
    if subscription == state.subscription:
        return []
    return [e.FactsChanged(subscription=subscription)]


_UNKNOWN = {
    "product": "The policy knows no product %(product)s.",
    "plan": "The policy knows no plan %(plan)s.",
    "priority": "The policy knows no priority %(priority)s.",
}


def mark_waiting(state: Ticket) -> Decision:
    if state.status == "waiting":
        return []
    if state.status != "open":
        return Refused("settled", "This ticket is settled. Open it again first.")
    return [e.MarkedWaiting()]


def solve(state: Ticket) -> Decision:
    """Refused while a reply is owed: solving in silence would break the policy's word."""
    if state.status in ("solved", "closed"):
        return []
    silent = [p for p in state.promises if p.owed and p.kind in REPLIES]
    if silent:
        return Refused(
            "reply_owed",
            "A reply is still owed. Answer, or release the promise with a reason.",
            clause=silent[0].clause,
        )
    return [e.Solved()]


def close(state: Ticket) -> Decision:
    """The customer says that it is settled."""
    return [] if state.status == "closed" else [e.Closed()]


def reopen(state: Ticket) -> Decision:
    if state.status == "open":
        return []
    return [e.Reopened()]


def release(state: Ticket, number: int, reason: str) -> Decision:
    """The promise is owed no more, for a reason that is counted in public."""
    if not 1 <= number <= len(state.promises):
        return Refused("no_promise", "There is no such promise on this ticket.")
    promise = state.promise(number)
    if not promise.owed:
        return Refused("not_owed", "This promise is not owed any more.", clause=promise.clause)
    if not reason.strip():
        return Refused("no_reason", "Say why nothing is owed.", clause=promise.clause)
    return [e.PromiseReleased(promise=number, reason=reason.strip(), clause=promise.clause)]


def apply_version(state: Ticket, at: datetime, edition: Edition, new: Edition) -> Decision:
    """Let a later version apply to what is owed already, where it is better for the customer."""
    return list(improved(state, at, edition, new))


def delivery_failed(message: int, reason: str, permanent: bool) -> Decision:
    return [e.DeliveryFailed(message=message, permanent=permanent, reason=reason)]
