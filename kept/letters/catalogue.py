"""Which letters there are, what can stand in each, and what each must hold."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from kept.core.mail.letter import Kind, Rules

Word = str | Lazy


@dataclass(frozen=True, slots=True)
class Post:
    """A letter that the desk writes by itself: its name, when it writes it, and to whom."""

    name: str
    title: Word
    about: Word
    rules: Rules
    to_team: bool


#: What stands at each place, as leads are told.
MEANINGS: Final[dict[str, Word]] = {
    "greeting": _("“Hello Camille,”, or “Hello,” where no first name is known"),
    "first_name": _("the customer's first name, where one is known"),
    "customer": _("the customer's name, where it is known"),
    "subject": _("what the request is about"),
    "request": _("“what it is about” between quotation marks, or “your request”"),
    "quoted": _("“what it is about” between quotation marks, or nothing"),
    "number": _("the number of the request"),
    "desk": _("the name of the desk"),
    "address": _("the address of the desk"),
    "link": _("where the reader goes on: alone, as a button; or as the address of a link"),
    "promise": _("what the policy owes, by when and by which clause; or why nothing is owed"),
    "ask_again": _("from when on to ask again, and the clause that says so"),
    "reply": _("what the agent has written"),
    "agent": _("the agent's name"),
    "signature": _("the signature of the mailbox that the reply leaves from"),
    "rate": _("the question how the answer was, with two links; not in copies"),
    "minutes": _("for how many minutes the link works"),
    "days": _("for how many days the link works"),
    "what": _("what is owed: “First reply”"),
    "by": _("by when it is owed"),
    "assignee": _("who answers the request, or that nobody does yet"),
}

_IN_SUBJECT: Final = frozenset(MEANINGS) - {
    *("greeting", "link", "promise", "ask_again", "reply", "signature", "minutes", "days"),
    *("assignee", "agent", "rate"),
}
#: An answer whose other marks were lost on its way finds its request by this.
_NUMBERED: Final = "[#{{ number }}]"

_DESK: Final[dict[str, Kind]] = {"desk": "words", "address": "words"}
_READER: Final[dict[str, Kind]] = {"greeting": "words", "first_name": "words", "customer": "words"}
_REQUEST: Final[dict[str, Kind]] = {
    **_READER,
    "subject": "words",
    "request": "words",
    "quoted": "words",
    "number": "number",
    "link": "link",
    **_DESK,
}


def _post(
    name: str,
    title: Word,
    about: Word,
    places: dict[str, Kind],
    *needs: str,
    subject_holds: str = _NUMBERED,
    to_team: bool = False,
) -> Post:
    in_subject = frozenset(places) & _IN_SUBJECT
    rules = Rules(MappingProxyType(places), needs, in_subject, subject_holds)
    return Post(name, title, about, rules, to_team)


LETTERS: Final[dict[str, Post]] = {
    one.name: one
    for one in (
        _post(
            "request",
            _("Acknowledgement"),
            _("To the customer, as soon as a request has come in."),
            {"promise": "block", "ask_again": "block", **_REQUEST},
            "promise",
        ),
        _post(
            "resend",
            _("Acknowledgement of a resend"),
            _("To who asks again after the time that the policy sets."),
            {"promise": "block", **_REQUEST},
            "promise",
        ),
        _post(
            "repetition",
            _("Acknowledgement of a repetition"),
            _("Once, to who sends the same words again before that time."),
            {"promise": "block", "ask_again": "block", **_REQUEST},
            "promise",
        ),
        _post(
            "reply",
            _("Reply"),
            _("Around what an agent writes to the customer."),
            {"reply": "block", "agent": "words", "signature": "block", "rate": "block",
             **_REQUEST},
            "reply",
        ),
        _post(
            "sign_in",
            _("Link to sign in"),
            _("To a customer who asks for it, to see their requests."),
            {"link": "link", "minutes": "words", **_READER, **_DESK},
            "link",
            subject_holds="",
        ),
        _post(
            "erase",
            _("Link to erase one's data"),
            _("To a customer who wants all to be erased that the desk holds of them."),
            {"link": "link", "minutes": "words", **_READER, **_DESK},
            "link",
            subject_holds="",
        ),
        _post(
            "confirm",
            _("Confirmation of a subscription"),
            _("To who wants to hear of major changes of the policy."),
            {"link": "link", "days": "words", **_DESK},
            "link",
            subject_holds="",
        ),
        _post(
            "warning",
            _("Warning of a promise"),
            _("To the team, before a promise is due. Only the team's languages."),
            {"promise": "words", "what": "words", "by": "words", "assignee": "words",
             "subject": "words", "number": "number", "link": "link", **_DESK},
            "promise", "link",
            to_team=True,
        ),
    )
}  # fmt: skip
