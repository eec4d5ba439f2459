"""Whether a mail comes from whom it says, as the team reads it: calm where it does."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kept.core.mail.authentication import Authentication, Check, read


class Sender(NamedTuple):
    """`state`: 'proved', 'failed', 'open' (nothing can be said), '' where nobody looked. `words`
    stand beside the name, `why` explains a failure, `found` is all in the words of the trade."""

    state: str = ""
    words: str = ""
    why: str = ""
    found: str = ""


def sender(line: str) -> Sender:
    """What the line that stands with a message means (core.mail.authentication)."""
    return _sender(line, get_language() or "") if line else Sender()


@lru_cache(maxsize=1024)
def _sender(line: str, _language: str) -> Sender:
    told = read(line)
    domain = told.dmarc.domain
    found = _found(told)
    if told.failed:
        words = _("Nothing proves that this is from %(domain)s.") % {"domain": domain}
        return Sender("failed", words, _why(told), found)
    if told.proved:
        return Sender("proved", _("really from %(domain)s") % {"domain": domain}, "", found)
    if "temperror" in (told.dmarc.result, told.spf.result):
        return Sender("open", _("sender not checked: no answer in time"), "", found)
    if told.signature.result == "pass":
        words = _("signed by %(domain)s") % {"domain": told.signature.domain}
    elif told.spf.result == "pass":
        words = _("sent by a server of %(domain)s") % {"domain": told.spf.domain}
    else:
        words = _("sender not proved")
    return Sender("open", words, "", found)


def _why(told: Authentication) -> str:
    """What speaks against it, for somebody who has never heard of DMARC."""
    domain = told.dmarc.domain
    if not told.policy:
        return _("Anybody may have written it.")
    wanted = {
        "reject": _("%(domain)s asks everybody to refuse such mail."),
        "quarantine": _("%(domain)s asks everybody to distrust such mail."),
    }
    asked = wanted.get(told.policy, _("%(domain)s says how its mail can be known."))
    end = _("This one carries no such proof: anybody may have written it.")
    return f"{asked % {'domain': domain}} {end}"


def _found(told: Authentication) -> str:
    said = [_said("SPF", told.spf), _said("DKIM", told.signature), _said("DMARC", told.dmarc)]
    return ", ".join(said)


def _said(method: str, check: Check) -> str:
    return f"{method} {check.result}" + (f" ({check.domain})" if check.domain else "")
