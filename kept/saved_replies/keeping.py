"""Keep, change and take away the team's saved replies."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from kept.core.events import Actor
from kept.saved_replies.models import SavedReply, SavedText


@transaction.atomic
def keep(
    name: str, texts: Mapping[str, str], *, number: int | None, by: Actor, at: datetime
) -> SavedReply:
    """Let the reply `number`, or a new one, have this name and these words by language. A form has
    found nothing wrong with them; a language without words has none."""
    reply = SavedReply(pk=number, name=name, at=at, by=str(by))
    reply.save()
    reply.texts.all().delete()
    SavedText.objects.bulk_create(
        SavedText(reply=reply, language=language, text=text)
        for language, text in texts.items()
        if text
    )
    return reply


def take_away(number: int) -> bool:
    """Have no such reply any more; answers that were written with it stay. False where there was
    none."""
    deleted, _what = SavedReply.objects.filter(pk=number).delete()
    return deleted > 0
