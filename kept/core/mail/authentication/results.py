"""What was found out about a mail's sender, and its one line of text.

The line is that of an `Authentication-Results` field (RFC 8601), so that what a mail server of
one's own has found out and what the desk itself has are written and read in one way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, get_args

Result = Literal["none", "pass", "fail", "softfail", "neutral", "policy", "temperror", "permerror"]
RESULTS: Final = frozenset(get_args(Result))

#: Who stands before the results where the desk itself has found them.
THE_DESK: Final = "desk"
#: Nobody could look: no network, no connection that the mail came by, no word of a trusted server.
NOBODY: Final = "none"

_MOST_SIGNATURES = 4
_DOMAIN = re.compile(r"[^\s;()\"]{1,253}")
_WORD = re.compile(r"[a-z]{1,20}")


@dataclass(frozen=True, slots=True)
class Check:
    """One result, and the domain that it is about: of the envelope's sender for SPF, of the
    signature for DKIM, of From for DMARC. '' where there is none."""

    result: Result = "none"
    domain: str = ""


@dataclass(frozen=True, slots=True)
class Authentication:
    """All that is known of who sent a mail. `by`: THE_DESK, NOBODY, or the mail server whose word
    it is. `policy`: what the domain of From asks to be done with mail that fails ('' unknown)."""

    by: str = NOBODY
    spf: Check = Check()
    dkim: tuple[Check, ...] = ()
    dmarc: Check = Check()
    policy: str = ""

    @property
    def failed(self) -> bool:
        """The owner of the domain says how its mail is to be known, and this is not it."""
        return self.dmarc.result == "fail"

    @property
    def proved(self) -> bool:
        """The mail comes from the domain that it names."""
        return self.dmarc.result == "pass"

    @property
    def signature(self) -> Check:
        """The best of the signatures: one that holds before one that does not."""
        return next((one for one in self.dkim if one.result == "pass"), (*self.dkim, Check())[0])

    @property
    def line(self) -> str:
        """One line of text, without anybody's address, that `kept` reads back exactly."""
        said = [self.by, f"spf={_said(self.spf, 'smtp.mailfrom')}"]
        said += [f"dkim={_said(one, 'header.d')}" for one in self.dkim[:_MOST_SIGNATURES]]
        asked = f" (p={self.policy})" if _WORD.fullmatch(self.policy) else ""
        dmarc = f"dmarc={self.dmarc.result}{asked}{_at(self.dmarc, 'header.from')}"
        return "; ".join((*said, dmarc))


UNKNOWN: Final = Authentication()


def _said(check: Check, where: str) -> str:
    return f"{check.result}{_at(check, where)}"


def _at(check: Check, where: str) -> str:
    return f" {where}={check.domain}" if _DOMAIN.fullmatch(check.domain) else ""
