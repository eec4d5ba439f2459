"""What a lead enters is tried before it counts."""

from __future__ import annotations

from collections.abc import Callable

from django.utils import timezone

from kept.mailbox_settings.reading import try_reading
from kept.mailbox_settings.steps import Name, failed, worked
from kept.mailboxes.models import Mailbox
from kept.mailboxes.sending import try_connecting
from kept.mailboxes.troubles import Trouble, TroubleError


def receiving(mailbox: Mailbox) -> Trouble | None:
    """Store how mail comes in once the mailbox opens; what stands in the way, None if nothing."""
    return _tried(mailbox, "receiving", lambda: mailbox.fetch and try_reading(mailbox))


def sending(mailbox: Mailbox) -> Trouble | None:
    """Store how replies leave once the server lets us in; what stands in the way."""

    def attempt() -> None:
        try_connecting(mailbox)
        mailbox.smtp_trouble, mailbox.smtp_failing_since = "", None

    return _tried(mailbox, "sending", attempt)


def _tried(mailbox: Mailbox, name: Name, attempt: Callable[[], object]) -> Trouble | None:
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
    worked(mailbox, name, timezone.now())
    mailbox.save()
    return None
