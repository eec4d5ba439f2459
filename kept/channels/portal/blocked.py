"""Whom the team has blocked (kept.mailboxes.blocking): no request of theirs, by whatever way."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from kept.mailboxes import blocking


def refusal(*addresses: str) -> str:
    """The sentence for somebody who writes from a blocked address; '' for all others."""
    if not any(blocking.blocked(one) for one in addresses if one):
        return ""
    said = _("%(desk)s does not take messages from this address at present. If you think that this "
             "is a mistake, please tell somebody of %(desk)s in another way.")  # fmt: skip
    return said % {"desk": settings.DESK.name}
