"""Two versions of the policy side by side: what changed for me?"""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe

from kept.channels.portal import editions
from kept.channels.portal.reader import Reader, page, read_by
from kept.channels.portal.views.policy import history
from kept.core.policy.compare import (
    ClauseChange,
    Comparison,
    compare,
    compare_told,
    of_meaning,
    of_past,
    of_text,
)
from kept.core.policy.text import PREAMBLE
from kept.people.models import Staff
from kept.record import policy as record
from kept.tickets.past import QUARTER, past


@require_safe
@conditional_page
def side_by_side(request: HttpRequest) -> HttpResponse:
    """What changed in the rules, and each clause that changed, word by word.

    To the team also what it would have meant for the requests of the last quarter.
    """
    reader = read_by(request)
    known = editions.versions(reader.now)
    before = editions.find(known, _number(request, "from"))
    after = editions.find(known, _number(request, "to"))
    rows = {row["version"]: row for row in history(known, reader)}
    team = isinstance(request.user, Staff)
    found = _compared(before.number, after.number, reader, team=team)
    context = {
        "before": rows[before],
        "after": rows[after],
        "same": found.same,
        "meaning": of_meaning(found, reader.language),
        "text": of_text(found, reader.language),
        "past": of_past(found, reader.language) if found.past else (),
        "clauses": list(_clauses(found, reader)),
    }
    return page(request, reader, "portal/compare.html", context, private=team)


def _compared(before: int, after: int, reader: Reader, *, team: bool) -> Comparison:
    """What is the team's own, only the team compares."""
    old, new = (record.edition(number).policy for number in (before, after))
    return compare(old, new, past(reader.now - QUARTER)) if team else compare_told(old, new)


def _number(request: HttpRequest, name: str) -> int:
    asked = request.GET.get(name, "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        raise Http404("no such version")
    return int(asked)


def _clauses(found: Comparison, reader: Reader) -> Iterator[dict[str, object]]:
    """The clauses whose words changed, in the reader's language where both versions have it."""
    both = [code for code in found.new.languages if code in found.old.languages]
    language = reader.language if reader.language in both else (both or [found.new.original])[0]
    for change in found.text:
        if change.language == language and set(change.what) - {"rebound"}:
            yield {
                "old": _named(change.old),
                "new": _named(change.new),
                "language": language,
                "title": change.title,
                "body": change.body,
                "only": _only(change),
            }


def _named(number: str | None) -> str:
    return f"§{number}" if number and number != PREAMBLE else ""


def _only(change: ClauseChange) -> str:
    """'old' or 'new' where the other version has no such clause."""
    return "old" if change.new is None else "new" if change.old is None else ""
