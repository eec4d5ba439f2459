"""Français. Entre un nombre et son unité une espace insécable: fine devant un signe, pleine devant
un mot, que la fine collerait au nombre à l’écran."""

from collections.abc import Mapping, Sequence
from datetime import date, time

from kept.core.say.words import StepWord, Unit, Words, joined, month_name, weekday_name

_NARROW, _WIDE = "\u202f", "\u00a0"
_UNITS: Mapping[Unit, str] = {
    "second": "seconde",
    "minute": "minute",
    "hour": "heure",
    "day": "jour",
}


class French:
    """Words and word order of French."""

    code = "fr"
    number_space = _NARROW
    short_units: Mapping[Unit, str] = {"second": "s", "minute": "min", "hour": "h", "day": "j"}
    midnight = "minuit"
    near_days: Mapping[int, str] = {-1: "hier", 0: "aujourd’hui", 1: "demain"}
    end_of_first_hour = "la fin de la première heure d’un jour ouvré"
    day_and_night = "Jour et nuit, tous les jours."
    step: Mapping[StepWord, str] = {
        "received": "reçue",
        "again": "compté à nouveau, il reste {owed}",
        "opens": "ouvre",
        "first_hour": "fin de la première heure, échéance",
        "over": "échéance, après {owed}",
        "weekend": "week-end",
        "day_off": "jour férié",
        "closed": "fermé",
    }

    def list_of(self, items: Sequence[str]) -> str:
        """« a, b et c »."""
        return joined([", ".join(items[:-1]), *items[-1:]], by=" et ")

    def clock(self, at: time) -> str:
        """« 11 h », « 19 h 20 »."""
        return f"{at.hour}{_NARROW}h" + (f"{_NARROW}{at.minute:02}" if at.minute else "")

    def hours_range(self, opens: time, closes: time) -> str:
        """« de 10 h à 19 h »."""
        if opens == closes == time():
            return "toute la journée"
        closing = self.midnight if closes == time() else self.clock(closes)
        return f"de {self.clock(opens)} à {closing}"

    def weekdays(self, runs: Sequence[Sequence[int]]) -> str:
        """« du lundi au vendredi »."""
        if len(runs[0]) == 7:
            return "tous les jours"
        named = [[weekday_name("fr", day) for day in run] for run in runs]
        return self.list_of(
            [f"le {run[0]}" if len(run) == 1 else f"du {run[0]} au {run[1]}" for run in named]
        )

    def full_date(self, day: date) -> str:
        """« 28 février 2024 »."""
        return f"{_ordinal(day)} {month_name('fr', day.month)} {day.year}"

    def day(self, day: date, with_year: bool) -> str:
        """« jeudi 12 novembre »."""
        said = f"{self.day_of_month(day)} {month_name('fr', day.month)}"
        return f"{said} {day.year}" if with_year else said

    def day_of_month(self, day: date) -> str:
        """« jeudi 12 »."""
        return f"{weekday_name('fr', day.weekday())} {_ordinal(day)}"

    def at(self, day: str, clock: str) -> str:
        """« aujourd’hui à 19 h 20 »."""
        return f"{day} à {clock}"

    def by(self, day: str, clock: str) -> str:
        """« jeudi avant 12 h »."""
        return f"{day} avant {clock}"

    def amount(self, count: int, unit: Unit, business: bool) -> str:
        """« 1 heure ouvrée »."""
        plural = "s" if count > 1 else ""
        worked = f" ouvré{'' if unit == 'day' else 'e'}{plural}" if business else ""
        return f"{count}{_WIDE}{_UNITS[unit]}{plural}{worked}"

    def open_now(self, left: str, day: str, clock: str, place: str, own: bool) -> tuple[str, str]:
        """(« Ouvert. », « Ferme dans 8 h 38, à 20 h chez vous, à Paris. »)."""
        return "Ouvert.", f"Ferme dans {left}, {_a_l_heure(day, clock, place, own)}."

    def closed_now(self, left: str, day: str, clock: str, place: str, own: bool) -> tuple[str, str]:
        """(« Fermé. », « Ouvre dans 13 h 24, demain à 11 h chez vous, à Paris. »)."""
        return "Fermé.", f"Ouvre dans {left}, {_a_l_heure(day, clock, place, own)}."

    def received(self, day: str, clock: str) -> str:
        """« reçue mardi à 19 h 20 »."""
        return f"reçue {day} à {clock}"

    def closed_at(self, day: str, clock: str, name: str, counted: str) -> str:
        """« fermé à 20 h »."""
        said = joined(["fermé", day, "à", clock, f"({name})" if name else ""])
        return f"{said}, {counted} comptées" if counted else said

    def closed_then(self) -> str:
        """L’équipe était absente à l’arrivée de la demande."""
        return "fermé à ce moment"

    def closed_weekend(self) -> str:
        """Pas d’heures ces jours de week-end."""
        return "fermé pour le week-end"

    def closed_days(self, first: date, last: date, name: str) -> str:
        """« fermé jeudi 24 (Déménagement) »."""
        return joined(["fermé", self._from_to(first, last), f"({name})" if name else ""])

    def holidays(self, first: date, last: date, name: str) -> str:
        """« mercredi 11 est férié (Armistice) »."""
        are = "est férié" if first == last else "sont fériés"
        return joined([self._from_to(first, last), are, f"({name})" if name else ""])

    def _from_to(self, first: date, last: date) -> str:
        if first == last:
            return self.day_of_month(first)
        return f"{self.day_of_month(first)} à {self.day_of_month(last)}"

    def opens(self, day: str, clock: str, name: str) -> str:
        """« ouvre jeudi à 11 h »."""
        return joined(["ouvre", day, "à", clock, f"({name})" if name else ""])

    def first_hour_ends(self, day: str, clock: str) -> str:
        """« la première heure finit à 12 h »."""
        return joined(["la première heure finit", day, "à", clock])

    def short_day_ends(self, day: str, clock: str) -> str:
        """« ferme à 10 h 40, avant la fin de sa première heure »."""
        return f"{joined(['ferme', day, 'à', clock])}, avant la fin de sa première heure"

    def due(self, day: str, clock: str, owed: str) -> str:
        """« échéance lundi à 11 h 30, après 1 heure ouvrée »."""
        return f"{joined(['échéance', day, 'à', clock])}, après {owed}"


def _ordinal(day: date) -> str:
    return "1er" if day.day == 1 else str(day.day)


def _a_l_heure(day: str, clock: str, place: str, own: bool) -> str:
    said = joined([day, "à", clock])
    return f"{said} chez vous, {_in(place)}" if own else f"{said} {_in(place)}"


def _in(place: str) -> str:
    """« à Paris », « au Caire », « UTC+1 »."""
    if place.startswith("UTC"):
        return place
    for article, contracted in (("Le ", "au "), ("Les ", "aux ")):
        if place.startswith(article):
            return contracted + place.removeprefix(article)
    return f"à {place}"


words: Words = French()
