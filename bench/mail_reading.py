"""Reading the mails of the sets, and telling whether two readings are the same."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime

from kept.core.mail import Incoming, html_to_text, sanitise, understand

_NOW = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
_WORD = re.compile(r"\w+")
_NOT_WORDS = re.compile(r"<?\b(?:https?|mailto):\S+|<[^<>]*>|\[[^\[\]]*\]")
_ALIKE = 0.95


@dataclass
class Tally:
    """How often each thing was right, and where it was not."""

    right: Counter[str] = field(default_factory=Counter)
    total: Counter[str] = field(default_factory=Counter)
    differences: list[str] = field(default_factory=list)

    def note(self, what: str, ok: bool, where: str, got: object, want: object) -> None:
        self.total[what] += 1
        self.right[what] += ok
        if not ok:
            self.differences.append(
                f"{where}: {what}\n    got  {got!r:.300}\n    want {want!r:.300}"
            )


def read(raw: bytes) -> Incoming | None:
    found = understand(raw, mail_from=None, rcpt_to=(), received_at=_NOW, own_addresses=frozenset())
    return found if isinstance(found, Incoming) else None


def squeezed(text: str) -> str:
    return "".join(text.split())


def alike(one: str, other: str) -> bool:
    """Whether two renderings are the same text: links and the names of pictures don't count."""
    if squeezed(one) == squeezed(other):
        return True
    if "\ufffd" in other:  # the other reading gave characters up
        one, other = (re.sub(r"[^\x00-\x7f]+", " ", text) for text in (one, other))
    a, b = (Counter(_WORD.findall(_NOT_WORDS.sub(" ", text))) for text in (one, other))
    return 2 * (a & b).total() >= _ALIKE * (a.total() + b.total())


def as_text(markup: str) -> str:
    return html_to_text(sanitise(markup))


def same_text(mail: Incoming, want: str) -> bool:
    return alike(mail.text, want) or alike(html_to_text(mail.html), want)


def same_subject(got: str, want: str) -> bool:
    """Where an expectation gave a character up (U+FFFD), whatever we read there fits."""
    pattern = re.escape(squeezed(want)).replace("\ufffd", ".{1,2}")
    return re.fullmatch(pattern, squeezed(got)) is not None
