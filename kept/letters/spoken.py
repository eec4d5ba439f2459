"""In which languages a letter leaves."""

from __future__ import annotations

from django.conf import settings

from kept.letters import originals
from kept.letters.catalogue import LETTERS
from kept.record.languages import offered


def languages(letter: str) -> tuple[str, ...]:
    """The team's for what the team reads, else those of the policy in force, the original's first;
    English where the letter comes in none of them. Never none."""
    team = tuple(code for code, _name in settings.TEAM_LANGUAGES)
    spoken = team if LETTERS[letter].to_team else offered()
    return tuple(code for code in spoken if code in originals.languages(letter)) or (
        originals.ELSEWHERE,
    )
