"""A mail that the desk sends to one of its own mailboxes: the proof that a mailbox works.

Its Message-ID holds an unguessable word by which it is known when it comes in, however it comes:
such a mail opens no request and is not called a loop.
"""

from __future__ import annotations

import re
import secrets
from datetime import datetime, timedelta

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from kept.core.mail import Address, Outgoing, compose
from kept.mailboxes.models import Mailbox, RoundTrip
from kept.mailboxes.sending import try_sending
from kept.mailboxes.troubles import TroubleError

#: How long a test mail may be under way.
LONGEST = timedelta(days=2)
_ID = re.compile(r"<?kept-test\.([0-9a-f]{32})@[^<>\s]+>?")


def send(mailbox: Mailbox, *, at: datetime, language: str) -> RoundTrip:
    """Send a test mail from the mailbox to itself. Raises TroubleError; nothing is kept then."""
    trip = RoundTrip(token=secrets.token_hex(16), mailbox=mailbox, sent_at=at)
    with translation.override(language):
        raw = compose(_letter(trip, at))
    trip.save(force_insert=True)  # before it is sent: it may be back at once
    try:
        try_sending(mailbox, mailbox.address, raw)
    except TroubleError:
        trip.delete()
        raise
    return trip


def message_id(trip: RoundTrip) -> str:
    """The Message-ID of a test mail, without angle brackets."""
    return f"kept-test.{trip.token}@{trip.mailbox.address.rpartition('@')[2]}"


def arrived(message_id: str, *, at: datetime, folder: str = "") -> bool:
    """Note that a mail of this id came in; whether it is a test mail of this desk's.

    Asks the record only about ids that look like one. The first arrival counts.
    """
    found = _ID.fullmatch(message_id)
    if found is None:
        return False
    trips = RoundTrip.objects.filter(pk=found[1], sent_at__gt=at - LONGEST)
    trips.filter(arrived_at=None).update(arrived_at=at, folder=folder[:200])
    return trips.exists()


def _letter(trip: RoundTrip, at: datetime) -> Outgoing:
    mailbox = trip.mailbox
    return Outgoing(
        sender=Address(" ".join((mailbox.name or settings.DESK.name).split()), mailbox.address),
        to=(Address("", mailbox.address),),
        subject=_("A test of this mailbox"),
        text=_("Kept sent this mail to see whether mail from here leaves and comes back. You need "
               "not do anything; it can be thrown away."),
        message_id=message_id(trip),
        date=at,
        automatic=True,
    )  # fmt: skip
