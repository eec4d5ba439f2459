"""The letter that asks somebody into the team."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Final

from django.conf import settings
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from kept.core.decide import Refused
from kept.core.mail import Address, Outgoing, compose
from kept.core.mail.letter import Link, Rules, Value, read
from kept.letters.writing import Foot, written
from kept.people import invitations
from kept.people.models import Invitation, Staff
from kept.record.models import OutgoingMail

_RULES: Final = Rules({"who": "words", "desk": "words", "hours": "number", "link": "link"})


def invite(email: str, role: str, language: str, *, by: Staff, at: datetime) -> Refused | None:
    """Invite somebody, again where they were, and owe them the mail with the link, in one
    transaction."""
    with transaction.atomic():
        made = invitations.invite(email, role, language, by=by, at=at)
        if isinstance(made, Refused):
            return made
        row, link = made
        mail = letter(row, link, at)
        OutgoingMail.objects.create(
            key=f"invitation:{secrets.token_hex(8)}",
            purpose="letter",
            recipient=row.email,
            message_id=mail.message_id,
            created_at=at,
            next_at=at,
            raw=compose(mail),
        )
    return None


def letter(invitation: Invitation, link: str, at: datetime) -> Outgoing:
    """The mail with the link, in the language of the invitation."""
    desk, language = settings.DESK, invitation.language
    with translation.override(language):
        subject = _("Join the team of {{ desk }}")
        body = _(
            "{{ who }} asks you to join the team of {{ desk }}.\n\n{{ link }}\n\n"
            "The link works once, for {{ hours }} hours. If you do not know what this is about, "
            "do nothing: nobody comes in without it."
        )
        values: dict[str, Value] = {
            "who": invitation.by.name,
            "desk": desk.name,
            "hours": str(int(invitations.LASTS.total_seconds() // 3600)),
            "link": Link(link, _("Join")),
        }
        foot = Foot(f"{desk.name}, {desk.address}")
        said = written(read(subject, body, _RULES), language, values, foot)
    return Outgoing(
        sender=Address(desk.name, desk.address),
        to=(Address("", invitation.email),),
        subject=said.subject,
        message_id=f"{secrets.token_hex(12)}@{desk.address.rpartition('@')[2]}",
        date=at,
        automatic=True,
        language=language,
        text=said.text,
        html=said.html,
    )
