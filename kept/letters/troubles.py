"""What is wrong with a letter, as a sentence that says where, and what to do."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kept.core.mail.letter_wrongs import Code, Part, Wrong

_SENTENCES: Final[dict[Code, Lazy]] = {
    "empty": gettext_lazy("Nothing is written here."),
    "too_long": gettext_lazy("It is longer than %(name)s characters: shorten it."),
    "unknown": gettext_lazy("“{{ %(name)s }}” stands for nothing here. There are: %(allowed)s."),
    "unclosed": gettext_lazy("“%(name)s” is half of a place: write {{ name }}, with both pairs of "
                             "braces."),
    "program": gettext_lazy("“%(name)s” would begin a program, and a letter is none: it has places "
                            "for values alone."),
    "missing": gettext_lazy("“%(name)s” is missing: the letter may not leave without it."),
    "not_alone": gettext_lazy("“{{ %(name)s }}” stands alone, with an empty line above and below: "
                              "it is composed by the desk and goes into no sentence, list or "
                              "quotation."),
    "in_address": gettext_lazy("“{{ %(name)s }}” cannot be a part of an address, nor of a title or "
                               "a picture: what a customer writes must lead nobody anywhere."),
    "lines": gettext_lazy("The subject is one line."),
}  # fmt: skip
_PARTS: Final[dict[Part, Lazy]] = {
    "subject": gettext_lazy("Subject, character %(column)d"),
    "body": gettext_lazy("Line %(line)d, character %(column)d"),
}


def sentence(wrong: Wrong) -> str:
    """'Line 3, character 7: “{{ nmae }}” stands for nothing here. …'"""
    names = ", ".join(f"{{{{ {one} }}}}" for one in wrong.allowed)
    why = str(_SENTENCES[wrong.code]) % {"name": wrong.name, "allowed": names}
    if wrong.code in ("empty", "missing"):
        return why
    where = str(_PARTS[wrong.part]) % {"line": wrong.line, "column": wrong.column}
    return _("%(where)s: %(why)s") % {"where": where, "why": why}
