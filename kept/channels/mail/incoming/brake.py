"""How many automatic mails one address gets, so that no loop can run away."""

from __future__ import annotations

from datetime import datetime, timedelta

from kept.channels.mail.models import ReceivedMail

AN_HOUR, A_DAY = 5, 20


def free(sender: str, at: datetime) -> bool:
    """Whether this sender may get one more automatic mail for what was received at `at`.

    Counted by when mail came in, not by when it was read: a backlog brakes like a flood.
    """
    answered = ReceivedMail.objects.filter(
        sender=sender,
        acknowledged=True,
        received_at__gt=at - timedelta(days=1),
        received_at__lte=at,
    ).order_by("-received_at")
    times = list(answered.values_list("received_at", flat=True)[:A_DAY])
    in_the_hour = sum(one > at - timedelta(hours=1) for one in times)
    return len(times) < A_DAY and in_the_hour < AN_HOUR
