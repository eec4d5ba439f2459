"""What a lead enters is tried before it counts."""

from __future__ import annotations

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from kept.core.events import Actor
from kept.mailbox_settings.reading import try_reading
from kept.mailbox_settings.steps import Name, failed, worked
from kept.mailboxes.models import Mailbox
from kept.mailboxes.sending import try_connecting
from kept.mailboxes.troubles import Trouble, TroubleError
from kept.people.models import Staff
from kept.record import audit


def receiving(mailbox: Mailbox, by: Staff) -> Trouble | None:
    """Store how mail comes in once the mailbox opens; what stands in the way, None if nothing."""
    return _tried(mailbox, by, "receiving", lambda: mailbox.fetch and try_reading(mailbox))


def sending(mailbox: Mailbox, by: Staff) -> Trouble | None:
    """Store how replies leave once the server lets us in; what stands in the way."""

    def attempt() -> None:
        try_connecting(mailbox)
        mailbox.smtp_trouble, mailbox.smtp_failing_since = "", None

    return _tried(mailbox, by, "sending", attempt)


def _tried(
    mailbox: Mailbox, by: Staff, name: Name, attempt: Callable[[], object]
) -> Trouble | None:
    """Try what was filled in and store it. A mailbox that is in use keeps what works: nothing of
    it is changed to what does not."""
    if not mailbox.active:
        failed(mailbox, name)
        failed(mailbox, "test")
        mailbox.save()
    try:
        attempt()
    except TroubleError as error:
        return error.trouble
    now = timezone.now()
    worked(mailbox, name, now)
    with transaction.atomic():
        mailbox.save()
        actor = Actor("staff", by.pk)
        audit.note("mailbox_changed", by=actor, at=now, mailbox=mailbox.address)
    return None
