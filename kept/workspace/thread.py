"""What was said on a ticket, as the team reads it: words, pictures, quotes, how far it got."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, NamedTuple

from django.template.defaultfilters import filesizeformat
from django.urls import reverse
from django.utils.translation import gettext as _

from kept.core import mail
from kept.record.models import OutgoingMail
from kept.tickets.files import drawn, with_pictures
from kept.tickets.models import Attachment, Message
from kept.workspace.drawing import LONGEST
from kept.workspace.reader import Reader

_HELD_BACK = re.compile(r"\bdata-remote-src=", re.I)


#: What is read of each message.
FIELDS: Final = (
    *("ticket", "place", "kind", "channel", "stranger", "at", "text", "said", "html"),
    *("language", "answer_to", "received", "customer__name", "customer__email", "staff__name"),
)


@dataclass(frozen=True, slots=True)
class Delivery:
    """How far a mail got, and the server's words where it was refused."""

    state: str
    answer: str


def deliveries(ticket: int) -> dict[int, Delivery]:
    """How far each reply of a ticket got, by its message's place: one query."""
    rows = OutgoingMail.objects.filter(ticket=ticket, purpose="reply")
    return {
        place: Delivery(state, answer)
        for place, state, answer in rows.values_list("message", "state", "answer")
        if place is not None
    }


def files_of(ticket: int) -> dict[int, list[Attachment]]:
    """The files of a ticket by their message's key: one query, and most often nothing."""
    found: dict[int, list[Attachment]] = defaultdict(list)
    for file in Attachment.objects.filter(message__ticket=ticket).order_by("pk"):
        found[file.message_id].append(file)
    return found


def message(
    one: Message,
    reader: Reader,
    delivery: Delivery | None,
    files: Sequence[Attachment],
    remote: frozenset[int],
) -> dict[str, object]:
    """A message as `front/message.html` shows it. `remote`: those whose remote pictures load."""
    html, used = _words(one, files)
    withheld = len(_HELD_BACK.findall(html))
    if one.place in remote:
        html, withheld = mail.show_remote(html), 0
    shown = [file for file in files if file.pk not in used]
    return {
        "id": one.place,
        "kind": one.kind,
        "author": _author(one),
        "via": _via(one, delivery),
        "at": one.at,
        "moment": reader.moment(one.at),
        "language": one.language,
        "html": html,
        "text": "",
        "quoted": one.quoted,
        "withheld": withheld,
        "show_url": f"?remote={one.place}#message-{one.place}",
        "pictures": tuple(_named(file) for file in shown if drawn(file)),
        "files": tuple(_named(file) for file in shown if not drawn(file)),
        "stranger": one.stranger,
    }


def _words(one: Message, files: Iterable[Attachment]) -> tuple[str, frozenset[int]]:
    """The words as safe HTML, and the files whose pictures stand among them.

    What a customer quoted is folded away, and only plain text can be folded; a message that
    quotes nothing is shown as it was laid out.
    """
    if one.kind == Message.Kind.NOTE:
        return _from_markdown(one.text), frozenset()
    if not one.html or one.quoted:
        return _from_plain(one.said or one.text), frozenset()
    return with_pictures(one.html, files, url)


def _from_plain(text: str) -> str:
    """A text always makes the same HTML, and an open ticket is shown over and over."""
    return _plain_once(text) if len(text) <= LONGEST else mail.plain_to_html(text)


_plain_once = lru_cache(maxsize=1024)(mail.plain_to_html)


@lru_cache(maxsize=256)
def _from_markdown(text: str) -> str:
    return mail.markdown_to_mail(text)[1]


def _author(one: Message) -> str:
    return str(one.staff if one.staff_id else one.customer)


def _via(one: Message, delivery: Delivery | None) -> str:
    if one.kind == Message.Kind.NOTE:
        return ""
    ways: Mapping[str, str] = {
        "mail": _("by e-mail"),
        "form": _("through the form"),
        "portal": _("in the support area"),
    }
    way = ways.get(one.channel, one.channel)
    return f"{way}, {_how_far(delivery)}" if delivery else way


def _how_far(delivery: Delivery) -> str:
    match delivery.state:
        case OutgoingMail.State.SENT:
            return _("sent")
        case OutgoingMail.State.REFUSED:
            return _("refused: %(answer)s") % {"answer": delivery.answer}
        case _ if delivery.answer:
            return _("trying again: %(answer)s") % {"answer": delivery.answer}
        case _:
            return _("on its way")


class Named(NamedTuple):
    """A file as the thread names it."""

    url: str
    name: str
    size: str


def _named(file: Attachment) -> Named:
    return Named(url(file), file.name, filesizeformat(file.size))


def url(file: Attachment) -> str:
    return reverse("desk-file", args=[file.pk])
