"""The mails of a person go, as they came and as they were sent."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from functools import reduce
from itertools import chain
from operator import or_
from typing import Any, Final

from django.db.models import Q

from kept.channels.mail import spool
from kept.channels.mail.models import ReceivedMail
from kept.erasing.rooms import Person, batches
from kept.record.models import OutgoingMail
from kept.tickets.erasing import others_of, own_of

#: What is left of a mail that was carried out: that it was, so that it is not once more.
_NOTHING: Final[dict[str, Any]] = {
    **dict.fromkeys(("mail_from", "peer", "sender", "subject", "authentication", "cause"), ""),
    "rcpt_to": [],
}
_BATCH: Final = 200


def erase(person: Person) -> Iterator[None]:
    """The originals of all mails in requests that were theirs or spoke of them, and of what came
    from their addresses; letters to them that belong to no request."""
    tickets = batches([*own_of(person), *others_of(person)], _BATCH)
    for which in chain((Q(ticket__in=some) for some in tickets), [_from(person)]):
        for row in ReceivedMail.objects.filter(which):
            _forget(row)
            yield
    OutgoingMail.objects.filter(_any("recipient", person), ticket=None).delete()


def _forget(row: ReceivedMail) -> None:
    """The file goes first: a crash in between leaves the row, by which it is found again."""
    with suppress(spool.GoneError):
        spool.find(row.id).unlink(missing_ok=True)
    if row.state != ReceivedMail.State.DONE:
        row.delete()
    else:
        ReceivedMail.objects.filter(pk=row.pk).update(**_NOTHING)


def _from(person: Person) -> Q:
    return _any("sender", person) | _any("mail_from", person)


def _any(column: str, person: Person) -> Q:
    """Where it is one of their addresses, however it is spelled."""
    same = (Q(**{f"{column}__iexact": one}) for one in person.addresses)
    return reduce(or_, same, Q(pk__in=[]))
