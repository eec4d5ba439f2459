"""What was said on a ticket, as the team reads it: words, pictures, quotes, how far it got."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Final, NamedTuple

from django.template.defaultfilters import filesizeformat
from django.template.loader import get_template
from django.utils.safestring import SafeString
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kept.core import mail
from kept.core.mail.links import with_targets
from kept.front.addresses import address
from kept.front.ratings import rating
from kept.front.sender import sender
from kept.record.models import OutgoingMail
from kept.record.questions import Columns, Given, question
from kept.tickets import access
from kept.tickets.files import drawn as is_drawn
from kept.tickets.files import with_pictures
from kept.tickets.models import Attachment, Message, quoted
from kept.workspace.delivery import Delivery, Reached, how_far
from kept.workspace.drawing import LONGEST
from kept.workspace.notices import shown
from kept.workspace.reader import Reader

_HELD_BACK = re.compile(r"\bdata-remote-src=", re.I)


class Said(NamedTuple):
    """A message, and who wrote it: `staff` by name, else a customer by `name` or `email`."""

    place: int
    kind: str
    channel: str
    stranger: bool
    at: datetime
    text: str
    said: str
    html: str
    language: str
    answer_to: str
    received: str
    subject: str
    doubted: bool
    authentication: str
    notices: tuple[tuple[str, str], ...]
    cc: tuple[tuple[str, str], ...]
    staff_id: int | None
    staff: str | None
    name: str
    email: str
    rating: str | None
    remark: str | None

    @property
    def author(self) -> str:
        """Of an imported answer nobody may know who of the team wrote it."""
        known = self.staff or self.name or self.email
        return known or (_("The team") if self.kind == Message.Kind.AGENT else _("Erased"))

    @property
    def quoted(self) -> str:
        return quoted(self.text, self.said)

    @property
    def length(self) -> int:
        return len(self.text) + len(self.said) + len(self.html)


_WRITER: Final = {
    "staff": "staff__name",
    "name": "customer__name",
    "email": "customer__email",
    "rating": "rated__rating",
    "remark": "rated__remark",
}


def said(ticket: int) -> list[Said]:
    """The messages of a ticket that somebody of the team may see, in order: one query."""
    rows = (Said(*row) for row in _said(ticket))
    return [one._replace(notices=_pairs(one.notices), cc=_pairs(one.cc)) for one in rows]


def _pairs(stored: Iterable[Iterable[str]]) -> tuple[tuple[str, str], ...]:
    """Of what JSON has as lists."""
    return tuple((one, other) for one, other in stored)


@question
def _said(ticket: Given) -> Columns:
    columns = (_WRITER.get(name, name) for name in Said._fields)
    return access.messages_to_the_team(ticket).values_list(*columns)


def deliveries(ticket: int) -> dict[int, Delivery]:
    """How far each reply of a ticket got, by its message's place: one query."""
    return {place: Delivery(*how) for place, *how in _deliveries(ticket) if place is not None}


@question
def _deliveries(ticket: Given) -> Columns:
    mails = OutgoingMail.objects.filter(ticket=ticket, purpose="reply")
    return mails.values_list("message", *Delivery._fields)


class File(NamedTuple):
    """A file that came with a message."""

    pk: int
    name: str
    type: str
    size: int
    cid: str


def files_of(ticket: int) -> dict[int, tuple[File, ...]]:
    """The files of a ticket by their message's place: one query, and most often nothing."""
    found: dict[int, tuple[File, ...]] = defaultdict(tuple)
    for place, *file in _files(ticket):
        found[place] += (File(*file),)
    return found


@question
def _files(ticket: Given) -> Columns:
    files = Attachment.objects.filter(message__ticket=ticket).order_by("pk")
    return files.values_list("message__place", *File._fields)


@dataclass(frozen=True, slots=True)
class Look:
    """All that makes a message look as it does; equal ones look alike.

    `moment`: when it was, in the reader's words; `reached`: how far it got, in those words.
    `remote`: pictures of other servers load; `discarded`: somebody holds it to be nothing of it.
    """

    said: Said
    reached: Reached
    files: tuple[File, ...]
    moment: str
    remote: bool
    discarded: bool
    language: str


def drawn(
    one: Said,
    reader: Reader,
    delivery: Delivery | None,
    files: tuple[File, ...],
    *,
    remote: bool,
    discarded: bool = False,
) -> SafeString:
    """A message as HTML. What was said never changes, and an open ticket is asked for again with
    each thing that happens on it: a message is drawn once for as long as it looks the same."""
    moment, reached = reader.beginning(one.at), how_far(delivery, reader)
    look = Look(one, reached, files, moment, remote, discarded, get_language() or "")
    return _drawn(look) if one.length <= LONGEST else _draw(look)


def _draw(look: Look) -> SafeString:
    return SafeString(get_template("front/message.html").render({"message": _message(look)}))


_drawn = lru_cache(maxsize=2048)(_draw)


def _message(look: Look) -> dict[str, object]:
    """A message as `front/message.html` wants it."""
    one = look.said
    html, used = _words(one, look.files)
    html = with_targets(html) if one.kind == Message.Kind.CUSTOMER else html
    withheld = len(_HELD_BACK.findall(html))
    if look.remote:
        html, withheld = mail.show_remote(html), 0
    rest = [file for file in look.files if file.pk not in used]
    return {
        "id": one.place,
        "kind": one.kind,
        "author": one.author,
        "via": _via(one, look.reached),
        "refused": look.reached.refused,
        "again": one.place if look.reached.again else 0,
        "at": one.at,
        "moment": look.moment,
        "language": one.language,
        "subject": one.subject,
        "html": html,
        "text": "",
        "quoted": one.quoted,
        "withheld": withheld,
        "show_url": f"?remote={one.place}#message-{one.place}",
        "pictures": [_named(file) for file in rest if is_drawn(file)],
        "files": [_named(file) for file in rest if not is_drawn(file)],
        "stranger": one.stranger and not (one.doubted or look.discarded),
        "doubted": one.doubted,
        "discarded": look.discarded,
        "address": one.email if one.doubted or look.discarded else "",
        "sender": sender(one.authentication),
        "notices": shown(one.notices),
        "rated": rating(one.rating or ""),
        "remark": one.remark,
        "original": address("mail-source", one.received) if _came_by_mail(one) else "",
    }


def _came_by_mail(one: Said) -> bool:
    return one.channel == "mail" and bool(one.received)


def _words(one: Said, files: Iterable[File]) -> tuple[str, frozenset[int]]:
    """The words as safe HTML, and the files whose pictures stand among them.

    What a customer quoted is folded away, and only plain text can be folded; a message that
    quotes nothing is shown as it was laid out.
    """
    if one.kind == Message.Kind.NOTE:
        return mail.markdown_to_mail(one.text)[1], frozenset()
    if not one.html or one.quoted:
        return mail.plain_to_html(one.said or one.text), frozenset()
    return with_pictures(one.html, files, url)


def _via(one: Said, reached: Reached) -> str:
    if one.kind == Message.Kind.NOTE:
        return ""
    ways: Mapping[str, str] = {
        "mail": _("by e-mail"),
        "form": _("through the form"),
        "portal": _("in the support area"),
    }
    way = ways.get(one.channel, one.channel)
    return f"{way}, {reached.words}" if reached.words else way


class Named(NamedTuple):
    """A file as the thread names it."""

    url: str
    name: str
    size: str


def _named(file: File) -> Named:
    return Named(url(file), file.name, filesizeformat(file.size))


def url(file: File) -> str:
    return address("desk-file", file.pk)
