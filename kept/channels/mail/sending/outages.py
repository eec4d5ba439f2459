"""Mail servers that could not be reached, or let nobody in: each is left alone for a while, longer
each time, and the page of its mailbox says why."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from kept.channels.mail.sending.relays import Relay
from kept.mailboxes.models import Mailbox

_log = logging.getLogger(__name__)

#: How long mail waits for a server after a failure, doubled each time up to the longest: servers
#: lock accounts at which somebody knocks too often.
REST: Final = timedelta(seconds=30)
LONGEST_REST: Final = timedelta(minutes=15)
_LONGEST_WORDS: Final = 500


@dataclass(frozen=True, slots=True)
class Outage:
    """Why a server takes nothing, and until when nobody asks it."""

    until: datetime
    words: str
    failures: int = 1


class Outages:
    """What this process knows of servers, by the name of their relay."""

    def __init__(self) -> None:
        self._out: dict[str, Outage] = {}
        self._fine: set[str] = set()

    def now(self, relay: Relay, at: datetime) -> Outage | None:
        """The outage of a server that is to be left alone at `at`."""
        known = self._out.get(relay.name)
        return known if known and known.until > at else None

    def failed(self, relay: Relay, words: str, at: datetime) -> None:
        """A server was not there. Mails that were under way together fail together: once."""
        if self.now(relay, at):
            return
        before = self._out.get(relay.name)
        failures = before.failures if before else 0
        rest = min(REST * 2 ** min(failures, 16), LONGEST_REST)
        self._out[relay.name] = Outage(at + rest, words, failures + 1)
        self._fine.discard(relay.name)
        whose = relay.mailbox.address if relay.mailbox else "the desk"
        _log.warning("Mail out of %s: %s Next try in %d s.", whose, words, rest.total_seconds())
        if relay.mailbox:
            row = Mailbox.objects.filter(pk=relay.mailbox.pk)
            row.filter(smtp_failing_since=None).update(smtp_failing_since=at)
            row.update(smtp_trouble=words[:_LONGEST_WORDS])

    def works(self, relay: Relay) -> None:
        """A server took a mail."""
        if relay.name in self._fine:
            return
        self._out.pop(relay.name, None)
        self._fine.add(relay.name)
        if relay.mailbox:
            row = Mailbox.objects.filter(pk=relay.mailbox.pk)
            row.exclude(smtp_trouble="").update(smtp_trouble="", smtp_failing_since=None)
