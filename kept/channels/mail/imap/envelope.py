"""The envelope of a fetched mail, as servers wrote it into its header."""

from __future__ import annotations

from kept.core.mail import read_addresses
from kept.core.mail.headers import read_headers
from kept.mailboxes import directory

_DELIVERED = ("delivered-to", "x-original-to", "envelope-to", "x-delivered-to", "x-envelope-to")
_MOST = 20


def envelope(raw: bytes, address: str) -> tuple[str | None, tuple[str, ...]]:
    """Who sent the mail ('' the null sender, None where nothing tells) and to whom of us: first
    the mailbox that it stands in, then what its header says, a ticket's reply address above all."""
    headers, _ = read_headers(raw, 0, len(raw))
    told = [one for name in _DELIVERED for one in headers.all(name)[:_MOST]]
    found = [one.email for field in told for one in read_addresses(field)[:_MOST]]
    ours = (one for one in found if directory.of_address(one))
    return _sender(headers.raw("return-path")), tuple(dict.fromkeys((address, *ours)))


def _sender(field: str) -> str | None:
    if field.strip() == "<>":
        return ""
    return next((one.email for one in read_addresses(field)), None)
