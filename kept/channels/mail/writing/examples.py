"""Mails that nobody gets: what a letter looks like for an example of a request.

They are written like any other mail, from rows that are never stored. Their links lead nowhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kept.channels.mail.writing import letters
from kept.channels.mail.writing.papers import Papers
from kept.channels.mail.writing.thread import Thread
from kept.channels.mail.writing.warning import Due
from kept.core import ticket as core
from kept.core.decide import open_ticket
from kept.core.events import DESK
from kept.core.mail import Outgoing
from kept.core.promises import Edition, unfold
from kept.core.ticket import next_owed, told
from kept.deadlines import promises
from kept.deadlines.models import Promise
from kept.letters.wordings import Wordings
from kept.mailboxes.directory import directory
from kept.people.models import Customer, Staff
from kept.record import policy
from kept.record.models import OutgoingMail
from kept.tickets.models import Message, Ticket

#: `usual`: a customer who is known, with a subject; `bare`: neither a name nor a subject;
#: `unowed`: somebody to whom the policy owes nothing.
Case = Literal["usual", "bare", "unowed"]

_NUMBER: Final = 1208
_NAME: Final = "Camille Roussel"
_EMAIL: Final = "camille@example.org"


@dataclass(frozen=True, slots=True)
class _Scene:
    """Who reads it where, in which words."""

    letter: str
    language: str
    case: Case
    words: Wordings
    staff: Staff
    at: datetime


def cases(letter: str) -> tuple[Case, ...]:
    """Which examples there are of a letter."""
    if letter in ("warning", "confirm"):
        return ("usual",)
    refuses = policy.in_force().policy.excluding({"subscription": "ended"})
    return ("usual", "bare", "unowed") if letter == "request" and refuses else ("usual", "bare")


def example(
    letter: str, language: str, case: Case, words: Wordings, staff: Staff, at: datetime
) -> Outgoing:
    """The letter as it would leave at `at`, to a customer; a warning to `staff`."""
    scene = _Scene(letter, language, case, words, staff, at)
    if letter in ("sign_in", "erase"):
        name = "" if case == "bare" else _NAME
        row = _row(scene, {"language": language, "name": name, "link": _nowhere()})
        return letters.with_link(row, words, at)
    if letter == "warning":
        return _warning(scene)
    return _of_a_ticket(scene)


def _of_a_ticket(scene: _Scene) -> Outgoing:
    asked_at = scene.at - (timedelta(days=2) if scene.letter == "resend" else timedelta())
    ticket = _ticket(scene, asked_at)
    edition = policy.in_force()
    owed = _owed(edition, scene.language, asked_at)
    facts: dict[str, object] = {"promise": owed.number if owed else None}
    if scene.case == "unowed":
        facts = {"clause": edition.policy.excluding({"subscription": "ended"})}
    message = Message(
        pk=0, ticket=ticket, place=1, kind=Message.Kind.CUSTOMER, staff=scene.staff, at=scene.at
    )
    with translation.override(scene.language):
        message.text = _("Please try **once more**: the report runs to its end again.")
    papers = Papers(
        message,
        Thread(None, ()),
        {owed.number: owed} if owed else {},
        directory().sending(""),
        scene.words,
    )
    return letters.to_customer(_row(scene, facts), papers, scene.at)


def _warning(scene: _Scene) -> Outgoing:
    ticket = _ticket(scene, scene.at)
    owed = _owed(policy.in_force(), scene.language, scene.at)
    if owed is None:
        due_at = scene.at + timedelta(hours=1)
        owed = Promise(number=1, kind="first_reply", clause="1", due_at=due_at)
    ticket.assignee = scene.staff
    staff = scene.staff
    reader = Staff(pk=staff.pk, name=staff.name, language=scene.language, zone=staff.zone)
    due = Due(ticket, owed, "assignee")
    return letters.to_team(_row(scene, {}), reader, due, scene.words, scene.at)


def _ticket(scene: _Scene, at: datetime) -> Ticket:
    bare = scene.case == "bare"
    with translation.override(scene.language):
        subject = "" if bare else _("The report stops at 62 %")
    customer = Customer(
        pk=0,
        name="" if bare else _NAME,
        email=_EMAIL,
        language=scene.language,
        zone=settings.DESK.zone,
    )
    return Ticket(
        pk=_NUMBER,
        token="example",  # noqa: S106  (opens nothing)
        subject=subject,
        customer=customer,
        language=scene.language,
        policy=policy.in_force().version,
        opened_at=at,
    )


def _owed(edition: Edition, language: str, at: datetime) -> Promise | None:
    """What somebody is owed first who asks at `at`: the arithmetic of the desk itself."""
    facts = open_ticket(
        customer=0, channel="mail", language=language, edition=edition, acknowledge=False
    )
    _recorded, state = unfold(core.Ticket(), facts, at, DESK, edition)
    owed = next_owed(told(state.promises))
    return promises.row(_NUMBER, owed) if owed else None


def _row(scene: _Scene, facts: dict[str, object]) -> OutgoingMail:
    to = scene.staff.email if scene.letter == "warning" else _EMAIL
    return OutgoingMail(
        purpose=scene.letter,
        facts=facts,
        recipient=to,
        message_id=f"example@{settings.DESK.address.rpartition('@')[2]}",
        created_at=scene.at,
    )


def _nowhere() -> str:
    return f"{settings.DESK.url}/sign-in-link/example"
