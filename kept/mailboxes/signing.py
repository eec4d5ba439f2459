"""Sign what leaves (DKIM, RFC 6376), so that receivers know it to be the desk's."""

from __future__ import annotations

from collections.abc import Iterator

import dkim

from kept.core.mail.spaces import single_spaced
from kept.mailboxes.models import Mailbox

#: What is signed where it is there, and sealed against a second one where it is not: nobody on
#: the way can add another sender, subject or way out to a mail that still verifies.
OVERSIGNED = (
    b"from",
    b"to",
    b"cc",
    b"subject",
    b"date",
    b"reply-to",
    b"message-id",
    b"in-reply-to",
    b"references",
    b"mime-version",
    b"content-type",
    b"content-transfer-encoding",
    b"auto-submitted",
    b"list-unsubscribe",
    b"list-unsubscribe-post",
)


def signed(raw: bytes, mailbox: Mailbox) -> bytes:
    """The mail with the mailbox's `signature` before it."""
    return signature(raw, mailbox) + raw


def signature(raw: bytes, mailbox: Mailbox) -> bytes:
    """The header field that signs the mail; nothing, where the mailbox has no key. In time linear
    in the length of the mail, whatever was written.

    Raises SealBrokenError, and ValueError with a sentence for a key that does not sign.
    """
    if not (mailbox.dkim_domain and mailbox.dkim_selector):
        return b""
    key = mailbox.open_secrets().dkim_key
    if not key:
        return b""
    head, gap, body = raw.partition(b"\r\n\r\n")
    try:
        field: bytes = dkim.sign(
            head + gap + single_spaced(body),
            mailbox.dkim_selector.encode("ascii"),
            mailbox.dkim_domain.encode("idna"),
            key.encode(),
            canonicalize=(b"relaxed", b"relaxed"),
            include_headers=list(_signed_headers(head)),
        )
    except (dkim.DKIMException, UnicodeError) as error:
        where = f"{mailbox.dkim_selector}._domainkey.{mailbox.dkim_domain}"
        raise ValueError(f"The DKIM key {where} of {mailbox} does not sign: {error}") from error
    return field


def _signed_headers(head: bytes) -> Iterator[bytes]:
    """Each of OVERSIGNED as often as it is there, and once more."""
    names = [line.partition(b":")[0].lower() for line in head.split(b"\r\n") if line[:1].strip()]
    for name in OVERSIGNED:
        yield from [name] * (names.count(name) + 1)
