"""Who wrote a mail: a person, a machine that answers, a list, or ourselves.

A wrong 'message' can start a loop, a wrong 'auto_reply' hides a customer: headers that a
standard defines decide first, words only where they can mean nothing else.
"""

from __future__ import annotations

import re

from kept.core.mail.automatic import is_automatic
from kept.core.mail.headers import Headers
from kept.core.mail.messages import Kind

_NOREPLY = re.compile(
    r"(?:no|not?|dont|don-t|do-?not|ne-?pas|nicht)[._-]?(?:reply|r[eé]pondre|antworten)|"
    r"(?:no|ne|nao)[._-]?(?:responder|repondez|reponse|responda)|noreply|donotreply|nepasrepondre",
    re.I,
)
_MACHINE_NAMES = (
    "mailer-daemon postmaster post_master post-master mailerdaemon mail-daemon mdaemon bounce "
    "bounces bounced root daemon autoresponder auto-reply autoreply notifications-noreply"
)
_MACHINES = frozenset(_MACHINE_NAMES.split())
_DAEMON = re.compile(r"mail(?:er)?[._-]?daemon(?:@|\Z)", re.I)
_LIST_HEADERS = ("list-id", "list-post", "list-unsubscribe", "mailing-list", "x-mailing-list",
                 "x-mailman-version", "x-listserver", "x-campaign-id")  # fmt: skip
_SPAM_VERDICTS = (("x-spam-flag", "yes"), ("x-spam-status", "yes"),
                  ("x-ses-spam-verdict", "fail"))  # fmt: skip
_PRECEDENCE_BULK = frozenset({"bulk", "junk", "list"})


def is_own(email: str, own_addresses: frozenset[str]) -> bool:
    """Whether an address is one of ours, its ticket suffix (`+12.k3x9`) not counted."""
    key = email.strip().lower()
    if key in own_addresses:
        return True
    local, _, domain = key.rpartition("@")
    base, plus, _ = local.partition("+")
    return bool(plus) and f"{base}@{domain}" in own_addresses


def is_noreply(email: str) -> bool:
    """Whether a sender says by its name that nobody reads what is sent to it."""
    return _NOREPLY.search(email.rpartition("@")[0]) is not None


def is_daemon(email: str) -> bool:
    """Whether a sender can only be a mail system."""
    return _DAEMON.match(email) is not None


def is_machine(email: str) -> bool:
    """Whether a sender is a mail system, by the local part of its address."""
    return email.partition("@")[0].lower().partition("+")[0] in _MACHINES


def kind_of(
    headers: Headers,
    sender: str,
    subject: str,
    own_addresses: frozenset[str],
    *,
    bounced: bool,
    null_sender: bool = False,
) -> Kind:
    """The kind of a mail. `bounced`: it was recognised as a delivery failure. `null_sender`: its
    envelope names no sender, so that nothing comes back (RFC 5321 §4.5.5)."""
    if bounced:
        return "bounce"
    if _comes_back(headers, sender, own_addresses):
        return "loop"
    # An empty envelope alone says little: forms on pages and some forwarders send so as well.
    by_machine = is_daemon(sender) or (null_sender and is_machine(sender))
    if by_machine or is_automatic(headers, subject):
        return "auto_reply"
    if _is_own_list(headers, own_addresses):
        return "message"
    precedence = headers.raw("precedence").lower()
    if precedence in _PRECEDENCE_BULK or any(name in headers for name in _LIST_HEADERS):
        return "mailing_list"
    return "spam_suspect" if _called_spam(headers) else "message"


def _called_spam(headers: Headers) -> bool:
    """Whether a filter on the way here called it spam; its word is a suspicion, not a refusal."""
    return any(
        headers.raw(name).strip().lower().startswith(verdict) for name, verdict in _SPAM_VERDICTS
    )


def _comes_back(headers: Headers, sender: str, own_addresses: frozenset[str]) -> bool:
    marked = headers.raw("x-kept").strip().lower()
    return is_own(sender, own_addresses) or (bool(marked) and is_own(marked, own_addresses))


def _is_own_list(headers: Headers, own_addresses: frozenset[str]) -> bool:
    """Whether the list is a group that the desk's own address is: customers write through it."""
    named = f"{headers.raw('list-id')} {headers.raw('list-post')}".lower()
    if "<" not in named:
        return False
    return any(
        f"<{own.replace('@', '.')}>" in named or f"mailto:{own}>" in named for own in own_addresses
    )


def must_not_answer(headers: Headers) -> bool:
    """Whether the mail itself asks for no automatic answer, though a person may have sent it."""
    suppress = headers.raw("x-auto-response-suppress").lower()
    return any(word in suppress for word in ("all", "autoreply", "oof"))
