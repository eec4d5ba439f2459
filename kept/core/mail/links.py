"""Links that say one address and lead to another: the real one is written beside them."""

from __future__ import annotations

import html
import re
from typing import Final
from urllib.parse import urlsplit

_LINK: Final = re.compile(r'(<a href="(https?:[^"]*)"[^>]*>)((?:[^<]|<(?!/?a\b))*)</a>', re.I)
_TAG: Final = re.compile(r"<[^<>]*>")
_HIDDEN: Final = re.compile(r"[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_NAMED: Final = re.compile(
    r"(?:https?:(?:/|\\){2})?(?:[^\s/@]*@)?((?:[^\W_](?:[\w-]*[^\W_])?[.\u3002\uff0e])+[^\W\d_]{2,24})"
    r"(?=[/:?#.,;)\s]|\Z)",
    re.I,
)


def with_targets(clean: str) -> str:
    """*Sanitised* HTML whose links name where they lead, if their words name another host."""
    return _LINK.sub(_shown, clean) if "<a href" in clean else clean


def _shown(link: re.Match[str]) -> str:
    host = _host(html.unescape(link[2]))
    said = _HIDDEN.sub("", html.unescape(_TAG.sub("", link[3]))).strip()
    named = _NAMED.match(said)
    if named is None or _same(named[1], host):
        return link[0]
    target = html.escape(host or "?")
    return f'{link[0]}<small class="target"> ({target})</small>'


def _host(address: str) -> str:
    """The host that a browser would go to; '' where that cannot be told."""
    try:
        return (urlsplit(address.replace("\\", "/")).hostname or "").lower()
    except ValueError:
        return ""


def _same(named: str, host: str) -> bool:
    """Whether one is the other, or stands below it (`www.example.org`)."""
    named, host = _wire(named), _wire(host)
    return named == host or host.endswith(f".{named}") or named.endswith(f".{host}")


def _wire(name: str) -> str:
    name = name.lower().replace("\u3002", ".").replace("\uff0e", ".").rstrip(".")
    if name.isascii():
        return name
    try:
        return name.encode("idna").decode("ascii")
    except UnicodeError:
        return name
