"""What a mail says beside its words: invitations, and mails in it.

In the reader's language and on their clock, as lines that stand below the words.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import islice

from kept.core import say
from kept.core.mail.messages import Forwarded, Incoming, Invitation

_EN = {
    "REQUEST": "Invitation", "CANCEL": "Invitation called off", "REPLY": "Answer to an invitation",
    "COUNTER": "Another time proposed", "PUBLISH": "Event", "ACCEPTED": "accepted",
    "DECLINED": "declined", "TENTATIVE": "perhaps", "when": "When", "where": "Where",
    "who": "From", "with": "With", "repeats": "repeats", "to": "to",
    "enclosed": "Mail in this mail",
    "from": "From", "subject": "Subject", "cut": "The whole of it is in its file.",
}  # fmt: skip
_FR = {
    "REQUEST": "Invitation", "CANCEL": "Invitation annulée", "REPLY": "Réponse à une invitation",
    "COUNTER": "Autre horaire proposé", "PUBLISH": "Événement", "ACCEPTED": "acceptée",
    "DECLINED": "déclinée", "TENTATIVE": "peut-être", "when": "Quand", "where": "Où",
    "who": "De", "with": "Avec", "repeats": "se répète", "to": "à",
    "enclosed": "Courriel joint", "from": "De", "subject": "Objet",
    "cut": "Le texte entier est dans son fichier.",
}  # fmt: skip
_MOST_NAMED = 10
_LONGEST = 4_000
"""Characters of a mail in a mail that are shown; all of it is in its file."""


def beside(mail: Incoming, zone: str, language: str) -> str:
    """The lines below the words of a mail, '' where there is nothing to say."""
    words = _FR if language.startswith("fr") else _EN
    language = "fr" if words is _FR else "en"
    stanzas = []
    if mail.invitation is not None:
        stanzas.append(_invitation(mail.invitation, zone, language, words))
    stanzas += [_enclosed(one, zone, language, words) for one in mail.enclosed]
    return "\n\n".join(stanzas)


def _invitation(one: Invitation, zone: str, language: str, words: dict[str, str]) -> str:
    title = words.get(one.method, words["PUBLISH"])
    answer = words.get(one.answer, "")
    colon = " : " if language == "fr" else ": "
    lines = [f"{title}{colon}{one.what}" + (f" ({answer})" if answer else "")]
    when = _span(one, zone, language, words)
    lines += [f"{words['when']}{colon}{when}"] if when else []
    lines += [f"{words['where']}{colon}{one.where}"] if one.where else []
    lines += [f"{words['who']}{colon}{one.organizer.shown}"] if one.organizer else []
    named = [person.shown for person in islice(one.invited, _MOST_NAMED)]
    more = ", …" if len(one.invited) > _MOST_NAMED else ""
    lines += [f"{words['with']}{colon}{', '.join(named)}{more}"] if named else []
    return "\n".join(lines)


def _span(one: Invitation, zone: str, language: str, words: dict[str, str]) -> str:
    start, end = _local(one.start, zone), _local(one.end, zone)
    if start is None:
        return ""
    said = _day(start, language)
    if isinstance(start, datetime):
        said += f", {say.clock(start, language)}"
        if isinstance(end, datetime) and end.date() == start.date():
            said += f" – {say.clock(end, language)}"
        elif isinstance(end, datetime):
            said += f" {words['to']} {_day(end, language)}, {say.clock(end, language)}"
        said += f" ({zone})" if one.start is not start else ""
    elif end is not None and (last := end - timedelta(days=1)) > start:  # the end is not part of it
        said += f" {words['to']} {_day(last, language)}"
    return said + (f" ({words['repeats']})" if one.repeats else "")


def _day(day: date, language: str) -> str:
    return say.date(day.date() if isinstance(day, datetime) else day, language)


def _local(moment: datetime | date | None, zone: str) -> datetime | date | None:
    """On the reader's clock; a time without a zone, and a whole day, are anybody's."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        return moment.astimezone(say.tz(zone))
    return moment


def _enclosed(one: Forwarded, zone: str, language: str, words: dict[str, str]) -> str:
    colon = " : " if language == "fr" else ": "
    sender = f"{one.sender.name} <{one.sender.email}>" if one.sender.name else one.sender.email
    lines = [f"— {words['enclosed']} —", f"{words['from']}{colon}{sender}"]
    if one.date is not None:
        local = one.date.astimezone(say.tz(zone))
        lines.append(f"{words['when']}{colon}{_day(local, language)}, {say.clock(local, language)}")
    lines += [f"{words['subject']}{colon}{one.subject}"] if one.subject else []
    text = one.text.strip()
    shown = text[:_LONGEST] + (f"…\n{words['cut']}" if len(text) > _LONGEST else "")
    return "\n".join([*lines, "", shown]).rstrip()
