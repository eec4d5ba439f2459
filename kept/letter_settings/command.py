"""`kept letters`: the same words, checks and sentences as on the screens."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils import timezone

from kept.core.events import DESK
from kept.letters import spoken, wordings
from kept.letters.catalogue import LETTERS
from kept.letters.originals import Text
from kept.letters.troubles import sentence
from kept.letters.wordings import MisfitError

_SUBJECT = "Subject:"


class CannotError(ValueError):
    """What was asked cannot be done; the sentence says why."""


def listed() -> Iterator[str]:
    """One line for each letter and language: whose words they are, and since when."""
    for name in LETTERS:
        for language in spoken.languages(name):
            last = next(iter(wordings.history(name, language)), None)
            own = last is not None and not last.original
            state = f"changed {last.at:%Y-%m-%d %H:%M}Z" if last and own else "original"
            yield "\t".join((name, language, state))


def shown(name: str, language: str) -> str:
    """The words that count, as `put` takes them."""
    _known(name, language)
    words, _number = wordings.current(name, language)
    return f"{_SUBJECT} {words.subject}\n\n{words.body}\n"


def put(name: str, language: str, text: str) -> bool:
    """Let these words count: a line `Subject: …`, an empty line, the letter in Markdown. False
    where they do already. Raises CannotError."""
    _known(name, language)
    head, _, body = text.lstrip("\ufeff\n").partition("\n")
    if not head.startswith(_SUBJECT):
        raise CannotError(f"The first line is “{_SUBJECT} …”, then comes an empty line.")
    words = Text(head.removeprefix(_SUBJECT).strip(), body.strip())
    _words, seen = wordings.current(name, language)
    try:
        return wordings.keep(name, language, words, seen=seen, by=DESK, at=timezone.now())
    except MisfitError as error:
        raise CannotError("\n".join(sentence(wrong) for wrong in error.wrongs)) from None


def reset(name: str, language: str) -> bool:
    """Back to the words that come with Kept; False where they count already."""
    _known(name, language)
    return wordings.reset(name, language, by=DESK, at=timezone.now())


def _known(name: str, language: str) -> None:
    if name not in LETTERS:
        raise CannotError(f"There is no letter “{name}”. There are: {', '.join(LETTERS)}.")
    languages = spoken.languages(name)
    if language not in languages:
        raise CannotError(
            f"The letter “{name}” comes in {', '.join(languages)}, not in “{language}”."
        )
