"""An address for a provider in words: what to paste, and how it goes."""

from __future__ import annotations

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

from kept.channels.mail.incoming.reasons import sentence as reason
from kept.channels.mail.models import ReceivedMail
from kept.channels.mail.webhooks.amazon import is_amazon_s
from kept.channels.mail.webhooks.models import Webhook
from kept.channels.mail.webhooks.troubles import sentence
from kept.mailboxes.secrets import SealBrokenError
from kept.people.reader import Reader


@dataclass(frozen=True, slots=True)
class ShownWebhook:
    """`address`: what the provider is told, '' where it cannot be opened any more. `trouble`: why
    the last post was not taken, '' while all is well; `taken` and `mail`: when the last mail came,
    and what became of it, None while it waits its turn. `unreachable`: no provider finds it.
    `confirm`: where Amazon asks, '' where who asks is not Amazon."""

    row: Webhook
    name: str
    address: str
    state: str
    taken: str
    mail: ReceivedMail | None
    reason: str
    trouble: str
    troubled: str
    has_key: bool
    confirm: str
    unreachable: bool

    @classmethod
    def of(cls, row: Webhook, read: Reader) -> ShownWebhook:
        mail = ReceivedMail.objects.filter(pk=row.last_mail).first() if row.last_mail else None
        taken = read.moment(row.last_at) if row.last_at else ""
        trouble = sentence(row.trouble, row.kind.how) if row.trouble else ""
        return cls(
            row=row,
            name=row.kind.name,
            address=_address(row),
            state=_("last mail %(moment)s") % {"moment": taken} if taken else _("no mail yet"),
            taken=taken,
            mail=mail,
            reason=reason(mail.code) if mail else "",
            trouble=trouble,
            troubled=read.moment(row.trouble_at) if trouble and row.trouble_at else "",
            has_key=bool(row.sealed),
            confirm=row.confirm if is_amazon_s(row.confirm) else "",
            unreachable=_is_own(urlsplit(row.address).hostname or ""),
        )


def _address(row: Webhook) -> str:
    try:
        return row.address_to_paste
    except SealBrokenError:
        return ""


def _is_own(host: str) -> bool:
    """Whether only this machine, or its neighbours, know the host."""
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host
