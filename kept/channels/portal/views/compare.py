"""Two versions of the policy side by side: what changed for me?"""

from __future__ import annotations

from collections.abc import Iterator

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import conditional_page, require_safe

from kept.channels.portal import editions
from kept.channels.portal.reader import Reader, page, read_by
from kept.channels.portal.views.policy import history
from kept.core.policy import Policy, RenderedPolicy, render
from kept.record import policy as record


@require_safe
@conditional_page
def compare(request: HttpRequest) -> HttpResponse:
    """What the one says and what the other, clause by clause."""
    reader = read_by(request)
    known = editions.versions(reader.now)
    before = editions.find(known, _number(request, "from"))
    after = editions.find(known, _number(request, "to"))
    old, new = (record.edition(one.number).policy for one in (before, after))
    context = {
        "before": before,
        "after": after,
        "clauses": list(_side_by_side(_rendered(old, reader), _rendered(new, reader))),
        "history": history(known, reader),
    }
    return page(request, reader, "portal/compare.html", context, private=False)


def _number(request: HttpRequest, name: str) -> int:
    asked = request.GET.get(name, "")
    if not (asked.isascii() and asked.isdecimal() and len(asked) < 10):
        raise Http404("no such version")
    return int(asked)


def _rendered(policy: Policy, reader: Reader) -> RenderedPolicy:
    language = reader.language if reader.language in policy.languages else policy.original
    return render(policy, language, at=reader.now)


def _side_by_side(old: RenderedPolicy, new: RenderedPolicy) -> Iterator[dict[str, object]]:
    yield {"number": "", "old": old.preamble_html, "new": new.preamble_html}
    was = {clause.number: clause for clause in old.clauses}
    now = {clause.number: clause for clause in new.clauses}
    for number in dict.fromkeys((*now, *was)):
        one, other = was.get(number), now.get(number)
        yield {
            "number": number,
            "old": one.html if one else "",
            "new": other.html if other else "",
            "old_title": one.title if one else "",
            "new_title": other.title if other else "",
        }
