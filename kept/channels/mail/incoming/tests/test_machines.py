"""Machines in several languages: none opens a ticket, is answered, or keeps a promise."""

from __future__ import annotations

import pytest

from kept.channels.mail.conftest import HOUR, MONDAY, Write, answer, mail, token_address
from kept.deadlines.models import Promise
from kept.people.models import Staff
from kept.record.models import OutgoingMail
from kept.tickets.models import Message, Ticket

#: What programs write while somebody is away: subject, and a header where one tells it.
AWAY: list[tuple[str, dict[str, str]]] = [
    ("Automatic reply: The report stops", {}),
    ("Out of Office: The report stops", {}),
    ("Réponse automatique : The report stops", {}),
    ("Absence du bureau", {}),
    ("Message d’absence : congés", {}),
    ("Automatische Antwort: The report stops", {}),
    ("Abwesenheitsnotiz: The report stops", {}),
    ("Respuesta automática: The report stops", {}),
    ("Fuera de la oficina: The report stops", {}),
    ("Risposta automatica: The report stops", {}),
    ("Resposta automática: The report stops", {}),
    ("Automatisch antwoord: The report stops", {}),
    ("Re: The report stops", {"Auto_Submitted": "auto-replied (vacation)"}),
    ("Re: The report stops", {"X_Autoreply": "yes"}),
    ("Re: The report stops", {"Precedence": "auto_reply"}),
]


@pytest.mark.parametrize(("subject", "fields"), AWAY)
def test_an_absence_note_does_nothing_wherever_it_goes(
    write: Write, agent: Staff, subject: str, fields: dict[str, str]
) -> None:
    write(mail())
    ours = f"<{answer(agent)}>"
    before = (OutgoingMail.objects.count(), Promise.objects.get().met_at)
    raw = mail(
        "Je suis absent. I am away. Ich bin weg.", subject=subject, In_Reply_To=ours, **fields
    )
    for to in (token_address(), "contact@copyfy.io"):
        outcome = write(raw, to=to, at=MONDAY + 2 * HOUR)
        assert (outcome.state, outcome.code) == ("refused", "auto_reply")
    assert (OutgoingMail.objects.count(), Promise.objects.get().met_at) == before
    assert Ticket.objects.count() == 1
    assert Message.objects.count() == 2
    assert Ticket.objects.get().unanswered_since is None


#: What people write about being away: they are heard.
PEOPLE = [
    "Out of office next week, can we move the call?",
    "Absence de réponse à mon ticket",
    "Re: Automatic reply settings",
    "Vacances : puis-je suspendre mon abonnement ?",
    "Urlaub im August, bitte verschieben",
]


@pytest.mark.parametrize("subject", PEOPLE)
def test_a_person_who_writes_about_absence_is_heard(write: Write, subject: str) -> None:
    assert write(mail(subject=subject)).code == "opened"
