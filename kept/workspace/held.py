"""A reply that has not left yet: who wrote it may take it back into the composer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat

from kept.core import events as e
from kept.front.addresses import address
from kept.people.models import Staff
from kept.record.models import OutgoingMail
from kept.tickets import access
from kept.tickets.models import Message
from kept.workspace.delivery import Delivery
from kept.workspace.given import whole
from kept.workspace.reader import Reader
from kept.workspace.scene import Scene

#: How soon the page asks again what became of a mail that is under way, at first and at last.
_SOON, _LATER = timedelta(seconds=2), timedelta(minutes=1)

Dict = dict[str, object]


def waits(staff: Staff) -> timedelta:
    """How long this person's replies wait before they leave: their own choice, else the desk's."""
    own = staff.undo_seconds
    return timedelta(seconds=settings.DESK.undo_seconds if own is None else own)


def held(scene: Scene, sent: Mapping[int, Delivery], query: str) -> Dict | None:
    """The reader's newest reply while it may be taken back, for the bar over the composer."""
    reader = scene.reader
    mine = (one for one in reversed(scene.messages) if one.staff_id == reader.staff.pk)
    last = next((one for one in mine if one.kind == "agent"), None)
    how = sent.get(last.place) if last else None
    if last is None or how is None or not how.held or not how.next_at or how.next_at <= reader.now:
        return None
    return {
        "message": last.place,
        "action": address("undo", scene.ticket.number) + query,
        "until": how.next_at,
        "seconds": int((how.next_at - reader.now).total_seconds()) + 1,
    }


def left_behind(request: HttpRequest, reader: Reader, query: str) -> Dict | None:
    """The reader's reply in the ticket that they have just come from (`left`), while it may be
    taken back: asks nothing on any other page."""
    number = whole(request.GET.get("left"))
    if number is None:
        return None
    waiting = OutgoingMail.objects.filter(
        ticket=number, purpose="reply", attempts=0, state=OutgoingMail.State.WAITING
    )
    row = waiting.filter(next_at__gt=reader.now).order_by("-id").first()
    theirs = {"ticket": number, "place": row.message, "staff": reader.staff} if row else {}
    if row is None or row.next_at is None or not Message.objects.filter(**theirs).exists():
        return None
    return {
        "ticket": number,
        "message": row.message,
        "action": address("undo", number) + query,
        "until": row.next_at,
        "seconds": int((row.next_at - reader.now).total_seconds()) + 1,
    }


def look_again(scene: Scene, sent: Mapping[int, Delivery]) -> object:
    """When to ask what became of a mail that is under way; None where nothing is."""
    now = scene.reader.now
    said = {one.place: one.at for one in scene.messages}
    moments = [
        max(since, now) + min(max(now - since, _SOON), _LATER)
        for place, how in sent.items()
        if how.under_way
        # held until then, or handed over some time after it was written
        for since in [how.next_at if how.held and how.next_at else said.get(place, now)]
    ]
    return min(moments, default=None)


def taken_back(scene: Scene) -> Dict | None:
    """The words and files of the reader's last reply, where they took it back: they come into
    the composer once, and stay to be had until the next reply."""
    if not _took_back(scene):
        return None
    message = access.taken_back(scene.reader.staff, scene.ticket.number)
    if message is None:
        return None
    files = [
        {"pk": one.pk, "name": one.name, "size": filesizeformat(one.size)}
        for one in message.attachments.all()
    ]
    return {"place": message.place, "text": message.text, "files": files}


def _took_back(scene: Scene) -> bool:
    """Read from the history, which is at hand: most tickets cost no question."""
    me = e.Actor("staff", scene.reader.staff.pk)
    mine = [one.event for one in scene.history if one.by == me]
    replies = [one.message for one in mine if isinstance(one, e.ReplySent)]
    back = {one.message for one in mine if isinstance(one, e.ReplyWithdrawn)}
    return bool(replies) and replies[-1] in back
