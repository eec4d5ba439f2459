"""The copies of an announcement as they go out: printed in each language, named and signed."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Final

from kept.announcements.chosen import Row
from kept.announcements.letters import Printed, deliverable, printed
from kept.announcements.lines import Letter
from kept.announcements.models import Announcement
from kept.announcements.writing import language_for
from kept.mailboxes import signing
from kept.mailboxes.directory import directory
from kept.mailboxes.models import Mailbox
from kept.record.copies import return_address

_DOUBLED: Final = re.compile(rb"(?m)^\.\.")


def signer() -> Mailbox:
    """The desk's own mailbox, whose key signs. Raises ValueError for one that does not: nothing is
    in hand yet then."""
    mailbox = directory().sending("")
    signing.signature(b"From: a@b.example\r\n\r\n", mailbox)
    return mailbox


class Prints:
    """The letter in each language, printed when the first copy needs it; each copy signed."""

    def __init__(self, announcement: Announcement, at: datetime, mailbox: Mailbox) -> None:
        self._announcement, self._at, self._mailbox = announcement, at, mailbox
        self._printed: dict[str, Printed] = {}

    def letter(self, place: int, row: Row) -> Letter:
        version = self._announcement.version
        raw = self._of(row.language).copy(row.address, row.token, row.subscriber)
        sender = return_address(version, row.subscriber)
        # What is signed is the mail; its dots are doubled only for the way.
        raw = signing.signature(_DOUBLED.sub(b".", raw), self._mailbox) + raw
        return Letter(place, sender, deliverable(row.address), raw)

    def _of(self, language: str) -> Printed:
        spoken = language_for(self._announcement, language)
        if spoken not in self._printed:
            version, letter = self._announcement.version, self._announcement.letters[spoken]
            self._printed[spoken] = printed(version, letter, spoken, self._at)
        return self._printed[spoken]
