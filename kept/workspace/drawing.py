"""Draw a partial once for the same content.

What was said and what happened never changes, and an open ticket is asked for again with each
thing that happens on it: most of a thread was drawn before.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import PurePath
from typing import Final

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

Content = dict[str, object]

#: Longer words are drawn each time, so that what is remembered stays small.
LONGEST: Final = 20_000


def drawn(template: str, content: Content) -> SafeString:
    """`template` with `content` as the context variable of its name, in the active language.

    `front/message.html` gets `message`. The values must be hashable; equal content gives the
    same HTML.
    """
    if len(str(content.get("html", ""))) > LONGEST:
        return _draw(template, content)
    return _once(template, get_language() or "", tuple(content.items()))


@lru_cache(maxsize=2048)
def _once(template: str, language: str, content: tuple[tuple[str, object], ...]) -> SafeString:
    return _draw(template, dict(content))


def _draw(template: str, content: Content) -> SafeString:
    return SafeString(get_template(template).render({PurePath(template).stem: content}))
