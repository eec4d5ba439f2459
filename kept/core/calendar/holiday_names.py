"""Names of public holidays in languages that the library does not know for a country."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

_OBSERVED = re.compile(r"(.+) \(observed\)")
_SAID_OBSERVED: Final[Mapping[str, str]] = {
    "fr": "{} (jour de remplacement)",
    "de": "{} (Ersatztag)",
}

#: English: French, German.
_KNOWN: Final[Mapping[str, tuple[str, str]]] = {
    "All Saints’ Day": ("Toussaint", "Allerheiligen"),
    "Armistice Day": ("Armistice", "Tag des Waffenstillstands"),
    "Ascension Day": ("Ascension", "Christi Himmelfahrt"),
    "Assumption Of Mary Day": ("Assomption", "Mariä Himmelfahrt"),
    "Assumption Day": ("Assomption", "Mariä Himmelfahrt"),
    "August Bank Holiday": ("Jour férié d’août", "Feiertag im August"),
    "Boxing Day": ("Lendemain de Noël", "Zweiter Weihnachtstag"),
    "Christmas Day": ("Noël", "Weihnachten"),
    "Christmas Eve": ("Veille de Noël", "Heiligabend"),
    "Constitution Day": ("Jour de la Constitution", "Tag der Verfassung"),
    "Corpus Christi": ("Fête-Dieu", "Fronleichnam"),
    "Day of Portugal, Camões, and the Portuguese Communities": (
        "Jour du Portugal, de Camões et des communautés portugaises",
        "Tag Portugals, Camões’ und der portugiesischen Gemeinschaften",
    ),
    "Easter Monday": ("Lundi de Pâques", "Ostermontag"),
    "Easter Sunday": ("Pâques", "Ostersonntag"),
    "Epiphany": ("Épiphanie", "Heilige Drei Könige"),
    "Freedom Day": ("Jour de la Liberté", "Tag der Freiheit"),
    "Good Friday": ("Vendredi saint", "Karfreitag"),
    "Immaculate Conception": ("Immaculée Conception", "Mariä Empfängnis"),
    "June Bank Holiday": ("Jour férié de juin", "Feiertag im Juni"),
    "King’s Day": ("Fête du Roi", "Königstag"),
    "Labor Day": ("Fête du Travail", "Tag der Arbeit"),
    "Liberation Day": ("Jour de la Libération", "Tag der Befreiung"),
    "Maundy Thursday": ("Jeudi saint", "Gründonnerstag"),
    "May Bank Holiday": ("Jour férié de mai", "Feiertag im Mai"),
    "May Day": ("Premier Mai", "Maifeiertag"),
    "National Day": ("Fête nationale", "Nationalfeiertag"),
    "New Year’s Day": ("Jour de l’An", "Neujahr"),
    "New Year’s Eve": ("Saint-Sylvestre", "Silvester"),
    "October Bank Holiday": ("Jour férié d’octobre", "Feiertag im Oktober"),
    "Pentecost": ("Pentecôte", "Pfingstsonntag"),
    "Pentecost Monday": ("Lundi de Pentecôte", "Pfingstmontag"),
    "Republic Day": ("Jour de la République", "Tag der Republik"),
    "Restoration of Independence Day": (
        "Restauration de l’indépendance",
        "Wiederherstellung der Unabhängigkeit",
    ),
    "Saint Brigid’s Day": ("Sainte-Brigitte", "Tag der heiligen Brigida"),
    "Saint Patrick’s Day": ("Saint-Patrick", "Tag des heiligen Patrick"),
    "Saint Stephen’s Day": ("Saint-Étienne", "Stephanstag"),
    "Second Day of Christmas": ("Lendemain de Noël", "Zweiter Weihnachtstag"),
    "Spring Bank Holiday": ("Jour férié du printemps", "Frühjahrsfeiertag"),
    "Victory Day": ("Jour de la Victoire", "Tag des Sieges"),
}
_LANGUAGES: Final = ("fr", "de")


def named(english: str, language: str) -> str:
    """The name in `language`; the English one where this table has none."""
    if language not in _LANGUAGES:
        return english
    if found := _OBSERVED.fullmatch(english):
        return _SAID_OBSERVED[language].format(named(found[1], language))
    known = _KNOWN.get(english)
    return known[_LANGUAGES.index(language)] if known else english
