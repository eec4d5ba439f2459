"""Draw a partial once for the same content.

What was said and what happened never changes, and an open ticket is asked for again with each
thing that happens on it: most of a thread was drawn before.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Final

from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language

Content = dict[str, object]

#: Longer words are drawn each time, so that what is remembered stays small.
LONGEST: Final = 20_000


def drawn(name: str, content: Content) -> SafeString:
    """`front/<name>.html` with `content` as its context variable `name`, in the active language.

    The values must be hashable; equal content gives the same HTML.
    """
    if len(str(content.get("html", ""))) > LONGEST:
        return _draw(name, content)
    return _once(name, get_language() or "", tuple(content.items()))


@lru_cache(maxsize=2048)
def _once(name: str, language: str, content: tuple[tuple[str, object], ...]) -> SafeString:
    return _draw(name, dict(content))


def _draw(name: str, content: Content) -> SafeString:
    return SafeString(get_template(f"front/{name}.html").render({name: content}))
