"""The words that count: those that come with Kept, but for the letters that a lead changed.

They are read once and held. Who writes letters asks for their revision with something that is
asked anyway (`newest`), or in a tiny question of its own, and reads them again where it changed.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from kept.core.events import Actor
from kept.core.mail.letter import Letter, read
from kept.core.mail.letter_wrongs import Wrong, wrongs
from kept.letters import originals
from kept.letters.catalogue import LETTERS
from kept.letters.models import Wording
from kept.letters.originals import Text
from kept.record import audit
from kept.record.questions import question


class MisfitError(ValueError):
    """The words cannot be kept; `wrongs` says why, and where."""

    def __init__(self, wrongs: list[Wrong]) -> None:
        super().__init__(f"{len(wrongs)} things are wrong with the letter")
        self.wrongs = wrongs


class StaleError(ValueError):
    """Somebody else has changed the letter since it was read."""


@dataclass(frozen=True, slots=True)
class Wordings:
    """The changed letters as they stood at `revision`, by letter and language.

    `misfits`: those that no longer hold what a newer Kept says they must. The original counts in
    their place: a letter always leaves.
    """

    revision: str
    changed: Mapping[tuple[str, str], Letter]
    misfits: frozenset[tuple[str, str]]

    def of(self, letter: str, language: str) -> Letter:
        """The letter in `language`, ready for its values."""
        return self.changed.get((letter, language)) or originals.original(letter, language)


_held: Wordings | None = None


def wordings(revision: str | None = None) -> Wordings:
    """The words as they stand now. Asks nothing where `revision` is known and has not changed."""
    global _held
    if revision is None:
        revision = next((one for (one,) in _newest()), "")
    if _held is None or _held.revision != revision:
        _held = _read(revision)
    return _held


def newest() -> QuerySet[Wording, str]:
    """The revision of all words, to be asked for within another question."""
    return Wording.objects.order_by("-id").values_list("revision", flat=True)[:1]


@question
def _newest() -> QuerySet[Wording, tuple[str]]:
    return Wording.objects.order_by("-id").values_list("revision")[:1]


def _read(revision: str) -> Wordings:
    """Words that change between the two questions are read again by the next who asks, who finds
    a newer revision."""
    rows = {(row.letter, row.language): row for row in Wording.objects.order_by("id")}
    changed = {key: row for key, row in rows.items() if not row.original and key[0] in LETTERS}
    fit = {key for key, row in changed.items() if not _wrongs(row)}
    letters = {
        (name, language): read(row.subject, row.body, LETTERS[name].rules)
        for (name, language), row in changed.items()
        if (name, language) in fit
    }
    return Wordings(revision, letters, frozenset(changed) - fit)


def _wrongs(row: Wording) -> list[Wrong]:
    return wrongs(row.subject, row.body, LETTERS[row.letter].rules)


def history(letter: str, language: str) -> list[Wording]:
    """Whatever its words were, the newest first; nothing for a letter that was never changed."""
    return list(Wording.objects.filter(letter=letter, language=language).order_by("-number"))


def current(letter: str, language: str) -> tuple[Text, int]:
    """The words that a lead finds, and which change made them: 0 for none."""
    last = Wording.objects.filter(letter=letter, language=language).order_by("-number").first()
    if last is None or last.original:
        return originals.text(letter, language), last.number if last else 0
    return Text(last.subject, last.body), last.number


def keep(letter: str, language: str, words: Text, *, seen: int, by: Actor, at: datetime) -> bool:
    """Let the words count from now on; False where they do already. Words that are the original's
    again are not held: they change with it.

    `seen`: the change that the writer has read. Raises MisfitError, and StaleError where another
    has been made since.
    """
    said = Text(" ".join(words.subject.split()), words.body.replace("\r\n", "\n").strip())
    if found := wrongs(words.subject.strip(), said.body, LETTERS[letter].rules):
        raise MisfitError(found)
    before, number = current(letter, language)
    if number != seen:
        raise StaleError
    if said == before:
        return False
    original = said == originals.text(letter, language)
    held = Text("", "") if original else said
    try:
        with transaction.atomic():
            Wording.objects.create(
                letter=letter,
                language=language,
                number=seen + 1,
                subject=held.subject,
                body=held.body,
                original=original,
                at=at,
                by=str(by),
            )
            what: audit.What = "letter_reset" if original else "letter_changed"
            audit.note(what, by=by, at=at, letter=letter, language=language)
    except IntegrityError:
        raise StaleError from None
    return True


def reset(letter: str, language: str, *, by: Actor, at: datetime) -> bool:
    """Back to the words that come with Kept; False where they count already."""
    _words, number = current(letter, language)
    return keep(letter, language, originals.text(letter, language), seen=number, by=by, at=at)
