"""`kept mailbox`: the same steps, tries and sentences as on the screens."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Final

from django.utils import timezone

from kept.channels.mail.senders.dns import resolver
from kept.channels.mail.webhooks.check import key_fits
from kept.channels.mail.webhooks.models import Webhook, added
from kept.channels.mail.webhooks.providers import PROVIDERS
from kept.channels.mail.webhooks.troubles import sentence
from kept.core.mail import Address
from kept.mailbox_settings.reading import look_for, try_reading
from kept.mailbox_settings.servers import first_guess
from kept.mailbox_settings.shown import words
from kept.mailbox_settings.steps import Name, worked
from kept.mailboxes import providers, trips
from kept.mailboxes.directory import directory
from kept.mailboxes.models import Mailbox
from kept.mailboxes.sending import try_connecting
from kept.mailboxes.troubles import TroubleError
from kept.people.models import Team

#: Seconds that a test mail is waited for, and between two looks.
PATIENCE, PAUSE = 90.0, 3.0
_ANSWER_WITHIN = 4.0

Say = Callable[[str], None]


class CannotError(ValueError):
    """What was asked cannot be done; the sentence says why."""


def listed() -> Iterator[str]:
    """One line for each address of the desk."""
    for address in sorted(directory().own):
        row = directory().by_address[address]
        if row.address == address:
            yield "\t".join((address, *words(row)))


def add(address: str, password: str, chosen: dict[str, object], *, fetched: bool) -> Mailbox:
    """A new mailbox that is not in use yet. `chosen`: fields of it that are not to be guessed.
    Raises CannotError."""
    try:
        key = Address.parse(address).key
    except ValueError as error:
        raise CannotError(str(error)) from None
    if Mailbox.objects.filter(address=key).exists():
        raise CannotError(f"This desk has a mailbox of {key} already.")
    team = chosen.get("team")
    if team and not Team.objects.filter(key=team, retired_at=None).exists():
        raise CannotError(f"There is no team {team}. See `kept team list`.")
    mailbox = Mailbox(address=key, active=False)
    first_guess(mailbox, providers.guess(key, resolver().within(_ANSWER_WITHIN)))
    if not fetched:
        mailbox.fetch = Mailbox.Fetch.NO
    for name, value in chosen.items():
        setattr(mailbox, name, value)
    if password:
        held = mailbox.open_secrets()
        mailbox.seal(replace(held, imap_password=password, smtp_password=password))
    else:  # a server that takes mail from this machine asks for no name
        mailbox.smtp_user = ""
    mailbox.save()
    return mailbox


def test(address: str, say: Say) -> bool:
    """Try each step of a mailbox and say how it went; one whose test mail comes back is in use
    from then on. Raises CannotError where there is none of this address."""
    mailbox = Mailbox.objects.filter(address=address.strip().lower()).first()
    if mailbox is None:
        raise CannotError(f"This desk has no mailbox of {address}. See `kept mailbox list`.")
    try:
        if mailbox.fetch:
            _step(mailbox, "receiving", lambda: try_reading(mailbox))
            say(f"Mail in: {mailbox.imap_host} opens {mailbox.imap_folder}.")
        _step(mailbox, "sending", lambda: try_connecting(mailbox))
        say("Mail out: the server lets the desk in.")
        back = _round_trip(mailbox, say)
    except TroubleError as error:
        say(str(error.trouble))
        return False
    if back and not mailbox.active:
        mailbox.active = True
        mailbox.save()
        say(f"{mailbox.address} is in use.")
    return back


def webhooks() -> Iterator[str]:
    """One line for each provider that hands mail over: number, name, address, how it goes."""
    for row in Webhook.objects.all():
        last = f"{row.last_at:%Y-%m-%d %H:%M} UTC" if row.last_at else "no mail yet"
        trouble = sentence(row.trouble, row.kind.how) if row.trouble else ""
        yield "\t".join(filter(None, (str(row.pk), row.kind.name, row.address, last, trouble)))


def add_webhook(provider: str, key: str) -> Webhook:
    """A new address for a provider. Raises CannotError."""
    kind = PROVIDERS[provider]
    if kind.signs and not key_fits(provider, key):
        raise CannotError(f"This cannot be the key ({kind.key}): copy it again, all of it.")
    return added(provider, key)


def remove_webhook(number: int) -> None:
    """Give an address up. Raises CannotError where there is none of this number."""
    if not Webhook.objects.filter(pk=number).delete()[0]:
        raise CannotError(f"No provider has the number {number}. See `kept mailbox webhooks`.")


def _step(mailbox: Mailbox, name: Name, attempt: Callable[[], object]) -> None:
    attempt()
    worked(mailbox, name, timezone.now())
    mailbox.save()


def _round_trip(mailbox: Mailbox, say: Say) -> bool:
    trip = trips.send(mailbox, at=timezone.now(), language="en")
    say("The test mail left; waiting for it to come back.")
    end: Final = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if mailbox.fetch:
            look_for(trip, at=timezone.now())
        trip.refresh_from_db()
        if trip.arrived_at:
            worked(mailbox, "test", trip.arrived_at)
            mailbox.save()
            say(f"It came back{f', into the folder {trip.folder}' if trip.folder else ''}.")
            return True
        time.sleep(PAUSE)
    say("It did not come back yet. Look into the spam folder, and at what your mail server did.")
    return False
