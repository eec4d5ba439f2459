"""A letter as it would be sent, in words that nobody has kept yet."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import datetime
from typing import Final, get_args

from django.conf import settings
from django.http import QueryDict

from kept.announcements import mails
from kept.channels.mail.writing import examples
from kept.channels.mail.writing.examples import Case
from kept.core.mail import Address, Outgoing, compose
from kept.core.mail.letter import read
from kept.core.mail.letter_wrongs import wrongs
from kept.letters.catalogue import LETTERS
from kept.letters.originals import Text
from kept.letters.wordings import MisfitError, Wordings
from kept.people.models import Staff
from kept.record.models import OutgoingMail

_SOMEBODY: Final = "camille@example.org"


def case_of(asked: QueryDict) -> Case:
    """Which example is asked for."""
    wanted = asked.get("case")
    return next((case for case in get_args(Case) if case == wanted), "usual")


def tried(
    letter: str, language: str, words: Text, case: Case, staff: Staff, at: datetime
) -> Outgoing:
    """The mail with these words, for an example. Raises MisfitError where they are not fit."""
    rules = LETTERS[letter].rules
    if found := wrongs(words.subject, words.body, rules):
        raise MisfitError(found)
    held = Wordings("", {(letter, language): read(words.subject, words.body, rules)}, frozenset())
    if letter == "confirm":
        link = f"{settings.DESK.url}/news/confirm/example"
        return mails.confirming(link, _SOMEBODY, _new_id(), held, language=language, at=at)
    return examples.example(letter, language, case, held, staff, at)


def send(mail: Outgoing, staff: Staff, at: datetime) -> None:
    """Owe the mail to whoever tries it, and to nobody else."""
    own = replace(
        mail,
        to=(Address(staff.name, staff.email),),
        cc=(),
        reply_to=None,
        subject=f"[Test] {mail.subject}",
        message_id=_new_id(),
        automatic=True,
    )
    OutgoingMail.objects.create(
        key=f"test:{secrets.token_hex(12)}",
        purpose="letter",
        recipient=staff.email,
        message_id=own.message_id,
        created_at=at,
        next_at=at,
        raw=compose(own),
    )


def _new_id() -> str:
    return f"{secrets.token_hex(12)}@{settings.DESK.address.rpartition('@')[2]}"
