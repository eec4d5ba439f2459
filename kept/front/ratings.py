"""How an answer was, in words."""

from __future__ import annotations

from django.utils.translation import gettext as _


def rating(said: str) -> str:
    """What a customer says of an answer; '' where they say nothing."""
    match said:
        case "good":
            return _("The answer was good")
        case "could_be_better":
            return _("The answer could be better")
    return ""
