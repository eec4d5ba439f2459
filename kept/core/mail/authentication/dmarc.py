"""DMARC (RFC 7489): whether what SPF and DKIM proved is about the domain that the reader sees."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

from kept.core.mail.authentication.asking import Ask, UnansweredError
from kept.core.mail.authentication.results import Check

#: The domain that somebody registered, of any name below it: `example.co.uk` of
#: `shop.example.co.uk`; '' where there is none.
Organisation = Callable[[str], str]

_TAG: Final = re.compile(r"\s*([a-z]+)\s*=\s*([^;]*?)\s*(?:;|\Z)", re.I)
_POLICIES: Final = frozenset({"none", "quarantine", "reject"})


@dataclass(frozen=True, slots=True)
class Policy:
    """What the owner of a domain publishes. `asked`: what is to be done with mail that fails;
    `strict_*`: only the very same domain counts, not one below or above it."""

    asked: str
    strict_dkim: bool = False
    strict_spf: bool = False


def published(domain: str, ask: Ask, organisation: Organisation) -> Policy | None:
    """The policy for mail from `domain`: its own, else that of the domain above it which somebody
    registered. None where none is published. Raises UnansweredError."""
    if record := _record(ask(f"_dmarc.{domain}", "TXT")):
        return _policy(record, below=False)
    above = organisation(domain)
    if above in ("", domain):
        return None
    record = _record(ask(f"_dmarc.{above}", "TXT"))
    return _policy(record, below=True) if record else None


def judged(
    domain: str,
    spf: Check | None,
    dkim: Sequence[Check],
    policy: Policy,
    organisation: Organisation,
) -> Check:
    """The verdict on a mail from `domain`. `spf` None: nobody can tell who handed the mail over,
    so that nothing can be said to have failed."""
    if spf and spf.result == "pass" and _same(spf.domain, domain, policy.strict_spf, organisation):
        return Check("pass", domain)
    fitting = [one for one in dkim if _same(one.domain, domain, policy.strict_dkim, organisation)]
    if any(one.result == "pass" for one in fitting):
        return Check("pass", domain)
    if any(one.result == "temperror" for one in fitting):
        return Check("temperror", domain)
    if spf is None:
        return Check("none", domain)
    if spf.result == "temperror" and _same(spf.domain, domain, policy.strict_spf, organisation):
        return Check("temperror", domain)
    return Check("fail", domain)


def verdict(
    domain: str,
    spf: Check | None,
    dkim: Sequence[Check],
    ask: Ask,
    organisation: Organisation,
) -> tuple[Check, str]:
    """The verdict, and what the owner of the domain asks to be done with mail that fails."""
    if spf is None and not dkim:
        return Check("none", domain), ""  # whatever is published, nothing could be told
    try:
        policy = published(domain, ask, organisation)
    except UnansweredError:
        return Check("temperror", domain), ""
    if policy is None:
        return Check("none", domain), ""
    return judged(domain, spf, dkim, policy, organisation), policy.asked


def _same(proved: str, shown: str, strict: bool, organisation: Organisation) -> bool:
    proved, shown = proved.lower().rstrip("."), shown.lower().rstrip(".")
    if not proved or strict:
        return bool(proved) and proved == shown
    return proved == shown or organisation(proved) == organisation(shown) != ""


def _record(texts: Iterable[str]) -> dict[str, str] | None:
    """The one DMARC record among the texts; two of them are as good as none."""
    found = [tags for tags in map(_tags, texts) if tags]
    return found[0] if len(found) == 1 else None


def _tags(text: str) -> dict[str, str]:
    """The tags of a record, '' in none that is not DMARC's: `v=DMARC1` stands first."""
    found = [(name.lower(), value) for name, value in _TAG.findall(text[:2_000])]
    return dict(reversed(found)) if found[:1] == [("v", "DMARC1")] else {}


def _policy(tags: dict[str, str], *, below: bool) -> Policy | None:
    """A record that asks for nothing known, but wants reports, asks for 'none' (RFC 7489 6.6.3)."""
    asked = tags.get("p", "").lower()
    if asked not in _POLICIES:
        if not tags.get("rua"):
            return None
        asked = "none"
    of_names_below = tags.get("sp", "").lower()
    if below and of_names_below in _POLICIES:
        asked = of_names_below
    return Policy(
        asked,
        strict_dkim=tags.get("adkim", "").lower() == "s",
        strict_spf=tags.get("aspf", "").lower() == "s",
    )
