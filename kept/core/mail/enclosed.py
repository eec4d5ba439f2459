"""The mails that are files of another one, as they read. Bounded; never raises."""

from __future__ import annotations

from kept.core.mail.body import read_body
from kept.core.mail.fields import read_date, read_sender, read_subject
from kept.core.mail.messages import Forwarded
from kept.core.mail.mime import Part, read_mime
from kept.core.mail.refusals import UnreadableError
from kept.core.mail.room import Room

_TYPES = ("message/rfc822", "message/global")
_MOST = 10
_DEEPEST = 3
"""Mails in mails in mails that are read; below that they are files."""
_LARGEST = 4 * 1024 * 1024
"""Bytes of all the mails that are read; the others are files."""


def enclosed_in(root: Part) -> tuple[Forwarded, ...]:
    """The mails in a mail, outer ones first; one that names no sender is only a file."""
    found: list[Forwarded] = []
    todo = [(root, 0)]
    left, room = _LARGEST, Room()
    while todo and len(found) < _MOST:
        tree, depth = todo.pop(0)
        for part in tree.walk():
            if part.type not in _TYPES or depth >= _DEEPEST or len(found) == _MOST:
                continue
            left -= part.body.end - part.body.start
            if left < 0:
                return tuple(found)
            try:
                inner = read_mime(part.content)
            except UnreadableError:
                continue
            if (mail := _read(inner, room)) is not None:
                found.append(mail)
                todo.append((inner, depth + 1))
    return tuple(found)


def _read(root: Part, room: Room) -> Forwarded | None:
    sender = read_sender(root, None)
    if sender is None:
        return None
    date, _ = read_date(root.headers.raw("date"))
    return Forwarded(sender, date, read_subject(root), read_body(root, room=room).text)
