"""Who may see and write what: the only way for a view to get a ticket."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Q, QuerySet
from django.http import Http404
from django.utils import timezone

from kept.people.models import Customer, Staff, Team
from kept.record.questions import Columns, Given, question
from kept.tickets.models import Attachment, Message, Participant, Ticket

Person = Staff | Customer | None


class NotYoursError(Http404):
    """There is no such ticket for this person. Says the same whether or not it exists: to a
    browser, that there is no such page."""


def tickets(person: Person) -> QuerySet[Ticket]:
    """The tickets that this person may see: for the team all but the private ones of teams that
    they are not of; for a customer their own, and those that the team lets them read."""
    if isinstance(person, Staff) and person.is_active:
        hidden = person.hidden_teams
        everything = tickets_of_the_team()
        return everything.exclude(team__in=hidden) if hidden else everything
    if isinstance(person, Customer):
        let_in = Participant.objects.filter(customer=person, reads=True).values("ticket")
        return Ticket.objects.filter(Q(customer=person) | Q(pk__in=let_in))
    return Ticket.objects.none()


def own(customer: Customer, number: int) -> Ticket:
    """A ticket that this customer opened, and may close. Raises NotYoursError."""
    found = Ticket.objects.filter(customer=customer, pk=number).first()
    if found is None:
        raise NotYoursError(f"no ticket {number} of {customer}")
    return found


def tickets_of_the_team() -> QuerySet[Ticket]:
    """All tickets of the desk: for questions that are asked for nobody in particular, or whose
    answers are asked again whether somebody `sees` them."""
    return Ticket.objects.all()


def sees(staff: Staff, team: str | None) -> bool:
    """Whether somebody of the team may see what is the work of that team."""
    return staff.is_active and team not in staff.hidden_teams


def hidden_from(staff: Staff) -> Columns | None:
    """The numbers of the tickets that somebody of the team does not see; None: they see all."""
    hidden = staff.hidden_teams
    return Ticket.objects.filter(team__in=hidden).values_list("pk") if hidden else None


def readers(numbers: Collection[int]) -> dict[int, frozenset[int]]:
    """Of those of these tickets that are private, who of the team may see them, by number."""
    private = Team.objects.filter(private=True).values("key")
    hidden = Ticket.objects.filter(pk__in=numbers, team__in=private)
    of_teams = dict(hidden.values_list("pk", "team"))
    if not of_teams:
        return {}
    staff = list(Staff.objects.filter(is_active=True))
    return {
        number: frozenset(one.pk for one in staff if sees(one, team))
        for number, team in of_teams.items()
    }


def ticket(person: Person, number: int) -> Ticket:
    """One ticket with its customer. Raises NotYoursError."""
    if isinstance(person, Staff) and person.is_active:
        found = [one for one in _ticket_of_the_team(number) if sees(person, one.team)]
    else:
        found = list(tickets(person).select_related("customer").filter(pk=number))
    if not found:
        raise NotYoursError(f"no ticket {number} for {person}")
    return found[0]


@question
def _ticket_of_the_team(number: Given) -> QuerySet[Ticket]:
    return tickets_of_the_team().select_related("customer").filter(pk=number)


def messages(person: Person, of: Ticket) -> QuerySet[Message]:
    """What this person may read in a ticket of theirs: notes are for the team only."""
    said = messages_to_the_team(of.pk).select_related("customer", "staff")
    if not isinstance(person, Staff):
        said = _standing(of.pk).select_related("customer", "staff")
        # What stands in a ticket that this person does not see is left to them here.
        said = said.exclude(moved_to__in=tickets(person).values("pk"))
        said = said.exclude(kind=Message.Kind.NOTE).exclude(stranger=True)
        # A reply that may still be taken back has not been said yet.
        said = said.exclude(leaves_at__gt=timezone.now())
    return said.prefetch_related("attachments")


def messages_to_the_team(ticket: int | Given) -> QuerySet[Message]:
    """What everybody of the team may read in a ticket that they may see, in order: all of it but
    the replies that were taken back, and what stands in another ticket now."""
    return _standing(ticket).filter(moved_to=None)


def all_said_to_the_team(tickets: Collection[int]) -> QuerySet[Message]:
    """The same of several tickets, of each in order."""
    said = Message.objects.filter(ticket__in=tickets, withdrawn=False, moved_to=None)
    return said.order_by("ticket", "place")


def _standing(ticket: int | Given) -> QuerySet[Message]:
    return Message.objects.filter(ticket=ticket, withdrawn=False).order_by("place")


def taken_back(staff: Staff, ticket: int) -> Message | None:
    """The reply that this person took back in a ticket and has not written anew."""
    for number, withdrawn in _last_reply(ticket, staff.pk):
        if withdrawn:
            return Message.objects.prefetch_related("attachments").get(pk=number)
    return None


@question
def _last_reply(ticket: Given, staff: Given) -> Columns:
    """Of somebody's replies in a ticket the last: its number, and whether it was taken back."""
    theirs = Message.objects.filter(ticket=ticket, staff=staff, kind=Message.Kind.AGENT)
    return theirs.order_by("-place").values_list("pk", "withdrawn")[:1]


def attachment(person: Person, number: int) -> Attachment:
    """A file of a message that this person may read. Raises NotYoursError."""
    found = Attachment.objects.select_related("message__ticket").filter(pk=number).first()
    if (
        found is None
        or not messages(person, ticket(person, found.message.ticket_id))
        .filter(pk=found.message_id)
        .exists()
    ):
        raise NotYoursError(f"no file {number} for {person}")
    return found


def writable(customer: Customer) -> QuerySet[Ticket]:
    """The tickets into which this customer's mail may be written as one of their people."""
    invited = Participant.objects.filter(customer=customer).values("ticket")
    return Ticket.objects.filter(Q(customer=customer) | Q(pk__in=invited))
