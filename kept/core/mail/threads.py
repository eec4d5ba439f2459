"""What a mail says about the ticket that it belongs to."""

from __future__ import annotations

import re

from kept.core.mail.messages import Hint, Incoming

# `desk+4812.k3x9…@example.org`: the number finds the ticket, the token proves the right to it.
_TOKEN = re.compile(r"[^@+]+\+(\d{1,12})\.([A-Za-z0-9_-]{4,64})@[^@]+")
_MARKS = "re|fw|fwd|tr|rép|rep|aw|wg|sv|antw|vs|ref|rv|rif|enc|res|doorst|vb|odp|回复|答复"
_REPLY_MARK = re.compile(
    rf"\s*(?:(?:{_MARKS})\s*(?:\[\d+\]|\(\d+\)|\d+)?\s*[:：]|\[#\d+\])\s*", re.I
)
# `New matter (was: Old matter)`: what people write who change the subject on purpose.
_WAS = re.compile(
    r"\s*[(\[](?:was|fwd? was|anciennement|ex|war|vormals|antes|era|was eerst)\s*[:：].*$", re.I
)
#: Fewer letters than these may stand in any subject by chance.
_TELLING = 6
_SUBJECT_NUMBER = re.compile(r"\[#(\d{1,12})\]")


def ticket_hint(incoming: Incoming) -> Hint:
    """Reply addresses, then message ids from the nearest to the oldest, then the subject."""
    addresses = [*incoming.delivered_to, *(a.email for a in (*incoming.to, *incoming.cc))]
    matches = (_TOKEN.fullmatch(address) for address in addresses)
    tokens = dict.fromkeys((int(m[1]), m[2].lower()) for m in matches if m is not None)
    ids = dict.fromkeys((*incoming.in_reply_to, *reversed(incoming.references)))
    number = _SUBJECT_NUMBER.search(incoming.subject)
    return Hint(tuple(tokens), tuple(ids), int(number[1]) if number else None)


def bare_subject(subject: str) -> str:
    """The subject without reply marks and ticket numbers, for comparison."""
    rest = subject
    while (found := _REPLY_MARK.match(rest)) and found.end():
        rest = rest[found.end() :]
    return " ".join(rest.casefold().split())


def same_matter(subject: str, known: str) -> bool:
    """Whether a mail of a thread with this subject is still about what the thread is about.

    A subject that says nothing changes nothing, nor does one that was cut, or to which somebody
    added a mark, a word or a number. `New (was: Old)` is a new matter.
    """
    new, old = (bare_subject(_SUBJECT_NUMBER.sub(" ", one)) for one in (subject, known))
    new = _WAS.sub("", new)
    if not new or not old or new == old:
        return True
    shorter, longer = sorted((new, old), key=len)
    return len(shorter) >= _TELLING and shorter in longer


def reply_address(desk: str, number: int, token: str) -> str:
    """The address that answers to ticket `number` go to: `desk+NUMBER.TOKEN@domain`."""
    local, _, domain = desk.rpartition("@")
    return f"{local}+{number}.{token}@{domain}"
