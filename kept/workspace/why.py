"""Why something is owed by then: the core's explanation (kept.core.explain) beside a ticket."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from kept.core import say
from kept.core.explain import Reckoning, cited, reckoning
from kept.core.policy.model import DEFAULT
from kept.core.ticket import Promise, next_owed
from kept.front.promises import name_of
from kept.record import policy
from kept.workspace.reader import Reader


def explained(promises: tuple[Promise, ...], reader: Reader) -> list[dict[str, object]]:
    """The promises of a ticket as `front/aside_promises.html` tells them."""
    first = next_owed(promises)
    return [_explained(one, reader, open_=one is first) for one in promises]


def _explained(promise: Promise, reader: Reader, *, open_: bool) -> dict[str, object]:
    edition = policy.edition(promise.policy)
    found = reckoning(promise, edition.policy)
    clause = cited(edition, promise.clause, f"within promise.{promise.rule}", reader.language)
    calendar = edition.policy.promise(promise.rule).calendar
    moment = reader.moment(promise.due_at)
    facts = {"promise": name_of(promise.kind), "moment": moment}
    return {
        "number": promise.number,
        "owed": promise.owed,
        "shown": reader.shown(promise),
        "name": _("%(promise)s, due %(moment)s") % facts,
        "open": open_,
        "steps": list(_steps(found, reader)) if found else [],
        "quote": clause.quote if clause else "",
        "source": _("Policy version %(policy)d, calendar %(calendar)s, desk's zone %(zone)s")
        % {
            "policy": promise.policy,
            "calendar": _calendar(calendar),
            "zone": edition.policy.calendars[calendar].zone,
        },
    }


def _calendar(name: str) -> str:
    """What the policy calls it; [hours] has no name of its own."""
    return _("opening hours") if name == DEFAULT else name.replace("_", " ")


def _steps(found: Reckoning, reader: Reader) -> Iterator[dict[str, object]]:
    for step, words in say.steps(found.derivation, reader.language, found.left):
        yield {
            "at": step.at,
            "moment": reader.column(step.at),
            "words": words,
            "state": {"closed": "closed", "due": "end"}.get(step.kind, "counted"),
        }
