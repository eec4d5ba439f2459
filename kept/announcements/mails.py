"""Single mails of this room, through the desk's outgoing mail: to confirm, and to try."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kept.announcements import writing
from kept.announcements.letters import TOKEN, outgoing
from kept.announcements.models import Announcement, Subscriber
from kept.announcements.subscribers import CONFIRM_WITHIN, confirm_link
from kept.core.mail import Address, Outgoing, compose
from kept.core.mail.letter import Link, Value
from kept.letters.wordings import Wordings, wordings
from kept.letters.writing import Foot, written
from kept.people.models import Staff
from kept.record.models import OutgoingMail


def ask_to_confirm(subscriber: Subscriber, *, language: str, at: datetime) -> None:
    """Owe a mail with the link that confirms, in the language in which they asked."""
    message, to = _message_id(), subscriber.address
    mail = confirming(confirm_link(subscriber), to, message, wordings(), language=language, at=at)
    _owe(f"confirm:{secrets.token_hex(8)}", to, message, compose(mail), at)


def confirming(
    link: str, to: str, message: str, words: Wordings, *, language: str, at: datetime
) -> Outgoing:
    """The mail with the link that confirms."""
    desk = settings.DESK
    with translation.override(language):
        values: dict[str, Value] = {
            "link": Link(link, _("Confirm")),
            "days": str(CONFIRM_WITHIN.days),
            "desk": desk.name,
            "address": desk.address,
        }
        foot = Foot(f"{desk.name}, {desk.address}")
        said = written(words.of("confirm", language), language, values, foot)
    return Outgoing(
        sender=Address(desk.name, desk.address),
        to=(Address("", to),),
        subject=said.subject,
        message_id=message,
        date=at,
        automatic=True,
        language=language,
        text=said.text,
        html=said.html,
    )


def send_test(announcement: Announcement, staff: Staff, *, at: datetime) -> int:
    """Owe the letter in each language to the lead who looks at it; how many they are."""
    letters = writing.letters(announcement, at)
    for language, letter in letters.items():
        mark = secrets.token_hex(12)
        raw = outgoing(
            {**letter, "subject": f"[Test] {letter['subject']}"},
            language,
            at,
            address=staff.email,
            token=TOKEN,
            message=mark,
        )
        domain = settings.DESK.address.rpartition("@")[2]
        _owe(f"test:{mark}", staff.email, f"{mark}@{domain}", raw, at)
    return len(letters)


def _message_id() -> str:
    return f"{secrets.token_hex(12)}@{settings.DESK.address.rpartition('@')[2]}"


def _owe(key: str, recipient: str, message: str, raw: bytes, at: datetime) -> None:
    OutgoingMail.objects.create(
        key=key,
        purpose="letter",
        recipient=recipient,
        message_id=message,
        created_at=at,
        next_at=at,
        raw=raw,
    )
