"""French."""

from __future__ import annotations

import re

from kept.core.calendar.owed import BusinessDays, EndOfFirstHour, Owed
from kept.core.policy.letters import plain
from kept.core.policy.tongues.tongue import (
    BESIDE,
    COUNT,
    DATE,
    GAP,
    ZONE,
    Tongue,
    bare,
    counted,
    labelled,
    nothing_counted,
    pattern,
    words,
)

_ONES = ["deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf"]
_TEENS = ["dix", "onze", "douze", "treize", "quatorze", "quinze", "seize"]
_TENS = ["vingt", "trente", "quarante", "cinquante", "soixante"]
_TO_NINETEEN = [*_TEENS[1:], *(f"dix {one}" for one in _ONES[5:])]

NUMBERS: dict[str, float] = {
    **{word: number for number, word in enumerate(_ONES, 2)},
    **{word: number for number, word in enumerate(_TEENS, 10)},
    **{f"dix {one}": number for number, one in enumerate(_ONES[5:], 17)},
    **{ten: 10 * number for number, ten in enumerate(_TENS, 2)},
    **{f"{ten} et un": 10 * number + 1 for number, ten in enumerate(_TENS, 2)},
    **{f"{ten} et une": 10 * number + 1 for number, ten in enumerate(_TENS, 2)},
    **{
        f"{ten} {one}": 10 * tens + ones
        for tens, ten in enumerate(_TENS, 2)
        for ones, one in enumerate(_ONES, 2)
    },
    "soixante dix": 70,
    "soixante et onze": 71,
    **{f"soixante {teen}": number for number, teen in enumerate(_TO_NINETEEN, 71)},
    "quatre vingts": 80,
    "quatre vingt": 80,
    **{f"quatre vingt {one}": number for number, one in enumerate(["une", *_ONES], 81)},
    "quatre vingt un": 81,
    "quatre vingt dix": 90,
    **{f"quatre vingt {teen}": number for number, teen in enumerate(_TO_NINETEEN, 91)},
    "septante": 70,
    "huitante": 80,
    "octante": 80,
    "nonante": 90,
    **dict.fromkeys(["cent", "cents"], 100),
    **dict.fromkeys(["mille", "un millier de", "milliers", "des milliers de"], 1000),
    **dict.fromkeys(["million", "millions", "un million de"], 1_000_000),
}
_FEW: dict[str, float] = {
    **dict.fromkeys(["un", "une"], 1),
    **dict.fromkeys(["demi", "demie", "une demi", "une demie"], 0.5),
}

_ABOUT = r"(?:huit|di[xz]|douz|quinz|vingt|trent|quarant|cinquant|soixant|cent)aines?"
#: « une dizaine de », « deux quinzaines d’ », « une poignée de ».
_SOME = (
    r"(?:(?:une? |des |deux |trois )?(?:demi )?"
    rf"(?:{_ABOUT}|poignées?|paires?|couples?|quarts?) d(?:e |'))"
)
_AMOUNT = rf"{COUNT}|{counted(NUMBERS)}|{words(_FEW)}|quelques|plusieurs|{_SOME}"
#: What may be said of a time between its number and its unit.
_QUALITY = (
    r"(?:petite?s|bonn?e?s|longue?s|courte?s|grosse?s|pleine?s|vraie?s|autres|prochaine?s"
    r"|premi(?:er|ère)s|petite?|bonne?|grosse|longue|courte|de (?:nos|vos))"
)
_UNITS = (
    r"secondes|secs?\.?|minutes?|mins?\.?|mn|heures?|h(?:rs?)?\.?|jours?|jrs?\.?|journées?"
    r"|semaines?|sem\.?|quinzaines?(?! d[e'])|mois|trimestres?|semestres?|ans?|années?"
    r"|nuits|matinées|soirées"
)
_OPEN = r"(?:ouvrée?s?|ouvrables?|travaillée?s?|de travail|d'ouverture)"
_WHOLE = r"(?:pleine?s?|entières?|entiers?|francs?|franches?|calendaires?|consécuti(?:f|ve)s?)"
_AND = r"(?: et (?:demie?|quart)| (?:un|trois) quarts?)?"
_OF_DAY = rf"(?: d'un jour (?:normal )?{_OPEN})?"
_NTH = (
    r"(?:premi(?:er|ère)|prochaine?|seconde?|même|\w*ième"
    r"|\d+(?:ers?|ères?|res?|nde?|e|èmes?))"
)
_PAST = r"(?: (?:et (?:demie|quart)|moins (?:le quart|\w+)))?"
_CLOCK = (
    rf"(?:\d{{1,2}}:\d{{2}}(?::\d{{2}})?|\d{{1,2}} ?(?:h|heures?)(?: ?\d{{2}}|{_PAST})"
    rf"|\d{{1,2}}(?:[.:]\d{{2}})? ?{ZONE})"
)
_BARE_HOUR = rf"(?:\d{{1,2}}|{words(NUMBERS)})"
_END = nothing_counted("au plus tard|précises?|pile")
#: « de 9 à 17 »: clock times if nothing follows that is counted.
_BARE = rf"(?:de|entre) {_BARE_HOUR} (?:à|et) {_BARE_HOUR}{_END}"
_DAY = r"(?:lundis?|mardis?|mercredis?|jeudis?|vendredis?|samedis?|dimanches?)"
_SHORT = r"(?:lun|mar|mer|jeu|ven|sam|dim)\.?"
_JOINED = r" ?(?:au|à|et|ou|[,/&-]) ?"
_MONTH = (
    r"(?:janv(?:ier|\.)|févr?(?:ier|\.)?|mars|avr(?:il|\.)|mai|juin|juil(?:let|\.)|août"
    r"|sept(?:embre|\.)|oct(?:obre|\.)|nov(?:embre|\.)|déc(?:embre|\.))"
)


_NARROW, _WIDE = "\u202f", "\u00a0"
_ONE = f"1{_WIDE}"

_BLANK = r"[ \u00a0\u202f]*"
_ENDS = r"(?=$|[\s\u00a0\u202f)\]»”’.…])"
_HIGH = re.compile(rf"(?<![\s(:;?!]){_BLANK}([;?!]+){_ENDS}")
_COLON = re.compile(rf"(?<![\s(:;?!]){_BLANK}:{_ENDS}")
_OPENS, _CLOSES = re.compile(rf"«{_BLANK}"), re.compile(rf"{_BLANK}»")
_SIGN = re.compile(r"(?<=\d) (?=(?:h|min|s|[kmgt]o|px)\b|[%€$])", re.IGNORECASE)
_UNIT = re.compile(
    r"(?<=\d) (?=(?:heures?|minutes?|secondes?|jours?|semaines?|mois|ans?)\b)", re.IGNORECASE
)


def frame(form: str, owed: Owed, said: str) -> str:
    if form == "every":
        return _every(owed, said)
    if form == "after":
        return f"après {said}"
    return f"avant {said}" if isinstance(owed, EndOfFirstHour) else f"sous {said}"


def _every(owed: Owed, said: str) -> str:
    """« toutes les 4 heures ouvrées », « chaque jour ouvré »."""
    if said.startswith(_ONE):
        return f"chaque {said.removeprefix(_ONE)}"
    return f"{'tous' if isinstance(owed, BusinessDays) else 'toutes'} les {said}"


def by_clock_of(place: str) -> str:
    if place.startswith("UTC"):
        return f" {place}"
    return f", heure d’{place}" if place[0] in "AEIOUYÉÎÔ" else f", heure de {place}"


def set_type(text: str) -> str:
    """Narrow spaces before signs and inside quotes, wide ones before the colon and before a unit
    that is a word."""
    text = _OPENS.sub(f"«{_NARROW}", text)
    text = _CLOSES.sub(f"{_NARROW}»", text)
    text = _HIGH.sub(rf"{_NARROW}\1", text)
    text = _COLON.sub(f"{_WIDE}:", text)
    return _UNIT.sub(_WIDE, _SIGN.sub(_NARROW, text))


TONGUE = Tongue(
    language="fr",
    terms={
        "kinds": {"question": "question", "bug": "bogue", "suggestion": "suggestion"},
        "problem.causes": {
            "product": "un bogue du produit",
            "third_party": "un bogue venu d’ailleurs",
            "customization": "un bogue causé par vos propres adaptations",
        },
        "scope.covers": {
            "configuration": "configurer l’application",
            "features": "se servir de ses fonctions",
            "bugs": "corriger ses bogues",
        },
        "scope.includes": {
            "undocumented": "l’aide sur une fonction que la documentation ne précise pas",
            "not_as_described": "une fonction qui ne marche pas comme l’annonce la description "
            "du produit",
            "not_yet_fixed": "un bogue connu que la version actuelle ne corrige pas encore",
        },
        "suggestions.go_to": {"business_development": "l’équipe de développement commercial"},
        "announce.major": {"newsletter": "la lettre d’information"},
        "conduct.grounds": {
            "profanity": "les grossièretés de toute sorte",
            "defamation": "la diffamation",
            "spam": "le spam sous toutes ses formes",
            "misuse": "les tickets détournés, ou les menaces, à des fins d’autopromotion",
            "repetition": "la répétition incessante du même message dans plusieurs tickets, "
            "fils ou courriels",
        },
        "conduct.ladder": {
            "notice": "un avertissement écrit qui cite l’article",
            "suspension": "l’accès suspendu pour un temps",
            "revocation": "l’accès retiré",
        },
        "priorities": {
            "low": "basse",
            "normal": "normale",
            "high": "haute",
            "urgent": "urgente",
        },
    },
    frame=frame,
    numbers={plain(word): number for word, number in (NUMBERS | _FEW).items()},
    units={
        **dict.fromkeys(["minute", "min", "mn"], 1),
        **dict.fromkeys(["heure", "hr", "h"], 60),
        **dict.fromkeys(["jour", "jr", "journee"], 1440),
        **dict.fromkeys(["semaine", "sem"], 7 * 1440),
        "quinzaine": 15 * 1440,
    },
    duration=pattern(
        rf"(?P<amount>{_AMOUNT}){BESIDE}(?:{GAP}\b{_QUALITY}\b,?){{0,2}}{GAP}(?P<unit>{_UNITS}){_AND}"
        rf"(?: {_WHOLE})?(?: (?P<business>{_OPEN}))?"
    ),
    moment=pattern(
        rf"(?P<first>(?:la fin de )?(?:la )?première heure(?: {_OPEN})?{_OF_DAY})"
        rf"|(?:le |la |au )?{_NTH} (?:heure|jour|journée|semaine)(?: {_OPEN})?{_OF_DAY}"
        rf"|(?:le |au )?jour(?: {_OPEN})? (?:même|suivant|d'après)|[JH] ?\+ ?\d+"
        r"|(?:la |le )?(?:semaine|mois) (?:prochaine?|suivante?|d'après)"
        r"|sous (?:huitaine|quinzaine)"
        r"|(?:le |au )?(?:sur)?lendemain|(?:après )?demain|(?:ce|le) soir|le matin"
        r"|(?:cet|l')(?: )?après midi|cette (?:semaine|nuit)"
        r"|(?:dans|avant la fin de) (?:la (?:minute|journée|matinée|soirée|semaine|nuit)"
        r"|l'heure|le mois)"
        r"|dans les (?:minutes|heures|jours|semaines) (?:qui|à venir|suivante?s)"
        r"|(?:en )?fin (?:de journée|du jour)"
        r"|(?:de )?jour (?:et|comme de) nuit|nuit et jour|à toute heure"
        r"|24 ?h? ?[/x×-] ?7|24 ?h ?(?:/|sur) ?24|7 ?j? ?(?:/|sur) ?7|\d+ ?j"
        rf"|{labelled('minutes|heures|jours|semaines', counted(NUMBERS))}"
    ),
    clock=pattern(
        rf"(?:de )?(?:{_CLOCK}|{_BARE_HOUR}) ?(?:à|-) ?{_CLOCK}|\d{{1,2}}(?::| ?h ?)\d{{2}}"
        rf"|\d{{1,2}}(?:[.:]\d{{2}})? ?{ZONE}"
        rf"|{_BARE_HOUR} heures? (?:et|moins) (?:demie|(?:le )?quart)"
        rf"|(?:à|à partir de|dès|vers|avant|jusqu'à|entre) {_CLOCK}(?: et {_CLOCK})?|midi|minuit"
        rf"|{_BARE}"
    ),
    days=pattern(
        rf"(?:du )?{_DAY}(?:{_JOINED}{_DAY})*|(?:jours )?(?:de|en) (?:la )?semaine|week ?ends?"
        rf"|fins? de semaine|{_SHORT}(?:{_JOINED}{_SHORT})+|(?:du )?l ?(?:-|au) ?v"
    ),
    dates=pattern(
        rf"{DATE}|(?:1er|premier|\d{{1,2}}) {_MONTH}(?: \d{{4}})?"
        r"|(?:le|du|au|avant le) \d{1,2}(?:/\d{1,2}| du mois)"
    ),
    often=pattern(
        rf"chaque (?:minute|heure|jour|semaine|mois|matin|soir|nuit)(?: {_OPEN})?"
        rf"|(?:tous les (?:jours|mois|matins|soirs)|toutes les (?:heures|semaines|nuits))"
        rf"(?: {_OPEN})?|(?:une fois |deux fois )?par (?:heure|jour|semaine|mois)"
        r"|(?:quotidien(?:ne)?|hebdomadaire|mensuel(?:le)?|annuel(?:le)?)s?"
        r"|(?:quotidienne|hebdomadaire|mensuelle|annuelle)ment"
    ),
    number=bare(rf"{counted(NUMBERS)}|(?:une |des |deux )?{_ABOUT}"),
    waiting="tant que nous attendons votre réponse",
    always="tous les jours, jour et nuit",
    yours="chez vous",
    all_yours="le tout à votre heure",
    in_seasons="{0} chez vous en janvier, {1} en juillet",
    seasons_apart="en janvier {0}, en juillet {1}",
    short=lambda said: said.removeprefix("de "),
    by_clock_of=by_clock_of,
    set_type=set_type,
)
