"""Every word that was ever said: for words that are only begun, and for slips of the fingers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from django.db.models import Q
from django.db.models.functions import Length

from kept.core.finding import LONGEST, nearest
from kept.search.models import Word

#: Shorter words are not completed, and have no slips.
SHORTEST: Final = 3
#: Words that a beginning may stand for; those that are looked at for a slip.
BEGUN, LOOKED_AT = 12, 4_000


def add(words: Iterable[str]) -> None:
    """Write down words that are new. In the caller's transaction."""
    said = [Word(word=word, back=word[::-1]) for word in sorted(set(words)) if _is_word(word)]
    Word.objects.bulk_create(said, ignore_conflicts=True, batch_size=400)


def forget(words: Iterable[str]) -> None:
    """Forget these."""
    Word.objects.filter(word__in=list(words)).delete()


def clear() -> None:
    """Forget every word."""
    Word.objects.all().delete()


def unknown(words: Iterable[str]) -> list[str]:
    """Those of `words` that nobody ever said, in their order."""
    asked = [word for word in words if _is_word(word)]
    said = set(Word.objects.filter(word__in=asked).values_list("word", flat=True)) if asked else ()
    return [word for word in asked if word not in said]


def begun(start: str) -> list[str]:
    """The shortest words that begin like this."""
    found = Word.objects.filter(word__gte=start, word__lt=_beyond(start))
    return list(found.order_by(Length("word"), "word").values_list("word", flat=True)[:BEGUN])


def meant(word: str) -> tuple[str, ...]:
    """The words that somebody may have meant who typed this one. A slip is found where the first
    two letters are right, or the last three."""
    start, end = word[:2], word[: -SHORTEST - 1 : -1]
    alike = Q(word__gte=start, word__lt=_beyond(start)) | Q(back__gte=end, back__lt=_beyond(end))
    near = Word.objects.annotate(length=Length("word")).filter(
        alike, length__gte=len(word) - 2, length__lte=len(word) + 2
    )
    return nearest(word, near.values_list("word", flat=True)[:LOOKED_AT])


def _is_word(word: str) -> bool:
    return SHORTEST <= len(word) <= LONGEST and word.isalpha()


def _beyond(start: str) -> str:
    """What stands behind every word that begins like this."""
    return start + chr(0x10FFFF)
