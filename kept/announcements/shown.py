"""An announcement as leads read it: where it stands, in a sentence."""

from __future__ import annotations

from django.db.models import Count
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from kept.announcements.announcing import progress
from kept.announcements.models import Announcement, Copy, Subscriber
from kept.announcements.subscribers import BY_MAIL
from kept.people.reader import Reader


def standing(announcement: Announcement, read: Reader) -> str:
    """'Not sent yet', 'Being sent: 1,204 of 100,000, about 7 min left', …"""
    state = announcement.state
    if state == Announcement.State.DRAFT:
        return _("Not sent yet")
    far = progress(announcement)
    facts = {"done": far.done, "total": far.total}
    if state == Announcement.State.SENT:
        ended = read.moment(announcement.ended_at) if announcement.ended_at else ""
        said = ngettext(
            "Sent to %(total)d reader, done %(when)s",
            "Sent to %(total)d readers, done %(when)s",
            far.total,
        )
        return said % {"total": far.total, "when": ended}
    if state == Announcement.State.PAUSED:
        return _("Held: %(done)d of %(total)d") % facts
    said = _("Being sent: %(done)d of %(total)d") % facts
    left = far.left(announcement, read.now)
    if left is None:
        return said
    minutes = max(1, round(left.total_seconds() / 60))
    rest = ngettext("about %(minutes)d minute left", "about %(minutes)d minutes left", minutes)
    return f"{said}, {rest % {'minutes': minutes}}"


def pace_said(a_minute: int, to_one_domain: int) -> str:
    """How fast, in words."""
    if a_minute == to_one_domain:
        return _("as fast as the mail server takes them")
    words = _("%(minute)d a minute, %(domain)d to one domain")
    return words % {"minute": a_minute, "domain": to_one_domain}


def states() -> list[tuple[str, object, int]]:
    """How many subscribers are in each state: value, words, count."""
    rows = Subscriber.objects.exclude(state=Subscriber.State.ERASED).values_list("state")
    counted = dict(rows.annotate(count=Count("id")).order_by())
    return [(state, words, counted.get(state, 0)) for state, words in _STATES]


_STATES = (
    (Subscriber.State.CONFIRMED.value, gettext_lazy("hear of changes")),
    (Subscriber.State.ASKED.value, gettext_lazy("have not confirmed yet")),
    (Subscriber.State.UNSUBSCRIBED.value, pgettext_lazy("subscribers", "left")),
    (Subscriber.State.BOUNCED.value, gettext_lazy("cannot be reached")),
)


def how(row: Subscriber, read: Reader) -> str:
    """How somebody came to be here, or why they hear nothing any more."""
    if row.state == Subscriber.State.UNSUBSCRIBED:
        return row.why or _("Left by the link in a letter.")
    if row.state == Subscriber.State.BOUNCED:
        return row.why
    if row.confirmed_at and row.consent.startswith(BY_MAIL):
        return _("Confirmed by mail on %(when)s.") % {"when": read.moment(row.confirmed_at)}
    return row.consent


def in_doubt(announcement: Announcement) -> list[Copy]:
    """The copies of which nobody knows whether they arrived, the first of them."""
    rows = Copy.objects.filter(announcement=announcement, state=Copy.State.DOUBT)
    return list(rows.select_related("subscriber").order_by("id")[:50])
