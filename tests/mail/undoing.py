"""Answer and take back, again and again, beside a desk that is killed; dies with it.

    python -m tests.mail.undoing SEED

Each reply is held for a moment and taken back at about the moment when it leaves, so that who
sends and who takes back are after the same row. What is busy or gone is tried again.
"""

from __future__ import annotations

import random
import sys
import time
from datetime import UTC, datetime, timedelta

import django
from django.db import Error, close_old_connections

HELD = 0.4


def main() -> None:
    django.setup()
    chance = random.Random(int(sys.argv[1]))
    while True:
        try:
            once(chance)
        except Error:
            close_old_connections()
        time.sleep(0.02)


def once(chance: random.Random) -> None:
    """One reply to some ticket, taken back a little before or after it leaves."""
    from kept.core.events import ReplySent
    from kept.people.models import Staff
    from kept.tickets import actions
    from kept.tickets.models import Ticket
    from kept.tickets.outgoing import message_id

    staff, _new = Staff.objects.get_or_create(
        email="undoing@kept.example", defaults={"name": "Undoing"}
    )
    ticket = Ticket.objects.filter(messages_count__lt=4).order_by("?").first()
    if ticket is None:
        return
    draft = actions.Draft(
        kind="agent",
        channel="mail",
        text="We look into it.",
        staff=staff,
        recipient=ticket.customer.email,
        message_id=message_id(),
        held=timedelta(seconds=HELD),
    )
    done = actions.reply(ticket.pk, draft, by=staff, seen=99, at=datetime.now(UTC))
    if isinstance(done, actions.Done):
        time.sleep(chance.uniform(0.5 * HELD, 1.1 * HELD))
        told = (one.event for one in done.recorded)
        place = next(event.message for event in told if isinstance(event, ReplySent))
        actions.withdraw(ticket.pk, place, by=staff, at=datetime.now(UTC))


if __name__ == "__main__":
    main()
