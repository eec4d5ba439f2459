"""The languages in which the desk speaks to customers: those of its policy.

A policy can have a language that pages and letters have no catalogue for: then its text is read in
that language, and what stands around it in another one of the policy, or in English.
"""

from __future__ import annotations

from datetime import datetime

from django.conf import settings

from kept.core.policy import Policy
from kept.record import policy


def of_policy(rules: Policy) -> tuple[str, ...]:
    """Those that pages and letters can speak, the original's first; never none."""
    known = dict(settings.LANGUAGES)
    return tuple(code for code in rules.languages if code in known) or (settings.LANGUAGE_CODE,)


def offered(at: datetime | None = None) -> tuple[str, ...]:
    """Those of the policy in force at `at` (now); before the first one, those of the team."""
    try:
        return of_policy(policy.in_force(at).policy)
    except policy.NothingPublishedError:
        return tuple(code for code, _name in settings.TEAM_LANGUAGES)


def first_of(wishes: tuple[str, ...], spoken: tuple[str, ...]) -> str:
    """The first wish that is `spoken`, else English where it is, else the original."""
    wanted = (*wishes, settings.LANGUAGE_CODE)
    return next((code for code in wanted if code in spoken), spoken[0])


def named(spoken: tuple[str, ...]) -> list[tuple[str, object]]:
    """With their names, in the language of who reads them."""
    names = dict(settings.LANGUAGES)
    return [(code, names[code]) for code in spoken]
