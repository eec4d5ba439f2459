"""The DKIM signatures of a mail (RFC 6376), by dkimpy.

The library's patterns take quadratic time on what no signer writes; what is beyond a signer's
habits never reaches them. So the work is linear in the length of the mail, whatever it holds.
"""

from __future__ import annotations

import logging
import re
from typing import Final

import dkim
from dkim.util import parse_tag_value

from kept.core.mail.authentication import Ask, Check, UnansweredError
from kept.core.mail.spaces import single_spaced

#: Signatures that are looked at: from the top, where the last server signed.
MOST: Final = 4
_SMALLEST_KEY: Final = 1024
_LONGEST, _MOST_WORK = 8 * 1024, 100_000
_NEVER_SIGNED: Final = re.compile(rb"\s{100}")
_HEADER_ENDS: Final = re.compile(rb"\r?\n\r?\n")
_LINE_ENDS: Final = re.compile(rb"\r?\n")

_log: Final = logging.getLogger("kept.dkim")
_log.addHandler(logging.NullHandler())
_log.propagate = False  # what is wrong with a stranger's signature is a result, not news


def check(raw: bytes, number: int, ask: Ask) -> tuple[Check, ...]:
    """The result of each signature; `number`: how many the header holds."""
    if not number:
        return ()
    try:
        mail = _Mail(raw)
    except Exception:  # whatever a broken mail does to the library, it proves nothing
        return (Check("permerror"),)
    return tuple(mail.checked(which, ask) for which in range(min(len(mail.signatures), MOST)))


class _Mail:
    """A mail as the library wants it, without the list of lines that it would make of it."""

    def __init__(self, raw: bytes) -> None:
        ends = _HEADER_ENDS.search(raw)
        head, self.body = (raw[: ends.start()], raw[ends.end() :]) if ends else (raw, b"")
        self.inner = dkim.DKIM(head.lstrip(b"\r\n"), logger=_log, minkey=_SMALLEST_KEY)
        if self.body.count(b"\n") != self.body.count(b"\r\n"):
            self.body = _LINE_ENDS.sub(b"\r\n", self.body)
        fields: list[tuple[bytes, bytes]] = self.inner.headers
        self.signatures = [value for name, value in fields if name.lower() == b"dkim-signature"]

    def checked(self, which: int, ask: Ask) -> Check:
        signature = self.signatures[which]
        if len(signature) > _LONGEST or _NEVER_SIGNED.search(signature):
            return Check("permerror")
        try:
            tags: dict[bytes, bytes] = parse_tag_value(signature)
        except Exception:
            return Check("permerror")
        domain = tags.get(b"d", b"").decode("ascii", "replace").strip().lower()[:253]
        if self._is_weak(tags):
            return Check("policy", domain)
        try:
            held = self._held(which, tags, ask)
        except UnansweredError:
            return Check("temperror", domain)
        except dkim.ValidationError:
            return Check("fail", domain)
        except Exception:  # a key or a signature that is none
            return Check("permerror", domain)
        return Check("pass" if held else "fail", domain)

    @staticmethod
    def _is_weak(tags: dict[bytes, bytes]) -> bool:
        """SHA-1 proves nothing any more (RFC 8301), and neither does a signature that leaves the
        end of the text to whoever wants to add to it."""
        return tags.get(b"a") == b"rsa-sha1" or b"l" in tags

    def _held(self, which: int, tags: dict[bytes, bytes], ask: Ask) -> bool:
        names = tags.get(b"h", b"").lower().split(b":")
        if b"from" not in [name.strip() for name in names]:
            return False
        if len(names) * len(self.inner.headers) > _MOST_WORK:
            return False
        relaxed = tags.get(b"c", b"").strip().lower().endswith(b"/relaxed")
        self.inner.body = single_spaced(self.body) if relaxed else self.body

        def key(name: bytes, timeout: float = 0) -> bytes:
            texts = ask(name.decode("ascii"), "TXT")
            return next((one.encode("latin-1") for one in texts if "p=" in one), b"")

        return bool(self.inner.verify(which, dnsfunc=key))
