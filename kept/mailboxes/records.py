"""What a domain has to publish so that mail from the desk is believed, and what it publishes now.

SPF names the servers that may send for the domain (RFC 7208), DKIM the key that signs (RFC 6376),
DMARC what receivers shall do with the rest (RFC 7489). Judged by the answers of the name system
that `ask` brings; what is published for other senders stays in what is advised.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.utils.functional import Promise as Lazy
from django.utils.translation import gettext_lazy as _

from kept.core.mail.authentication import Ask, UnansweredError, check_spf
from kept.mailboxes import keys, providers
from kept.mailboxes.models import Mailbox

State = Literal["right", "missing", "wrong", "unknown", "nothing_to_do", "no_key"]
Kind = Literal["SPF", "DKIM", "DMARC"]

_TAG = re.compile(r"\s*([a-z]+)\s*=\s*([^;]*)", re.I)


@dataclass(frozen=True, slots=True)
class Advice:
    """One record: where it stands, what to publish ('' nothing), and what stands there now."""

    kind: Kind
    name: str
    state: State
    code: str
    value: str = ""
    found: tuple[str, ...] = ()
    about: str = ""

    @property
    def sentence(self) -> str:
        """How things stand and what to do, in the reader's language."""
        return str(_SENTENCES[self.code]) % {"about": self.about, "name": self.name}


_SENTENCES: dict[str, str | Lazy] = {
    "provider": _("%(about)s publishes what belongs to its own addresses: there is nothing to do."),
    "unknown": _("The name system gave no answer about %(name)s. Look again in a minute."),
    "spf_right": _("Published: %(about)s may send for this domain."),
    "spf_missing": _("Nothing says yet who may send for this domain: publish this."),
    "spf_other": _("What is published does not let %(about)s send for this domain: publish this "
                   "in its place."),
    "spf_two": _("There is more than one SPF record, so receivers heed none of them: leave one, "
                 "this."),
    "spf_no_server": _("This desk sends no mail yet: there is nothing to publish."),
    "dkim_no_key": _("The desk does not sign mail from this address. Where your provider signs "
                     "what it sends, nothing is missing; else make a key."),
    "dkim_right": _("Published: receivers can check the desk's signature."),
    "dkim_missing": _("Publish this key. The desk signs from the moment that it is seen here."),
    "dkim_other": _("What is published there is another key: publish this in its place."),
    "dmarc_right": _("Published. It asks receivers for this: %(about)s."),
    "dmarc_missing": _("Nothing is published. Large providers refuse much mail from domains "
                       "without it: publish this."),
}  # fmt: skip


def advise(mailbox: Mailbox, sending_host: str, key: str, ask: Ask) -> list[Advice]:
    """What to publish for mail from `mailbox`, which `sending_host` ('' none) sends, and how it
    stands. `key`: the private key that signs, '' where there is none."""
    domain = mailbox.address.rpartition("@")[2]
    if owner := providers.owner(domain):
        kinds: tuple[Kind, ...] = ("SPF", "DKIM", "DMARC")
        return [
            Advice(kind, domain, "nothing_to_do", "provider", about=owner.name) for kind in kinds
        ]
    return [
        _asked("SPF", domain, lambda: _spf(domain, sending_host, ask)),
        _asked("DKIM", domain, lambda: _dkim(domain, mailbox.dkim_selector, key, ask)),
        _asked("DMARC", f"_dmarc.{domain}", lambda: _dmarc(domain, ask)),
    ]


def _asked(kind: Kind, name: str, judge: Callable[[], Advice]) -> Advice:
    try:
        return judge()
    except UnansweredError as error:
        return Advice(kind, str(error) or name, "unknown", "unknown")


def _spf(domain: str, host: str, ask: Ask) -> Advice:
    if not host:
        return Advice("SPF", domain, "nothing_to_do", "spf_no_server")
    found = tuple(one for one in ask(domain, "TXT") if _is_spf(one))
    wanted = _mechanism(host)
    if len(found) > 1:
        merged = _with(found[0], *_terms(" ".join(found[1:])), wanted)
        return Advice("SPF", domain, "wrong", "spf_two", merged, found)
    if not found:
        value = f"v=spf1 {wanted} ~all"
        return Advice("SPF", domain, "missing", "spf_missing", value, about=host)
    if wanted in found[0].lower().split() or _passes(host, domain, ask):
        return Advice("SPF", domain, "right", "spf_right", found=found, about=host)
    return Advice("SPF", domain, "wrong", "spf_other", _with(found[0], wanted), found, host)


def _is_spf(text: str) -> bool:
    return text.lower().split(" ", 1)[0] == "v=spf1"


def _mechanism(host: str) -> str:
    """What lets `host` send: what its provider says, else its own address."""
    if (provider := providers.of_host(host)) and provider.spf:
        return provider.spf
    try:
        ip = ipaddress.ip_address(host)
    except ValueError:
        return f"a:{host.lower()}"
    return f"ip{ip.version}:{ip}"


def _passes(host: str, domain: str, ask: Ask) -> bool:
    """Whether what is published lets all addresses of `host` send."""
    addresses = [one for kind in ("A", "AAAA") for one in ask(host, kind)]
    checked = [check_spf(one, f"postmaster@{domain}", host, ask).result for one in addresses]
    return bool(checked) and all(result == "pass" for result in checked)


def _terms(record: str) -> list[str]:
    """The terms of records that let somebody send."""
    said = record.lower().split()
    return [one for one in said if one != "v=spf1" and not one.lstrip("+-~?").startswith("all")]


def _with(record: str, *terms: str) -> str:
    """The record with further terms, before the one that ends it."""
    said = record.split()
    known = {one.lower() for one in said}
    end = next((n for n, one in enumerate(said) if _ends(one)), len(said))
    new = [one for one in dict.fromkeys(terms) if one not in known]
    return " ".join([*said[:end], *new, *said[end:]])


def _ends(term: str) -> bool:
    return term.lower().lstrip("+-~?") == "all" or term.lower().startswith("redirect=")


def _dkim(domain: str, selector: str, key: str, ask: Ask) -> Advice:
    if not key or not selector:
        return Advice("DKIM", domain, "no_key", "dkim_no_key")
    name, value = f"{selector}._domainkey.{domain}", keys.record(key)
    try:
        found = ask(name, "TXT")
    except UnansweredError:  # what to publish is known all the same
        return Advice("DKIM", name, "unknown", "unknown", value)
    if any(_tags(one).get("p") == _tags(value)["p"] for one in found):
        return Advice("DKIM", name, "right", "dkim_right", found=found)
    code = "dkim_other" if found else "dkim_missing"
    return Advice("DKIM", name, "wrong" if found else "missing", code, value, found)


def _dmarc(domain: str, ask: Ask) -> Advice:
    for name in _and_above(domain):
        found = tuple(
            one for one in ask(f"_dmarc.{name}", "TXT") if _tags(one).get("v") == "DMARC1"
        )
        if found:
            asked = f"p={_tags(found[0]).get('p', 'none')}"
            return Advice("DMARC", f"_dmarc.{name}", "right", "dmarc_right", "", found, asked)
    return Advice("DMARC", f"_dmarc.{domain}", "missing", "dmarc_missing", "v=DMARC1; p=none")


def _and_above(domain: str) -> Iterator[str]:
    labels = domain.split(".")
    return (".".join(labels[place:]) for place in range(max(len(labels) - 1, 1)))


def _tags(record: str) -> dict[str, str]:
    return {
        name.lower(): "".join(value.split())
        for part in record.split(";")
        for name, value in _TAG.findall(part)
    }
