"""The shares that stand beside the clauses of the policy."""

from __future__ import annotations

from typing import Final

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from kept.front.measured import Measured
from kept.record import policy as record
from kept.reports import publicity, words
from kept.reports.figures import SPANS, of_the_desk

#: Seconds that a share may be old: it moves by the day, and the policy is read by everybody.
_AGE: Final = 60


def beside_clauses(request: HttpRequest, language: str) -> list[Measured]:
    """Of each promise in force of which enough is known: the share kept in the longest span."""
    if not publicity.may_see(request):
        return []
    key = f"kept.reports.margins:{language}"
    known: list[Measured] | None = cache.get(key)
    if known is None:
        known = _measured(language)
        cache.set(key, known, _AGE)
    return known


def _measured(language: str) -> list[Measured]:
    days = SPANS[-1]
    now = timezone.now()
    found, policy = of_the_desk(at=now, days=days), record.in_force(now).policy
    return [
        Measured(
            clause=rule.clause,
            name=words.name(policy.promise(rule.rule), policy, language),
            part=rule.kept / rule.counted,
            share=words.share(rule.kept, rule.counted, language),
            small=_("of {count} in {days} days").format(
                count=words.number(rule.counted, language), days=days
            ),
            url=reverse("kept"),
        )
        for rule in found.rules
        if rule.current and not rule.few
    ]
