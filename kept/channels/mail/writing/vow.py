"""What an acknowledgement promises, in words; the arithmetic is the policy's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from kept.channels.mail.writing.reader import Reader
from kept.core import say
from kept.core.promises import Edition, derivation_of
from kept.deadlines.models import Promise
from kept.front.promises import clause_name, clause_url
from kept.front.vows import sentence


@dataclass(frozen=True, slots=True)
class Vow:
    """`sentence` is said large, `why` small."""

    sentence: str
    why: str
    clause: str
    clause_url: str


@dataclass(frozen=True, slots=True)
class Unowed:
    """The clause by which nothing is owed: '§5', or the preamble."""

    cited: str
    clause_url: str


@dataclass(frozen=True, slots=True)
class AskAgain:
    """From when a customer may send the request again, and the clause that says so."""

    moment: str
    clause: str
    clause_url: str


def unowed(clause: str, edition: Edition) -> Unowed:
    """What an acknowledgement says where a clause owes nothing to who asks."""
    return Unowed(clause_name(clause), settings.DESK.url + clause_url(clause, edition.version))


def vow(promise: Promise, edition: Edition, reader: Reader, *, at: datetime) -> Vow:
    """The promise as it stood at `at`, when the mail that is acknowledged came in."""
    return Vow(
        sentence=sentence(promise.kind, reader.by(promise.due_at), late=at > promise.due_at),
        why=_why(promise, edition, reader),
        clause=promise.clause,
        clause_url=settings.DESK.url + clause_url(promise.clause, promise.policy),
    )


def ask_again(edition: Edition, reader: Reader, *, asked_at: datetime) -> AskAgain | None:
    """When the policy lets a customer ask again who has asked at `asked_at`."""
    rule = edition.policy.resend
    if rule is None:
        return None
    due = rule.after.due(asked_at, edition.policy.calendar)
    where = settings.DESK.url + clause_url(rule.clause, edition.version)
    return AskAgain(reader.moment(due), rule.clause, where)


def _why(promise: Promise, edition: Edition, reader: Reader) -> str:
    """Whose clock it is, then each step to the due moment, as sentences."""
    yours, theirs = _("Times are yours (%(zone)s)."), _("Times are those of %(zone)s.")
    clock = yours if reader.known_zone else theirs
    clock = clock % {"zone": reader.zone_name}
    told = derivation_of(promise, edition.policy)
    if told is None:
        return clock
    sentence = ", ".join(say.derivation(told, reader.zone, reader.language))
    return f"{clock} {sentence[:1].upper()}{sentence[1:]}."
