"""Who hears of changes: ask, confirm, leave, and lists that come from elsewhere.

Guarantee: nobody is written to who did not confirm from their own mailbox (or was imported by the
operator, with a word on how they consented), and who left is never added again by a list.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import islice
from typing import TextIO

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.urls import reverse

from kept.announcements.letters import new_token
from kept.announcements.models import Copy, Subscriber
from kept.core.calendar import find_tz
from kept.core.mail import Address
from kept.record.models import OutgoingMail

State = Subscriber.State

#: How long a link to confirm works.
CONFIRM_WITHIN = timedelta(days=7)
#: How the consent of somebody begins who confirmed; others came with a list, and its own words.
BY_MAIL = "confirmed by mail"
_SALT = "kept.announcements.confirm"
_MANY = 2000


def ask(address: Address, *, language: str, zone: str, at: datetime) -> Subscriber | None:
    """Write down that somebody wants to hear of changes; who they are shows when they confirm.

    None where nothing is left to confirm: the address is subscribed already.
    """
    facts = {"language": language, "zone": zone, "asked_at": at}
    try:
        with transaction.atomic():
            return Subscriber.objects.create(
                key=address.key, address=address.email, domain=address.domain,
                token=new_token(), **facts,
            )  # fmt: skip
    except IntegrityError:
        known = Subscriber.objects.get(key=address.key)
    if known.state == State.CONFIRMED:
        return None
    Subscriber.objects.filter(pk=known.pk).exclude(state=State.CONFIRMED).update(
        state=State.ASKED, why="", ended_at=None, **facts
    )
    known.refresh_from_db()
    return known


def confirm_link(subscriber: Subscriber) -> str:
    """The address that confirms; it belongs into a mail to that subscriber and nowhere else."""
    token = signing.dumps([subscriber.pk, int(subscriber.asked_at.timestamp())], salt=_SALT)
    return str(settings.DESK.url + reverse("subscribe-confirm", args=[token]))


def asked_by(token: str, *, at: datetime) -> Subscriber | None:
    """Whose link this is; None for one that is not ours, or whose time is over."""
    try:
        number, asked = signing.loads(token, salt=_SALT)
    except (signing.BadSignature, ValueError):
        return None
    found = Subscriber.objects.filter(pk=number).first()
    if found is None or int(found.asked_at.timestamp()) != asked:
        return None
    over = at - found.asked_at > CONFIRM_WITHIN
    return None if over and found.state == State.ASKED else found


def confirm(subscriber: Subscriber, *, at: datetime) -> bool:
    """They hear of changes from now on; False if they have left since they asked."""
    consent = f"{BY_MAIL}, {at:%Y-%m-%d %H:%M} UTC"
    asked = Subscriber.objects.filter(pk=subscriber.pk, state=State.ASKED)
    if asked.update(state=State.CONFIRMED, confirmed_at=at, consent=consent):
        return True
    return Subscriber.objects.filter(pk=subscriber.pk, state=State.CONFIRMED).exists()


def of_token(token: str) -> Subscriber | None:
    """Whose way out this is."""
    return Subscriber.objects.filter(token=token).first()


def leave(subscriber: Subscriber, *, at: datetime) -> None:
    """Nothing more is sent to them. Once left is left; saying it twice changes nothing."""
    there = Subscriber.objects.filter(pk=subscriber.pk, state__in=(State.ASKED, State.CONFIRMED))
    there.update(state=State.UNSUBSCRIBED, ended_at=at, why="")


@transaction.atomic
def erase(address: Address, *, at: datetime) -> bool:
    """Forget an address: who it was is in no row afterwards. False if it was not known.

    What stays is that one reader more got a copy. What mail servers said of the address goes too,
    and the letters that lie in the desk's outbox.
    """
    known = Subscriber.objects.filter(key=address.key).first()
    if known is None:
        return False
    OutgoingMail.objects.filter(purpose="letter", recipient__iexact=known.address).delete()
    Copy.objects.filter(subscriber=known).update(answer="")
    Subscriber.objects.filter(pk=known.pk).update(
        key=None,
        address="",
        domain="",
        language="",
        zone="",
        consent="",
        why="",
        token=new_token(),
        state=State.ERASED,
        ended_at=at,
    )
    return True


# Lists


class ListError(ValueError):
    """A list that cannot be read; the sentence says in which line and what to do."""


@dataclass(frozen=True, slots=True)
class Imported:
    """What an import did. `left`: they had left before, and stay so."""

    added: int
    known: int
    left: int


def read_list(file: TextIO, *, consent: str, at: datetime) -> Imported:
    """Add the subscribers of a CSV file with a heading: address, and language, zone if known.

    `consent` says how they agreed, for all of them. All of it or nothing: raises ListError for
    the first line that cannot be read.
    """
    if not consent.strip():
        raise ListError("Say how these people agreed to be written to: --consent '…'.")
    rows = _rows(file)
    added = known = left = 0
    with transaction.atomic():
        while some := list(islice(rows, _MANY)):
            there = dict(
                Subscriber.objects.filter(key__in=[one["key"] for one in some]).values_list(
                    "key", "state"
                )
            )
            new: dict[str, dict[str, str]] = {}
            for one in some:
                if one["key"] not in there:
                    new.setdefault(one["key"], one)  # the first of two lines counts
            left += sum(state != State.CONFIRMED for state in there.values())
            known += len(some) - len(new) - sum(s != State.CONFIRMED for s in there.values())
            added += len(new)
            Subscriber.objects.bulk_create(_imported(one, consent, at) for one in new.values())
    return Imported(added, known, left)


def _imported(facts: dict[str, str], consent: str, at: datetime) -> Subscriber:
    return Subscriber(
        **facts,
        token=new_token(),
        state=State.CONFIRMED,
        consent=consent.strip()[:400],
        asked_at=at,
        confirmed_at=at,
    )


def _rows(file: TextIO) -> Iterator[dict[str, str]]:
    reader = csv.DictReader(file)
    if "address" not in (reader.fieldnames or ()):
        raise ListError("Line 1: the list has no column “address”. Name its columns in line 1.")
    for row in reader:
        yield _row(row, reader.line_num)


def _row(row: dict[str, str | None], line: int) -> dict[str, str]:
    try:
        address = Address.parse((row["address"] or "").strip())
    except ValueError as error:
        raise ListError(f"Line {line}: {error}") from error
    if len(address.key) > 254:
        raise ListError(f"Line {line}: this address is longer than 254 characters.")
    language, zone = (row.get("language") or "").strip(), (row.get("zone") or "").strip()
    if language and not (language.isalpha() and len(language) == 2):
        raise ListError(f"Line {line}: “{language[:40]}” is no language such as en or fr.")
    if zone and not (len(zone) <= 64 and find_tz(zone)):
        raise ListError(f"Line {line}: “{zone[:40]}” is no time zone such as Europe/Paris.")
    return {
        "key": address.key,
        "address": address.email,
        "domain": address.domain,
        "language": language.lower(),
        "zone": zone,
    }


COLUMNS = ("address", "language", "zone", "state", "consent", "asked_at", "confirmed_at",
           "ended_at", "why")  # fmt: skip


def lines() -> Iterator[str]:
    """All that is known of each subscriber as CSV, a heading and a line each."""
    rows = Subscriber.objects.exclude(state=State.ERASED).order_by("id").values_list(*COLUMNS)
    yield _line(COLUMNS)
    for row in rows.iterator():
        yield _line(map(_cell, row))


def _line(cells: Iterable[object]) -> str:
    written = io.StringIO()
    csv.writer(written, lineterminator="").writerow(cells)
    return written.getvalue()


def _cell(value: object) -> object:
    """A cell as text, that no spreadsheet takes for a formula."""
    if isinstance(value, datetime):
        return value.isoformat()
    said = "" if value is None else str(value)
    return f"'{said}" if said[:1] in ("=", "+", "-", "@", "\t") else said
