"""Signatures that were seen on the way must not carry other mail.

Mailgun signs a moment and a number that it makes up, not the mail. So each of these counts for one
mail, and for a day: that is longer than Mailgun tries, and the desk's clock may be a little wrong.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Final

from kept.channels.mail.webhooks.models import UsedSignature
from kept.channels.mail.webhooks.posts import Post
from kept.channels.mail.webhooks.troubles import NotTakenError

_COUNTS: Final = timedelta(days=1)


def check(post: Post, now: datetime) -> None:
    """Raises NotTakenError where a signature, which fits, is old or came with another mail."""
    moment = post.text("timestamp") or ""
    if not moment.isdecimal() or abs(now.timestamp() - int(moment[:12])) > _COUNTS.total_seconds():
        raise NotTakenError("replayed")
    signed = datetime.fromtimestamp(int(moment[:12]), UTC)
    digest = hashlib.sha256(post.form.get("body-mime", b"")).hexdigest()
    token = hashlib.sha256((post.text("token") or "").encode()).hexdigest()
    UsedSignature.objects.filter(at__lt=now - _COUNTS).delete()
    used, _new = UsedSignature.objects.get_or_create(
        token=token, defaults={"sha256": digest, "at": signed}
    )
    if used.sha256 != digest:
        raise NotTakenError("replayed")
