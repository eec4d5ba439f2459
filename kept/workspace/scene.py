"""All that is read of one ticket for its page: what is said of it later asks nothing more."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import QuerySet

from kept.core import events as e
from kept.core.policy import Policy
from kept.core.ticket import Ticket as State
from kept.core.ticket import fold
from kept.people.models import Staff
from kept.record import events, policy
from kept.record.questions import Columns, Given, Rows, question
from kept.tickets import access
from kept.tickets.models import Ticket
from kept.workspace import thread
from kept.workspace.happenings import Setting
from kept.workspace.reader import Reader

#: Other tickets of the customer that are named beside this one.
OTHERS = 5


@dataclass(frozen=True, slots=True)
class Team:
    """The names of all who were ever in it, and who is in it now, by name."""

    names: Mapping[int, str]
    present: Sequence[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class Scene:
    """A ticket as it is, what happened on it, and who is who. `others`: see `_others`."""

    reader: Reader
    ticket: Ticket
    history: Sequence[e.Recorded]
    state: State
    rules: Policy
    team: Team
    messages: Sequence[thread.Said]
    others: Rows

    @property
    def setting(self) -> Setting:
        """What is needed to tell what happened."""
        return Setting(
            reader=self.reader,
            names=self.team.names,
            customer=str(self.ticket.customer),
            promises=self.state.promises,
            policy=self.rules,
        )


def read(reader: Reader, number: int) -> Scene:
    """The scene of a ticket. Raises NotYoursError.

    The number of queries is the same for a ticket of one message and of a hundred.
    """
    ticket = access.ticket(reader.staff, number)
    history = events.history(number)
    return Scene(
        reader=reader,
        ticket=ticket,
        history=history,
        state=fold(history),
        rules=policy.edition(ticket.policy).policy,
        team=_team(),
        messages=thread.said(number),
        others=_others(reader.staff, ticket.customer_id, number),
    )


def _team() -> Team:
    staff = _staff()
    return Team(
        names={number: name for number, name, _active in staff},
        present=[(number, name) for number, name, active in staff if active],
    )


@question
def _staff() -> Columns:
    return Staff.objects.order_by("name").values_list("pk", "name", "is_active")


def _others(staff: Staff, customer: int, ticket: int) -> Rows:
    """The newest other tickets of a customer: number, subject, when they were opened."""
    if not staff.hidden_teams:
        return _of_customer(customer, ticket)
    return list(_newest(access.tickets(staff), customer, ticket))


@question
def _of_customer(customer: Given, ticket: Given) -> Columns:
    return _newest(access.tickets_of_the_team(), customer, ticket)


def _newest(tickets: QuerySet[Ticket], customer: int | Given, ticket: int | Given) -> Columns:
    found = tickets.filter(customer=customer).exclude(pk=ticket)
    return found.order_by("-id").values_list("pk", "subject", "opened_at")[:OTHERS]
