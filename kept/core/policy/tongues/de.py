"""German."""

from __future__ import annotations

import re

from kept.core.calendar.owed import BusinessDays, EndOfFirstHour, Owed
from kept.core.policy.tongues.tongue import (
    BESIDE,
    DATE,
    DIGITS,
    NO_THING,
    ZONE,
    Tongue,
    counted,
    pattern,
    words,
)
from kept.core.say.de import dative

_ONES = ["zwei", "drei", "vier", "fünf", "sechs", "sieben", "acht", "neun"]
_TEENS = [
    *("zehn", "elf", "zwölf", "dreizehn", "vierzehn"),
    *("fünfzehn", "sechzehn", "siebzehn", "achtzehn", "neunzehn"),
]
_TENS = ["zwanzig", "dreißig", "vierzig", "fünfzig", "sechzig", "siebzig", "achtzig", "neunzig"]

NUMBERS: dict[str, float] = {
    **{word: number for number, word in enumerate(_ONES, 2)},
    **{word: number for number, word in enumerate(_TEENS, 10)},
    **{ten: 10 * number for number, ten in enumerate(_TENS, 2)},
    **{
        f"{one}und{ten}": 10 * tens + ones
        for tens, ten in enumerate(_TENS, 2)
        for ones, one in enumerate(["ein", *_ONES], 1)
    },
    "hundert": 100,
    "einhundert": 100,
    "tausend": 1000,
    "eintausend": 1000,
    "ein dutzend": 12,
    "dutzend": 12,
}
NUMBERS |= {word.replace("ß", "ss"): number for word, number in NUMBERS.items() if "ß" in word}

_FEW: dict[str, float] = {
    **dict.fromkeys(["ein", "eine", "einen", "einem", "einer", "eines"], 1),
    **dict.fromkeys(["eine halbe", "einer halben", "einen halben", "einem halben"], 0.5),
    **dict.fromkeys(["anderthalb", "eineinhalb"], 1.5),
    "zweieinhalb": 2.5,
}

_HUNDRED = rf"(?:(?:ein|{words(dict.fromkeys(_ONES, 0.0))})?(?:hundert|tausend)(?:und)?)+"
_NUMBER = rf"(?:{_HUNDRED}(?:{words(NUMBERS)})?|{counted(NUMBERS)})"
_AMOUNT = (
    rf"{DIGITS}|{_NUMBER}|{words(_FEW)}|ein(?:en|em)? halbe[rn]?|(?:ein )?paar|(?:eine )?handvoll"
    r"|einige|einigen|mehrere|mehreren|etlichen?|wenigen?"
)
_WHOLE = r"(?:vollen?|ganzen?|weiteren?|kurzen?)"
_OPEN = r"(?:geschäfts|arbeits|werk|büro|öffnungs)"
_UNITS = (
    r"(?:zeit)?sekunden?|(?:zeit)?minuten?|min\.?|(?:zeit|viertel)?stunden?|std\.?|h"
    r"|(?:kalender)?tag(?:e[ns]?|s)?|wochen?|monat(?:e[ns]?|s)?"
    r"|jahr(?:e[ns]?|s)?|(?:sekünd|minüt|stünd|täg|wöch|monat|jähr)ig(?:e[mnrs]?)?"
)
#: „4 Geschäftsstunden“ and „4 Stunden Geschäftszeit“: what says it stands before or behind.
_BUSINESS = rf"(?:(?=(?:\w+\s+)?(?P<business>{_OPEN}))(?:{_OPEN}(?=\w))?)?"
_OF_DAY = rf"(?: eines(?: (?:normalen|jeden))? {_OPEN}tage?s)?"
_NTH = r"(?:nächst|folgend|zweit|dritt|viert|fünft|selb|gleich|kommend)e[mnrs]?"
_DAY = r"(?:montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonnabend|sonntag)"
_DAYS = rf"{_DAY}(?:e[ns]?|s)?(?:(?:früh|morgen|vormittag|mittag|nachmittag|abend)s?)?"
_SHORT = r"(?:mo|di|mi|do|fr|sa|so)\.?"
_SHORTS = r"(?-i:Mo|Di|Mi|Do|Fr|Sa|So)\.?"
_JOINED = r" ?(?:bis|und|oder|[,/&-]) ?"
_MONTH = (
    r"(?:jan(?:uar|\.)|jänner|feb(?:ruar|\.)|märz|apr(?:il|\.)|mai|juni|juli|aug(?:ust|\.)"
    r"|sept(?:ember|\.)|okt(?:ober|\.)|nov(?:ember|\.)|dez(?:ember|\.))"
)
_HOUR = rf"(?:\d{{1,2}}(?:[.:]\d{{2}})?|ein|{words(NUMBERS)})"
_CLOCK = (
    rf"(?:{_HOUR} ?(?:uhr|{ZONE})(?: ?\d{{2}}(?!\d)| {words(NUMBERS)})?"
    rf"|\d{{1,2}}:\d{{2}}(?::\d{{2}})?|\d{{1,2}}h)"
)
#: „um neun“, „von 9 bis 17“: clock times if nothing follows that is counted.
_BARE = (
    rf"(?:von )?{_HOUR}(?: bis | ?- ?){_HOUR}{NO_THING}|zwischen {_HOUR} und {_HOUR}{NO_THING}"
    rf"|(?:um|ab|gegen|bis|vor|nach) {_HOUR}{NO_THING}"
)

_NBSP = "\u00a0"
_ONE = f"1{_NBSP}"

_UNIT = re.compile(
    r"(?<=\d) (?=(?:uhr|h|min|minuten?|s|sekunden?|std|(?:geschäfts)?stunden?|"
    r"(?:geschäfts)?tag(?:en?)?|wochen?|monat(?:en?)?|jahr(?:en?)?|[kmgt]b|px)\b|[%€$])",
    re.IGNORECASE,
)
_SHORTENED = re.compile(r"\b(z\.|d\.|u\.|i\.|v\.) ?(?=(?:B|h|a|d|R|H)\.)")
_PARAGRAPH = re.compile(r"§ (?=\d)")


def frame(form: str, owed: Owed, said: str) -> str:
    """„innerhalb von 2 Geschäftstagen“, „nach 48 Stunden“, „alle 4 Stunden“."""
    if form == "every":
        return _every(owed, said)
    if form == "after":
        return f"nach {dative(said)}"
    if isinstance(owed, EndOfFirstHour):
        return f"bis zum {said.removeprefix('das ')}"
    return f"innerhalb von {dative(said)}"


def _every(owed: Owed, said: str) -> str:
    """„alle 2 Geschäftstage“, „jeden Geschäftstag“, „jede Stunde“."""
    if said.startswith(_ONE):
        return f"{'jeden' if isinstance(owed, BusinessDays) else 'jede'} {said.removeprefix(_ONE)}"
    return f"alle {said}"


def by_clock_of(place: str) -> str:
    return f" {place}" if place.startswith("UTC") else f" Ortszeit {place}"


def set_type(text: str) -> str:
    """Numbers stay with their units, „z. B.“ and „§ 5“ in one piece."""
    text = _SHORTENED.sub(rf"\1{_NBSP}", text)
    text = _PARAGRAPH.sub(f"§{_NBSP}", text)
    return _UNIT.sub(_NBSP, text)


TONGUE = Tongue(
    language="de",
    terms={
        "kinds": {"question": "Frage", "bug": "Fehler", "suggestion": "Vorschlag"},
        "problem.causes": {
            "product": "ein Fehler des Produkts",
            "third_party": "ein Fehler, der von außen kommt",
            "customization": "ein Fehler durch Ihre eigenen Anpassungen",
        },
        "scope.covers": {
            "configuration": "das Einrichten der Anwendung",
            "features": "den Umgang mit ihren Funktionen",
            "bugs": "das Beheben ihrer Fehler",
        },
        "scope.includes": {
            "undocumented": "Hilfe zu einer Funktion, die die Dokumentation nicht erklärt",
            "not_as_described": "eine Funktion, die nicht tut, was die Produktbeschreibung sagt",
            "not_yet_fixed": "ein bekannter Fehler, den die aktuelle Version noch nicht behebt",
        },
        "suggestions.go_to": {"business_development": "das Team für Geschäftsentwicklung"},
        "announce.major": {"newsletter": "Newsletter"},
        "conduct.grounds": {
            "profanity": "Beschimpfungen jeder Art",
            "defamation": "üble Nachrede",
            "spam": "Spam jeder Art",
            "misuse": "Anfragen oder Drohungen, die der Eigenwerbung dienen",
            "repetition": "die ständige Wiederholung derselben Nachricht in mehreren Anfragen, "
            "Verläufen oder E-Mails",
        },
        "conduct.ladder": {
            "notice": "eine schriftliche Verwarnung, die den Abschnitt nennt",
            "suspension": "eine Sperre auf Zeit",
            "revocation": "der Entzug des Zugangs",
        },
        "priorities": {
            "low": "niedrig",
            "normal": "normal",
            "high": "hoch",
            "urgent": "dringend",
        },
    },
    frame=frame,
    numbers={**NUMBERS, **_FEW},
    units={
        **dict.fromkeys(["sekunde", "sekunden"], 0),
        **dict.fromkeys(["minute", "minuten", "min"], 1),
        **dict.fromkeys(["stunde", "stunden", "std", "h"], 60),
        **dict.fromkeys(["tag", "tage", "tagen", "tages"], 1440),
        **dict.fromkeys(["woche", "wochen"], 7 * 1440),
        **dict.fromkeys(["monat", "monate", "monaten", "jahr", "jahre", "jahren"], 0),
    },
    duration=pattern(
        rf"(?P<amount>{_AMOUNT}){BESIDE}(?:\s+{_WHOLE})?[\s-]*{_BUSINESS}(?P<unit>{_UNITS})"
        rf"(?:\s+{_OPEN}zeit(?:en)?)?"
    ),
    moment=pattern(
        rf"(?P<first>(?:(?:das|dem|zum) )?(?:ende der )?ersten? (?:{_OPEN})?stunde{_OF_DAY})"
        rf"|(?:(?:am|zum|des) )?(?:{_NTH}|\d+\.) "
        rf"(?:{_OPEN})?(?:tag(?:e?s)?|stunde|woche|morgen|monat)"
        r"|(?:am )?folgetag|tags darauf|(?-i:morgen)|übermorgen|heute abend|taggleich"
        r"|(?:binnen|innerhalb) (?:tagesfrist|(?:von )?(?:stunden|tagen|minuten))"
        rf"|(?:im laufe|bis (?:zum )?ende|vor ende) des {_OPEN}?tag(?:e?s)|T ?\+ ?\d+"
        r"|(?:bis )?feierabend|(?:eine[rn]? )?(?:drei)?viertelstunden?"
        r"|über nacht|rund um die uhr|tag und nacht|24 ?[/x×-] ?7"
    ),
    clock=pattern(
        rf"(?:(?:von|ab|zwischen|um) )?{_HOUR}(?: ?uhr)? ?(?:bis|und|[-–]) ?{_CLOCK}"
        rf"|(?:(?:von|ab|um|gegen|bis|vor|nach) )?{_CLOCK}"
        rf"|(?:halb|(?:drei ?)?viertel(?: vor| nach)?|(?:fünf|zehn|zwanzig) (?:vor|nach)) {_HOUR}"
        rf"|mittags?|mitternachts?|{_BARE}"
    ),
    days=pattern(
        rf"{_DAYS}(?:{_JOINED}{_DAYS})*|sonn- (?:und|oder) feiertag(?:e?n?|s)?"
        rf"|(?:werk|wochen)tag(?:e[ns]?|s)?"
        rf"|wochenenden?s?|{_SHORT} ?(?:bis|[-–]) ?{_SHORT}|{_SHORTS}(?:{_JOINED}{_SHORTS})+"
    ),
    dates=pattern(rf"{DATE}|\d{{1,2}}\. ?(?:{_MONTH}(?: \d{{4}})?|\d{{1,2}}\.(?: ?\d{{4}})?)"),
    often=pattern(
        r"jede[nrs]? (?:geschäfts|arbeits|werk)?"
        r"(?:minute|stunde|tag|woche|monat|morgen|abend|nacht)"
        r"|(?:einmal|zweimal|dreimal)? ?(?:am|pro) (?:stunde|tag|woche|monat)"
        r"|(?:(?:arbeits|werk)?täglich|stündlich|wöchentlich|monatlich|jährlich)(?:e[nmrs]?)?"
    ),
    number=pattern(rf"{DIGITS}|{_NUMBER}"),
    waiting="solange wir auf Ihre Antwort warten",
    always="täglich rund um die Uhr",
    yours="Ihrer Zeit",
    all_yours="jeweils Ihrer Zeit",
    in_seasons="{0} Ihrer Zeit im Januar, {1} im Juli",
    seasons_apart="im Januar {0}, im Juli {1}",
    short=str,
    by_clock_of=by_clock_of,
    set_type=set_type,
)
