"""Where one answers: what `front/composer.html` needs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from babel import Locale
from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kept.core.ticket import REPLIES
from kept.core.ticket import Ticket as State
from kept.front.addresses import address
from kept.workspace.scene import Scene


@dataclass(frozen=True, slots=True)
class Words:
    """What somebody wrote and could not be sent: it comes back with the page."""

    text: str = ""
    mode: str = "reply"


def composer(scene: Scene, words: Words, query: str) -> dict[str, object]:
    """`query`: what the address asks for beside the ticket, '?list=due', or nothing."""
    ticket = scene.ticket
    return {
        "ticket": ticket.number,
        "action": address("say", ticket.number) + query,
        "mode": words.mode,
        "to": _to(scene),
        "language": ticket.language,
        "text": words.text,
        "seen": scene.state.last_public,
        "saved_url": address("saved", ticket.number),
        "colleagues_url": address("colleagues", ticket.number),
        "preview_url": address("preview", ticket.number),
        "writing_url": address("writing", ticket.number),
        "colleagues": [one for one in scene.team.present if one[0] != scene.reader.staff.pk],
        "draft": f"{ticket.number}:{scene.reader.staff.pk}",
        "placeholder": _placeholder(scene.state, scene.reader.now),
        "can_send": True,
    }


def _to(scene: Scene) -> str:
    """For whom the answer is: with the address where it is not the customer's own."""
    customer, language = scene.ticket.customer, scene.ticket.language
    asked = (m for m in reversed(scene.messages) if m.email == customer.email and not m.stranger)
    address = next((m.answer_to for m in asked), "") or customer.email
    name = str(customer)
    facts = {
        "name": name if address in (name, customer.email) else f"{name} <{address}>",
        "language": language_name(language),
    }
    known = language in dict(settings.LANGUAGES)
    return (_("to %(name)s, in %(language)s") if known else _("to %(name)s")) % facts


def language_name(code: str) -> str:
    """'French', 'français', in the active language; the code itself where nobody knows it."""
    return str(Locale(get_language() or "en").languages.get(code, code))


def _placeholder(state: State, now: datetime) -> str:
    """What this answer does for the promise."""
    owed = next((p for p in state.promises if p.owed and p.kind in REPLIES), None)
    if owed is None:
        return _("Write here")
    if owed.state == "broken" or (owed.state == "running" and now > owed.due_at):
        return _("Write here. This answer is owed since §%(clause)s was broken.") % {
            "clause": owed.clause
        }
    return _("Write here. This answer keeps the promise of §%(clause)s.") % {"clause": owed.clause}
