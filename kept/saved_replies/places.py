"""What can stand in a saved reply beside its words, and what is wrong with one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from kept.core.mail.letter import PLACE, Kind, Rules
from kept.core.mail.letter_wrongs import Wrong, wrongs
from kept.letters.troubles import sentence

#: What stands at each place, as the team is told.
MEANINGS: Final[Mapping[str, Lazy]] = MappingProxyType(
    {
        "greeting": _("“Hello Camille,”, or “Hello,” where no first name is known"),
        "first_name": _("the customer's first name, where one is known"),
        "customer": _("the customer's name, where it is known"),
        "subject": _("what the request is about"),
        "number": _("the number of the request"),
        "due": _("by when what is still owed after this answer is due, on the customer's clock"),
        "agent": _("the name of who answers"),
        "agent_first_name": _("the first name of who answers"),
        "desk": _("the name of the desk"),
        "address": _("the address of the desk"),
    }
)
_KINDS: Final[dict[str, Kind]] = {**dict.fromkeys(MEANINGS, "words"), "number": "number"}
_RULES: Final = Rules(MappingProxyType(_KINDS))
_NAME: Final = "name"  # the subject of a letter, of which a saved reply has none


def troubles(text: str) -> list[str]:
    """What is wrong with the words of a saved reply, as sentences that say where; most often
    nothing. What nothing stands for is refused here, not when it is used."""
    return [sentence(wrong) for wrong in _wrongs(text) if wrong.part == "body"]


def _wrongs(text: str) -> list[Wrong]:
    return wrongs(_NAME, text, _RULES)


def left(text: str) -> str:
    """The first of our places that still stands in the words of an answer, as it is written
    there; '' where none does."""
    found = (place for place in PLACE.finditer(text) if place[1] in MEANINGS)
    return next((place[0] for place in found), "")


_MARKDOWN: Final = re.compile(r"([\\`*_\[\]<>!])")


def plain(words: str) -> str:
    """Words as Markdown that shows them as they are, in one line."""
    return _MARKDOWN.sub(r"\\\1", " ".join(words.split()))
