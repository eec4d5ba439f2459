"""What is owed to a customer, as one sentence: the same on a page and in a mail."""

from __future__ import annotations

from typing import Final

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy

#: By the kind of promise: while it is owed, and once it is late.
_SENTENCES: Final[dict[str, tuple[Lazy, Lazy]]] = {
    "first_reply": (
        gettext_lazy("You will have our answer {by}."),
        gettext_lazy("We promised you an answer {by}, and we are late."),
    ),
    "next_reply": (
        gettext_lazy("You will have our next answer {by}."),
        gettext_lazy("We promised you our next answer {by}, and we are late."),
    ),
    "update": (
        gettext_lazy("You will hear from us again {by}."),
        gettext_lazy("We promised you news {by}, and we are late."),
    ),
    "resolution": (
        gettext_lazy("It will be settled {by}."),
        gettext_lazy("We promised to settle this {by}, and we are late."),
    ),
    "fix": (
        gettext_lazy("It will be fixed {by}."),
        gettext_lazy("We promised you a fix {by}, and we are late."),
    ),
}


def sentence(kind: str, by: str, *, late: bool) -> str:
    """'You will have our answer Monday by 11:00.', in the active language; `by`: the due moment in
    the words of the page or the mail."""
    return str(_SENTENCES[kind][late]).format(by=by)
