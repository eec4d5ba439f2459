"""`kept explain TICKET`: why everything on a ticket was decided as it was."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict

from kept.core.explain import Explanation, explain
from kept.core.policy.text import PREAMBLE
from kept.core.say import tz
from kept.people.models import Staff
from kept.record import events, policy
from kept.site.prepare import NotReadyError
from kept.site.speaking import spoken
from kept.tickets.models import Ticket


def explanations(ticket: int, language: str, zone: str = "") -> tuple[Explanation, ...]:
    """Every decision on a ticket; on the clock of `zone`, else of the desk's own hours.

    Raises NotReadyError, with a sentence, for a ticket, a zone or a language that there is not.
    """
    row = Ticket.objects.filter(pk=ticket).first()
    if row is None:
        raise NotReadyError(f"There is no ticket {ticket}.")
    try:
        clock = tz(zone or policy.edition(row.policy).policy.calendar.zone)
    except ValueError as error:
        raise NotReadyError(str(error)) from error
    return explain(
        events.history(ticket),
        policy.edition,
        language=spoken(language),
        zone=clock,
        staff=dict(Staff.objects.values_list("pk", "name")),
    )


def told(found: Sequence[Explanation]) -> Iterator[str]:
    """The explanations as people read them on a terminal."""
    for one in found:
        yield f"{one.at:%Y-%m-%d %H:%M:%S}Z  {one.says}"
        if one.cited:
            number = "" if one.cited.clause == PREAMBLE else f"§{one.cited.clause} "
            title = f"{number}{one.cited.title}"
            yield f"    {title} ({one.cited.version}): {' '.join(one.cited.quote.split())}"
        if one.facts:
            yield "    " + "; ".join(f"{fact.name}: {fact.value}" for fact in one.facts)
        if one.steps:
            yield "    = " + "; ".join(one.steps)


def as_json(found: Sequence[Explanation]) -> str:
    plain = [{**asdict(one), "at": one.at.isoformat().replace("+00:00", "Z")} for one in found]
    return json.dumps(plain, ensure_ascii=False, indent=1)
