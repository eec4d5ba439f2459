"""`kept subscribers` and `kept announcements`."""

from __future__ import annotations

import argparse
import signal
import threading
from collections.abc import Iterator
from datetime import UTC, datetime

from django.conf import settings

from kept.announcements import running, subscribers
from kept.announcements.announcing import progress
from kept.announcements.models import Announcement
from kept.core.mail import Address


class CannotError(RuntimeError):
    """The command cannot do this; the sentence says why."""


def read_list(args: argparse.Namespace) -> Iterator[str]:
    """Import a list of subscribers. Raises CannotError, and has added nobody."""
    try:
        with args.file.open(encoding="utf-8-sig", newline="") as opened:
            done = subscribers.read_list(opened, consent=args.consent, at=datetime.now(UTC))
    except OSError as error:
        raise CannotError(f"{args.file} cannot be read: {error.strerror}.") from error
    except (subscribers.ListError, UnicodeDecodeError) as error:
        raise CannotError(f"{args.file}: {error}") from error
    yield f"{done.added} added, {done.known} known before, {done.left} had left and stay so."


def write_list(args: argparse.Namespace) -> Iterator[str]:
    """Export the subscribers."""
    return subscribers.lines()


def erase(args: argparse.Namespace) -> Iterator[str]:
    """Forget an address. Raises CannotError where there is none."""
    try:
        known = subscribers.erase(Address.parse(args.address), at=datetime.now(UTC))
    except ValueError as error:
        raise CannotError(str(error)) from error
    if not known:
        raise CannotError(f"{args.address} is no subscriber.")
    yield f"{args.address} is forgotten."


def announcements(args: argparse.Namespace) -> Iterator[str]:
    """A line for each announcement: how far it has come. Raises CannotError where `send` can't."""
    if args.what:
        return iter(_sent())
    return _lines(datetime.now(UTC))


def _lines(now: datetime) -> Iterator[str]:
    rows = list(Announcement.objects.order_by("-version"))
    if not rows:
        yield "Nothing was announced yet."
    for one in rows:
        far = progress(one)
        parts = [f"version {one.version}", one.state, f"{far.done} of {far.total}"]
        if far.doubt:
            parts.append(f"{far.doubt} in doubt")
        if far.refused:
            parts.append(f"{far.refused} refused")
        if far.skipped:
            parts.append(f"{far.skipped} left meanwhile")
        if (left := far.left(one, now)) and one.state == Announcement.State.SENDING:
            parts.append(f"about {max(1, round(left.total_seconds() / 60))} min left")
        yield ", ".join([*parts, one.trouble] if one.trouble else parts)


def _sent() -> list[str]:
    if settings.DESK.smtp is None:
        raise CannotError("This desk has no mail server: what it sends goes to its outbox.")
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    if not running.run(settings.DESK.smtp, stop, lambda: datetime.now(UTC)):
        raise CannotError("Somebody else sends for this desk already.")
    return []
