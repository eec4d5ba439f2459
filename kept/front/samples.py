"""What the developers' page shows: every component in every state, in both languages.

Built by hand, with instants that stand still, so that two pictures of the page can be compared.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from kept.core.calendar import Calendar, Opening, tz, weekly
from kept.front.hours import Hours, hours
from kept.front.promises import WORDS, Shown, State, name_of

NOW: Final = datetime(2026, 11, 12, 10, 22, tzinfo=UTC)
_SIZES: Final = (16, 18, 20, 30, 44)
_COLOURS: Final = (
    "paper", "paper-sunk", "paper-deep", "paper-raised", "paper-note", "highlight", "ink", "ink-2",
    "ink-3", "edge", "rule", "rule-firm", "kept", "soon", "soon-fill", "broken",
)  # fmt: skip
_CALENDAR: Final = Calendar(
    "UTC",
    weekly(range(5), Opening.at("10:00", "19:00")),
    days_off={date(2026, 11, 11): {"en": "Armistice", "fr": "Armistice"}},
)
#: What is left, where the aim falls, the time in English and in French
_STATES: Final[dict[State, tuple[float, float | None, str, str]]] = {
    "running": (0.62, 0.58, "in 2 h 10", "dans 2 h 10"),
    "soon": (0.38, None, "23 min left", "encore 23 min"),
    "kept": (0, None, "29 min early", "29 min avant l’heure"),
    "broken": (0, None, "2 h 17 late", "2 h 17 de retard"),
    "hold": (0, None, "3 h 10 left", "encore 3 h 10"),
    "released": (0, None, "thanks, no answer needed", "un merci, rien à répondre"),
}


def promise(state: State, *, clause: str = "5", kind: str = "first_reply") -> Shown:
    """A promise in that state, in the active language."""
    left, aim, english, french = _STATES[state]
    return Shown(
        state=state,
        word=str(WORDS[state]),
        time=french if _french() else english,
        clause=clause,
        clause_url=f"#c{clause}",
        name=name_of(kind),
        left=left,
        aim=aim,
        from_at=NOW - timedelta(hours=3),
        due_at=NOW + timedelta(hours=2, minutes=10),
    )


def everything() -> dict[str, Any]:
    """The context of `front/design.html`."""
    return {
        "promises": [promise(state) for state in _STATES],
        "sizes": _SIZES,
        "colours": _COLOURS,
        "vows": vows(),
        "open_hours": week(is_open=True),
        "closed_hours": week(is_open=False),
        "rows": rows(),
        "thread": thread(),
        "derived": [derivation()],
        "composer": composer(),
    }


def vows() -> list[dict[str, Any]]:
    if _french():
        said = (
            ("running", 1.0, "Vous aurez notre réponse demain avant 12 h.", "5",
             "Vendredi 13 novembre à votre heure, à Paris."),
            ("running", 0.16, "Ce sera corrigé aujourd’hui avant 19 h 20.", "6",
             "Encore 7 h 39, à votre heure (Paris)."),
            ("broken", 0.0, "Nous avions promis une réponse avant 11 h, et nous sommes en retard.",
             "5", "Votre demande passe avant les autres."),
        )  # fmt: skip
    else:
        said = (
            ("running", 1.0, "You will have our answer tomorrow by 12:00.", "5",
             "Friday 13 November, your time, in Paris."),
            ("running", 0.16, "It will be fixed today by 19:20.", "6",
             "7 h 39 left, your time (Paris)."),
            ("broken", 0.0, "We promised an answer by 11:00, and we are late.", "5",
             "Your request goes before the others."),
        )  # fmt: skip
    names = ("state", "left", "sentence", "clause", "small")
    return [{**dict(zip(names, one, strict=True)), "clause_url": "#c5"} for one in said]


def rows() -> list[dict[str, Any]]:
    """A list as it looks on a busy morning."""
    said: tuple[tuple[State, str, str, str, str, str, str], ...] = (
        ("broken", "Marcus Weil", "Berlin", "Best sellers list shows deleted products",
         "still there after a new crawl", "EN", "mail"),
        ("soon", "Camille Roussel", "Lyon", "Le rapport s’arrête à 62 %",
         "depuis la mise à jour de lundi", "FR", "mail"),
        ("soon", "Léa Fontaine", "Montréal", "Exporter les mots-clés en CSV",
         "je ne trouve pas le bouton", "FR", "form"),
        ("kept", "Grace Oyelaran", "London", "Refund for the month of October",
         "Done, thank you for explaining", "EN", "chat"),
        ("running", "Yuki Tanabe", "Osaka", "Sales estimate is zero for shops in yen",
         "screenshot attached", "EN", "mail"),
        ("released", "Nadia Benali", "Casablanca", "Thème détecté mais pas la version",
         "merci beaucoup !", "FR", "chat"),
    )  # fmt: skip
    names = ("who", "place", "subject", "excerpt", "language", "channel")
    return [
        {
            **dict(zip(names, words, strict=True)),
            "number": 4811 + place,
            "url": f"#{4811 + place}",
            "promise": replace(promise(state), by=""),
            "resent": place == 1,
            "current": place == 1,
            "seen": place in (0, 3, 4),
        }
        for place, (state, *words) in enumerate(said)
    ]


def thread() -> list[dict[str, Any]]:
    """Each kind of message and happening, with the template that shows it."""
    template = {"message": "front/message.html", "happening": "front/happening.html"}
    parts: list[dict[str, Any]] = [
        {"message": {
            "id": 1, "kind": "customer", "author": "Camille Roussel", "via": _("by e-mail"),
            "at": NOW, "moment": "18:20", "language": "fr",
            "html": "<p>Bonjour,</p><p>Depuis la mise à jour de lundi, le rapport concurrents "
            "s’arrête à 62 % et n’avance plus. J’ai rechargé la page, puis essayé avec deux "
            "autres boutiques : même résultat.</p>",
            "withheld": 2, "show_url": "#",
            "files": [{"url": "#", "name": "rapport.csv", "size": "12 KB"}],
        }},
        {"happening": {
            "id": 2, "icon": "resent", "loud": True, "strong": _("Resent"), "at": NOW,
            "words": "after 37 h 21 without a reply: made urgent, not a repetition",
            "clause": "5", "clause_url": "#", "moment": "07:41",
        }},
        {"message": {
            "id": 3, "kind": "customer", "author": "Camille Roussel", "via": _("by e-mail"),
            "at": NOW, "moment": "07:41", "language": "fr",
            "text": "Bonjour, je me permets de relancer, toujours bloqué à 62 % ce matin.",
            "quoted": "Depuis la mise à jour de lundi…",
        }},
        {"message": {
            "id": 4, "kind": "note", "author": "Piotr Zieliński", "at": NOW, "moment": "10:09",
            "text": "Reproduced on 4.12.0. The crawler waits for a field that is gone.",
        }},
        {"message": {
            "id": 5, "kind": "agent", "author": "Inès Haddad", "via": _("by e-mail, delivered"),
            "at": NOW, "moment": "10:31", "language": "fr",
            "text": "Bonjour Camille, vous avez bien fait de relancer. Le blocage vient de nous.",
        }},
        {"message": {
            "id": 6, "kind": "customer", "author": "someone@elsewhere.example", "stranger": True,
            "at": NOW, "moment": "10:38", "text": "I have the same problem, what did you do?",
        }},
        {"happening": {
            "id": 7, "icon": "article", "words": "Acknowledged", "at": NOW, "moment": "18:20",
        }},
    ]  # fmt: skip
    return [{**part, "template": template[next(iter(part))]} for part in parts]


def derivation() -> dict[str, Any]:
    steps = (
        ("Tue 18:20", "received, 8 h 20 after opening", "counted"),
        ("Tue 19:00", "closed", "closed"),
        ("Wed 11", "public holiday, Armistice", "closed"),
        ("Thu 10:00", "opens; the first hour begins", "counted"),
        ("Thu 11:00", "first hour ends, due", "end"),
    )
    return {
        "shown": promise("kept"),
        "name": "First reply, due today 11:00",
        "open": True,
        "steps": [{"at": NOW, "moment": m, "words": w, "state": s} for m, w, s in steps],
        "quote": "“…at the latest within the first hour of a normal business day.”",
        "source": "Policy version 7, calendar 2026-3, times in UTC",
    }


def composer() -> dict[str, Any]:
    return {
        "ticket": 4812,
        "action": "#",
        "mode": "reply",
        "to": "to Camille Roussel, in French",
        "language": "fr",
        "seen": 31,
        "draft": "sample",
        "placeholder": "Write. This answer keeps the first reply of §5.",
        "error": "Not sent: Camille wrote at 10:38",
        "error_more": "Your text is kept. Read her message, then send again.",
        "can_send": True,
    }


def week(*, is_open: bool) -> Hours:
    """A week with a holiday in it, read in Paris: in the morning, and on the evening before."""
    now = NOW if is_open else NOW - timedelta(hours=14)
    return hours(_CALENDAR, now=now, zone=tz("Europe/Paris"), language="fr" if _french() else "en")


def _french() -> bool:
    return (get_language() or "en").startswith("fr")
