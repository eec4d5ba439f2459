"""What the demo's leads published: an earlier policy, then the one in force, announced as major."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import partial
from typing import Final

from kept.announcements import announcing, mails, subscribers, writing
from kept.announcements.models import Announcement
from kept.announcements.outbox import Outbox
from kept.core.events import Actor
from kept.core.mail import Address
from kept.demo.cast import Known, customers, told
from kept.demo.timeline import Timeline
from kept.people.models import Staff
from kept.record import policy
from kept.site import prepare

#: How long ago the first version was published, the second announced, and the second in force.
FIRST, ANNOUNCED, SECOND = timedelta(days=100), timedelta(days=47), timedelta(days=40)
A_MINUTE: Final = (600, 120)


def publish(now: datetime, by: Staff) -> None:
    """Publish both versions, the second as it comes with Kept; nothing on a desk with a policy."""
    if policy.history():
        return
    present = prepare.sound_policy(prepare.policies() / "copyfy")
    words = told("earlier.toml")
    author = Actor("staff", by.pk)
    first = now - FIRST
    policy.publish(earlier(present), at=first, by=author, note=words["note"]["first"])
    announced, starts = moments(now)
    policy.publish(
        present,
        at=announced,
        by=author,
        note=words["note"]["second"],
        major=True,
        effective=starts,
    )


def moments(now: datetime) -> tuple[datetime, datetime]:
    """When the second version was published, and when it came into force: as a day began."""
    return now - ANNOUNCED, datetime.combine((now - SECOND).date(), time(), now.tzinfo)


def earlier(present: Mapping[str, str]) -> dict[str, str]:
    """The policy as it was before. Raises ValueError where it no longer says what was changed."""
    files = dict(present)
    for change in told("earlier.toml")["change"]:
        text = files[change["file"]]
        if text.count(change["now"]) != 1:
            raise ValueError(f"{change['file']} does not say “{change['now']}” once.")
        files[change["file"]] = text.replace(change["now"], change["before"])
    return files


def plan_announcement(timeline: Timeline, now: datetime, by: Staff) -> None:
    """Let people subscribe, and the second version be announced to them."""
    announced, _starts = moments(now)
    for place, who in enumerate(told("earlier.toml")["subscribers"]):
        asked = announced - timedelta(days=45 - 3 * place, minutes=37 * place)
        timeline.plan(asked, partial(_subscribe, customers()[who]))
    timeline.plan(announced + timedelta(minutes=40), partial(_announce, by))


def _subscribe(known: Known, at: datetime) -> None:
    """Ask, and confirm from the mail a little later."""
    found = subscribers.ask(
        Address.parse(known.email), language=known.language, zone=known.zone, at=at
    )
    assert found is not None, known
    mails.ask_to_confirm(found, language=known.language, at=at)
    subscribers.confirm(found, at=at + timedelta(minutes=6))


def _announce(by: Staff, at: datetime) -> None:
    words = told("earlier.toml")["words"]
    found = Announcement.objects.create(version=policy.history()[0].number, words=words)
    letters = writing.letters(found, at)
    a_minute, to_one_domain = A_MINUTE
    announcing.begin(
        found, letters, by=by, at=at, a_minute=a_minute, a_minute_to_one_domain=to_one_domain
    )
    outbox = Outbox()
    while Announcement.objects.filter(state=Announcement.State.SENDING).exists():
        outbox.fill(at)
        at += timedelta(seconds=1)
