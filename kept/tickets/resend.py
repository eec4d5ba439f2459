"""Which ticket a new request only repeats: a customer who asks again has one ticket, not two."""

from __future__ import annotations

from datetime import datetime

from kept.core.mail import bare_subject
from kept.core.promises import resendable
from kept.core.ticket import fold
from kept.people.models import Customer
from kept.record import events, policy
from kept.tickets.draft import fingerprint
from kept.tickets.models import Message, Ticket

_CANDIDATES = 20


def asked_before(customer: Customer, words: str, subject: str, *, at: datetime) -> int | None:
    """The open, unanswered ticket that asks the same (PROMISES.md 18), the newest if several.

    The same words join at any time, the same subject once the policy's waiting time is over,
    whatever channel they came by. What joining means, a resend or a repetition, is decided there
    (core.decide.receive). Looks at the newest tickets only, so that it costs the same for
    everybody.
    """
    waiting = (
        Ticket.objects.filter(customer=customer, unanswered_since__isnull=False)
        .exclude(status__in=("solved", "closed"))
        .order_by("-id")
        .values_list("pk", "subject", "policy")[:_CANDIDATES]
    )
    tickets = {number: (said, version) for number, said, version in waiting}
    return _same_words(customer, words, list(tickets)) or _same_subject(tickets, subject, at)


def _same_words(customer: Customer, words: str, tickets: list[int]) -> int | None:
    said = fingerprint(words)
    if not said or not tickets:
        return None
    same = Message.objects.filter(
        ticket__in=tickets, kind=Message.Kind.CUSTOMER, customer=customer, fingerprint=said
    )
    return same.order_by("-ticket_id").values_list("ticket_id", flat=True).first()


def _same_subject(tickets: dict[int, tuple[str, int]], subject: str, at: datetime) -> int | None:
    about = bare_subject(subject)
    for number, (said, version) in tickets.items():
        if about and about == bare_subject(said):
            state = fold(events.history(number))
            if resendable(state, at, policy.edition(version)):
                return number
    return None
