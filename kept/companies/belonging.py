"""Who belongs to a company: whose address is at its domain, exactly."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django.utils.translation import gettext_noop as _

from kept.companies.models import Company
from kept.core.decide import Refused
from kept.core.events import Actor
from kept.core.mail import Address as Written
from kept.mailboxes.directory import directory
from kept.people.models import Address, Customer

#: Where anybody gets an address: who writes from there has nothing in common.
ANYBODYS: Final = frozenset(
    """aol.com fastmail.com free.fr gmail.com gmx.at gmx.ch gmx.com gmx.de gmx.fr gmx.net
    googlemail.com hey.com hotmail.com hotmail.fr icloud.com laposte.net libero.it live.com
    live.fr mac.com mail.com mail.ru me.com msn.com naver.com orange.fr outlook.com outlook.de
    outlook.fr pm.me posteo.de proton.me protonmail.com qq.com sfr.fr t-online.de tutanota.com
    wanadoo.fr web.de yahoo.com yahoo.co.uk yahoo.de yahoo.fr yandex.com yandex.ru zoho.com
    163.com 126.com""".split()  # noqa: SIM905 -- to be read
)


def open_to_each_other(domain: str, *, by: Actor, at: datetime) -> Company | Refused:
    """From now on people of this domain see each other's requests that are asked from now on.

    Refused for what is no domain, for one where anybody gets an address, and for the desk's own.
    """
    try:
        wanted = Written.parse(f"any@{domain.strip().lower().removeprefix('@')}").domain
    except ValueError:
        return Refused("no_domain", _("“%(domain)s” is no domain such as example.org."),
                       {"domain": domain.strip()[:100]})  # fmt: skip
    if wanted in ANYBODYS or any(own.endswith(f"@{wanted}") for own in directory().own):
        return Refused("anybodys", _("At %(domain)s there are addresses of many who do not know "
                                     "each other."), {"domain": wanted})  # fmt: skip
    row, _new = Company.objects.get_or_create(
        domain=wanted, until=None, defaults={"since": at, "by": str(by)}
    )
    return row


def close(domain: str, *, by: Actor, at: datetime) -> bool:
    """Nobody of this domain sees anybody else's requests any more; False where it was so."""
    return bool(opened().filter(domain=domain).update(until=at, until_by=str(by)))


def opened() -> QuerySet[Company]:
    """The companies whose people see each other's requests."""
    return Company.objects.filter(until=None)


def of(customer: Customer) -> list[Company]:
    """The companies that the customer belongs to; most often none, and on most desks there are
    none at all: then that is all that is asked."""
    if not opened().exists():
        return []
    keys = Address.objects.filter(customer=customer).values_list("key", flat=True)
    domains = {key.rpartition("@")[2] for key in keys}
    return list(opened().filter(domain__in=domains))


def colleagues(company: Company) -> QuerySet[Address, int]:
    """The numbers of all customers of a company: a key ends with its domain, after the only @."""
    theirs = Address.objects.filter(key__endswith=f"@{company.domain}")
    return theirs.values_list("customer", flat=True)
