"""From the spool to the desk, one mail after the other; and again when a person says so.

Guarantee: exactly once, across `kill -9` at any instant. The row decides, the file only follows.
A mail that fails waits in quarantine with its cause; one that ends the process that reads it is
tried in a child process the third time, and quarantined unread if the child ends too.
"""

from __future__ import annotations

import errno
import logging
from datetime import UTC, datetime
from pathlib import Path

from django.db import DatabaseError, InterfaceError, OperationalError, connection, transaction
from django.utils.translation import gettext_noop as _

from kept.channels.mail import spool
from kept.channels.mail.incoming import ingest as carry
from kept.channels.mail.incoming import trial
from kept.channels.mail.incoming.outcome import Outcome, State, of_row
from kept.channels.mail.incoming.reasons import ACCEPTABLE
from kept.channels.mail.models import ReceivedMail
from kept.channels.mail.spool import Spooled
from kept.core.decide import Refused
from kept.people.models import Staff
from kept.record.policy import NothingPublishedError
from kept.tickets.draft import storable

_log = logging.getLogger(__name__)

INNOCENT_TRIES = 2
_NO_ROOM = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EMFILE, errno.ENFILE, errno.EROFS)


class NotNowError(RuntimeError):
    """The desk cannot take mail in at the moment; the mail waits, untouched."""


def process(file: Path) -> Outcome | None:
    """Carry out the mail in `file` and put the file away; None: another worker has it.

    Raises NotNowError when the desk, not the mail, is the reason that it did not work.
    """
    try:
        mail = spool.read(file)
        marked = spool.begin(file)
    except (FileNotFoundError, spool.GoneError):
        return None
    except (ValueError, KeyError, TypeError) as error:
        return _foreign(file, error)
    outcome = _carried_out(mail, marked)
    _put_away(marked, mail.id, outcome.state)
    return outcome


def _carried_out(mail: Spooled, file: Path) -> Outcome:
    try:
        if mail.tries >= INNOCENT_TRIES and not trial.survives(file):
            return _give_up(mail, "deadly", "")
        return carry.ingest(mail)
    except Exception as error:
        if _the_desk_s_fault(error):
            file.rename(file.with_name(mail.id))
            raise NotNowError(str(error)) from error
        _log.exception("Mail %s is in quarantine.", mail.id)
        return _give_up(mail, "failed", f"{type(error).__name__}: {error}")


def _the_desk_s_fault(error: Exception) -> bool:
    if isinstance(error, NothingPublishedError | InterfaceError):
        return True
    if isinstance(error, OSError):
        return error.errno in _NO_ROOM
    # A database that still answers has a quarrel with this mail, not with the desk.
    return isinstance(error, OperationalError) and (_is_busy(error) or not _answers())


def _is_busy(error: OperationalError) -> bool:
    said = str(error).lower()
    return any(word in said for word in ("locked", "busy", "full", "deadlock", "connect"))


def _answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        connection.close()
        return False
    return True


def _give_up(mail: Spooled, code: str, cause: str) -> Outcome:
    outcome = Outcome(State.QUARANTINED, code, cause=storable(cause)[:2000])
    with transaction.atomic():
        known = ReceivedMail.objects.select_for_update().filter(pk=mail.id).first()
        if known and known.state == State.DONE:
            return of_row(known)
        carry.verdict(mail, outcome).save()
    return outcome


def _foreign(file: Path, error: Exception) -> Outcome:
    """Something in the spool that no receiver of ours wrote."""
    _log.error("%s is no accepted mail (%s); it is in quarantine.", file, error)
    number = file.name.rstrip(spool.TRIED)
    arrived = datetime.fromtimestamp(int(number[:16], 16) / 1e9, UTC)
    outcome = _give_up(Spooled(number, arrived, "", (), "", b""), "failed", str(error))
    _put_away(file, number, outcome.state)
    return outcome


def _put_away(file: Path, number: str, state: str) -> None:
    if state == State.QUARANTINED:
        spool.quarantine(file, number)
    else:
        spool.keep(file, number)


# What a person of the team may say


def retry(number: str) -> Outcome | Refused:
    """Try a quarantined mail again. It stays in quarantine if it fails again."""
    row = ReceivedMail.objects.get(pk=number)
    if row.state != State.QUARANTINED:
        return Refused("not_quarantined", _("This mail is not in quarantine."))
    return _again(row, by=None)


def accept(number: str, *, by: Staff) -> Outcome | Refused:
    """Make a refused mail a message after all, by a person's word."""
    row = ReceivedMail.objects.get(pk=number)
    if row.state != State.REFUSED or row.code not in ACCEPTABLE:
        return Refused("not_acceptable", _("This mail cannot become a request."))
    return _again(row, by=by)


def _again(row: ReceivedMail, *, by: Staff | None) -> Outcome | Refused:
    try:
        file = spool.find(row.id)
        mail = spool.read(file)
    except spool.GoneError:
        return Refused("gone", _("The original of this mail is gone."))
    try:
        outcome = carry.ingest(mail, again=True, by=by)
    except Exception as error:
        if _the_desk_s_fault(error):
            raise NotNowError(str(error)) from error
        _log.exception("Mail %s failed again.", row.id)
        outcome = _give_up(mail, "failed", f"{type(error).__name__}: {error}")
    _put_away(file, row.id, outcome.state)
    return outcome
